"""The reference system in containers: all that runs is as its canon says; and of what is planted, exactly that is found."""

from __future__ import annotations

import json
import subprocess
import sys
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.twin.make_container_twin import CHANGES, CRASH_LOOP, make_container_twin
from tests.twin.make_running_twin import Change
from tests.twin.make_twin import PROJECT
from tests.twin.ports import the_ports_of_vx11

if TYPE_CHECKING:
    import docker

pytestmark = pytest.mark.docker


class Ran:
    """What a run in containers printed, and its report."""

    def __init__(self, folder: Path, *words: str, changes: tuple[Change, ...], fixed: bool = False) -> None:
        self.planted = make_container_twin(PROJECT, folder, *changes)
        command = ["-m", "pytest", "-p", "no:cacheprovider", "--vx11-canon", "-m", "vx11_running"]
        ports = "fixed" if fixed else "ephemeral"
        held: AbstractContextManager[object] = the_ports_of_vx11() if fixed else nullcontext()
        with held:
            ran = subprocess.run(
                [
                    *(sys.executable, *command, "--vx11-runtime=docker", f"--vx11-ports={ports}"),
                    *("--vx11-report=json:report.json", *words),
                ],
                cwd=folder, capture_output=True, text=True, check=False, timeout=600,
            )  # fmt: skip
        self.status, self.output = ran.returncode, ran.stdout + ran.stderr
        self.report: dict[str, Any] = json.loads((folder / "report.json").read_text(encoding="utf-8"))

    def verdicts(self, verdict: str) -> list[dict[str, Any]]:
        return [check for check in self.report["checks"] if check["verdict"] == verdict]

    def findings(self) -> dict[str, dict[str, Any]]:
        return {finding["key"]: finding for check in self.report["checks"] for finding in check["findings"]}


@pytest.fixture(scope="module")
def as_it_is(tmp_path_factory: pytest.TempPathFactory, base_image: str) -> Ran:
    return Ran(tmp_path_factory.mktemp("containers"), changes=(), fixed=True)


@pytest.fixture(scope="module")
def twin(tmp_path_factory: pytest.TempPathFactory, base_image: str) -> Ran:
    return Ran(tmp_path_factory.mktemp("container-twin"), "--vx11-timeout=30", changes=CHANGES)


def test_every_running_check_of_the_reference_system_matches(as_it_is: Ran) -> None:
    assert as_it_is.status == 0, as_it_is.output
    assert as_it_is.findings() == {}
    assert len(as_it_is.verdicts("match")) >= 200
    assert "services: 11 asked, 10 OK; expected down: shubniggurath" in as_it_is.output


def test_only_what_is_disabled_in_another_mode_or_not_built_is_unverified(as_it_is: Ran) -> None:
    others = {
        (check["service"], check["facet"], check["reason"])
        for check in as_it_is.verdicts("unverified")
        if check["service"] != "shubniggurath"
    }
    assert {facet for _, facet, _ in others} == {"modes", "suites"}


def test_exactly_what_was_planted_is_found(twin: Ran) -> None:
    assert set(twin.findings()) == twin.planted, twin.output
    assert twin.status == 1


def test_each_says_what_was_seen(twin: Ran) -> None:
    said = {key: finding["message"] for key, finding in twin.findings().items()}
    assert "256m" in said["VX220:madre:memory"]
    assert "8102" in said["VX205:switch:8002"]
    assert "`true`" in said["VX212:hermes:test"]
    assert "killed for memory" in said["VX222:mcp:memory"]


def test_a_crash_loop_ends_the_start_and_is_the_one_finding(tmp_path: Path, base_image: str) -> None:
    ran = Ran(tmp_path / "twin", changes=(CRASH_LOOP,))
    assert set(ran.findings()) == {"VX201:hormiguero"}, ran.output
    assert "ended with 1" in ran.output
    assert "planted" in ran.output


def test_nothing_is_left_of_any(as_it_is: Ran, twin: Ran, engine: docker.APIClient) -> None:
    mine = {"label": ["vx11.system=vx11", "vx11.run"]}
    left = [each["Labels"]["vx11.state"] for each in engine.containers(all=True, filters=mine)]
    assert not [state for state in left if "containers" in state or "container-twin" in state]

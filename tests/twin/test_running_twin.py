"""Of drift that only shows when the system runs, exactly what was planted is found: by a run like a user's."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.twin.make_running_twin import make_running_twin
from tests.twin.make_twin import PROJECT
from tests.twin.ports import the_ports_of_vx11


class Ran:
    """What a run over the twin printed, and its report."""

    def __init__(self, folder: Path) -> None:
        self.planted = make_running_twin(PROJECT, folder)
        words = ["-m", "pytest", "-p", "no:cacheprovider", "--vx11-canon", "-m", "vx11_running", "--vx11-timeout=30"]
        with the_ports_of_vx11():
            ran = subprocess.run(
                [sys.executable, *words, "--vx11-report=json:report.json"],
                cwd=folder, capture_output=True, text=True, check=False, timeout=240,
            )  # fmt: skip
        self.status, self.output = ran.returncode, ran.stdout + ran.stderr
        self.report: dict[str, Any] = json.loads((folder / "report.json").read_text(encoding="utf-8"))

    def findings(self) -> list[dict[str, Any]]:
        return [finding for check in self.report["checks"] for finding in check["findings"]]

    def of(self, key: str) -> dict[str, Any]:
        return next(finding for finding in self.findings() if finding["key"] == key)


@pytest.fixture(scope="module")
def twin(tmp_path_factory: pytest.TempPathFactory) -> Ran:
    return Ran(tmp_path_factory.mktemp("running-twin"))


def test_exactly_what_was_planted_is_found(twin: Ran) -> None:
    assert {finding["key"] for finding in twin.findings()} == twin.planted
    assert twin.status == 1


def test_what_was_not_touched_still_matches(twin: Ran) -> None:
    matched = [check for check in twin.report["checks"] if check["verdict"] == "match"]
    assert len(matched) >= 60
    assert {check["service"] for check in matched} >= {"madre", "hermes", "operator-backend", "operator-frontend"}


def test_each_says_what_was_seen(twin: Ran) -> None:
    said = {key: twin.of(key)["message"] for key in twin.planted}
    assert said["VX270:spawner:GET /children"].endswith("answers 500, the canon wants 200")
    assert "200 without a token and 200 with a wrong one" in said["VX272:tentaculo_link:GET /vx11/overview"]
    assert "found fine, the canon wants ok" in said["VX274:switch:GET /health status"]
    assert "is not broadcast" in said["VX292:vx11:system.alert"]
    assert said["VX200:mcp"] == "mcp is down: its process ended with 3"
    assert said["VX204:manifestator:8005"] == "manifestator listens on 8105, the canon wants 8005"
    assert "has no column endpoint_ok" in said["VX281:vx11:runtime.copilot_runtime_services.endpoint_ok"]


def test_a_failed_answer_comes_with_a_command_to_paste_its_start_and_the_log(twin: Ran) -> None:
    evidence = {each["label"]: each["text"] for each in twin.of("VX270:spawner:GET /children")["evidence"]}
    assert evidence["curl"] == 'curl -i -H "X-VX11-Token: $VX11_TOKEN" http://127.0.0.1:8008/children'
    assert evidence["answer"].startswith("HTTP 500")
    assert "RuntimeError: planted" in evidence["log"]
    assert evidence["curl"] in twin.output


def test_the_services_are_told_as_they_are(twin: Ran) -> None:
    assert "services: 11 asked, 8 OK; not well: manifestator, mcp; expected down: shubniggurath" in twin.output

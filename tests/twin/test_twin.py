"""The reference system conforms, and of its drifted twin exactly what was planted is found: by runs like a user's."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from tests.twin.make_twin import CHANGES, PROJECT, TREE, Planted, copy, make_twin


class Ran(NamedTuple):
    """What a run ended with, and its JSON report."""

    status: int
    report: dict[str, Any]

    def findings(self) -> list[tuple[str, Planted]]:
        """Return each finding, beside the check that has it."""
        return [
            (f"{check['service']}::{check['facet']}::{check['id'].rpartition('::')[2]}", _planted(finding))
            for check in self.report["checks"]
            for finding in check["findings"]
        ]

    def checks_of(self, key: str) -> set[str]:
        """Return the checks that have the finding of that key."""
        return {check for check, finding in self.findings() if finding.key == key}


def _planted(finding: dict[str, Any]) -> Planted:
    place: dict[str, Any] = finding["places"][0] if finding["places"] else {"path": "", "line": 0}
    return Planted(finding["key"], place["path"], place["line"])


def run(folder: Path) -> Ran:
    words = ["-m", "pytest", "-q", "-p", "no:cacheprovider", "--vx11-canon", "--vx11-runtime", "none"]
    words += ["--vx11-report", "json:report.json"]
    ran = subprocess.run([sys.executable, *words], cwd=folder, capture_output=True, text=True, check=False)
    assert (folder / "report.json").exists(), ran.stdout + ran.stderr
    return Ran(ran.returncode, json.loads((folder / "report.json").read_text(encoding="utf-8")))


@pytest.fixture(scope="module")
def twin(tmp_path_factory: pytest.TempPathFactory) -> tuple[list[Planted], Ran]:
    """Return what was planted, and the run over it."""
    folder = tmp_path_factory.mktemp("twin")
    return make_twin(PROJECT, folder), run(folder)


def test_the_reference_system_conforms(tmp_path: Path) -> None:
    copy(PROJECT, tmp_path)
    ran = run(tmp_path)
    assert ran.findings() == []
    assert ran.status == 0
    assert ran.report["summary"]["drift"] == 0
    assert ran.report["summary"]["match"] > 200


def test_exactly_what_was_planted_is_found_where_it_was_planted(twin: tuple[list[Planted], Ran]) -> None:
    planted, ran = twin
    assert sorted({finding for _, finding in ran.findings()}) == planted
    assert ran.status == 1


def test_a_change_that_breaks_several_statements_is_told_of_each(twin: tuple[list[Planted], Ran]) -> None:
    _, ran = twin
    frontend = "operator-frontend::healthchecks::"
    assert ran.checks_of("VX110:operator-frontend:healthcheck") == {
        f"{frontend}{key}[declared]" for key in ("test", "interval", "timeout", "retries")
    }
    assert ran.checks_of("VX101:mcp") == {
        f"mcp::{subject}[declared]"
        for subject in (
            "ports::8006", "healthchecks::test", "healthchecks::interval", "healthchecks::timeout",
            "healthchecks::retries", "resources::memory", "resources::restart", "dependencies::depends_on",
            "container::name", "container::networks", "container::user",
        )
    }  # fmt: skip


def test_the_twin_drifts_in_every_facet_that_can_look(twin: tuple[list[Planted], Ran]) -> None:
    checks = twin[1].report["checks"]
    looked = {check["facet"] for check in checks if check["verdict"] in ("match", "drift")}
    assert {check["facet"] for check in checks if check["verdict"] == "drift"} == looked


def test_what_was_not_touched_still_matches(twin: tuple[list[Planted], Ran]) -> None:
    _, ran = twin
    told = {check["verdict"] for check in ran.report["checks"] if check["service"] == "operator-backend"}
    assert told == {"match", "unverified"}


def test_a_text_that_does_not_stand_there_once_is_refused(tmp_path: Path) -> None:
    copy(PROJECT, tmp_path / "changed")
    file = tmp_path / "changed" / TREE / CHANGES[0].path
    file.write_text(file.read_text(encoding="utf-8").replace(CHANGES[0].old, ""), encoding="utf-8")
    with pytest.raises(ValueError, match="0 times"):
        make_twin(tmp_path / "changed", tmp_path / "twin")

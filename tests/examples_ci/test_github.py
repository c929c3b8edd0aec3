"""The workflow for GitHub: valid, and each of its commands really run in a small project."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.examples_ci.steps import GITHUB, Ended, read, run, scripts
from tests.gate.repository import DRIFTED, Repository

CHECK, GATE, COMMENT = "Hold the system against its canon", "Gate", "Comment"


@pytest.fixture
def project(tmp_path: Path) -> Repository:
    """The clone that a runner has of a pull request, whose base has moved on."""
    origin = Repository(tmp_path / "origin")
    origin.git("checkout", "-qb", "feature")
    origin.git("checkout", "-q", "main")
    origin.write("later.txt", "x")
    origin.commit()
    origin.git("clone", "-q", "-b", "feature", str(origin.top), str(tmp_path / "shop"))
    clone = Repository.__new__(Repository)
    clone.top = tmp_path / "shop"
    clone.git("config", "user.name", "x")
    clone.git("config", "user.email", "x@x")
    return clone


def gate(project: Repository, base: str = "main") -> tuple[Ended, str]:
    """Run the gate, and return what the summary of the job says beside."""
    summary = project.top.parent / "summary"
    ended = run(scripts()[GATE], project.top, GITHUB_BASE_REF=base, GITHUB_STEP_SUMMARY=str(summary))
    return ended, summary.read_text(encoding="utf-8") if summary.is_file() else ""


def test_the_workflow_is_valid() -> None:
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.github-workflows"]
    ended = subprocess.run([*command, str(GITHUB)], capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stdout


def test_nothing_of_an_event_is_put_into_a_script() -> None:
    assert set(scripts()) == {"Install", CHECK, GATE, COMMENT}
    assert not [script for script in scripts().values() if "${{" in script]


def test_what_runs_a_pull_requests_code_may_only_read_and_what_may_write_runs_none_of_it() -> None:
    workflow = read(GITHUB)
    assert workflow["permissions"] == {}
    assert workflow["jobs"]["check"]["permissions"] == {"contents": "read"}
    assert [step["run"] for step in workflow["jobs"]["tell"]["steps"] if "run" in step] == [scripts()[COMMENT]]
    for job in workflow["jobs"].values():
        assert job["timeout-minutes"] <= 15
        used = [step for step in job["steps"] if "uses" in step]
        assert all(re.fullmatch(r"[\w./-]+@v\d+", step["uses"]) for step in used)
        assert used[0]["with"]["persist-credentials"] is False
    # YAML 1.1 reads the key `on` as true.
    assert "pull_request_target" not in workflow[True]


def test_a_pull_request_that_conforms_passes(project: Repository) -> None:
    ended = run(scripts()[CHECK], project.top)
    assert ended.status == 0, ended.output
    assert json.loads((project.top / "vx11/report.json").read_text(encoding="utf-8"))["summary"]["drift"] == 0
    told, summary = gate(project)
    assert told.status == 0
    assert re.fullmatch(
        r"gate: nothing new \(base [0-9a-f]{7}, merge base of origin/main, head working tree\)\n", told.output
    )
    assert summary.count("\n") == 1


def test_a_pull_request_that_drifts_is_held_and_told(project: Repository) -> None:
    project.write("compose.yaml", DRIFTED)
    project.commit()
    ended = run(scripts()[CHECK], project.top)
    assert ended.status == 1
    assert re.search(r"^::error .*file=compose\.yaml.*line=10", ended.output, re.MULTILINE)
    sarif = json.loads((project.top / "vx11/report.sarif").read_text(encoding="utf-8"))
    assert [result["ruleId"] for result in sarif["runs"][0]["results"]] == ["VX104"]
    told, summary = gate(project)
    assert told.status == 1
    assert "compose.yaml:10: orders publishes 8011:8001" in told.output
    assert summary == (project.top / "vx11/gate.md").read_text(encoding="utf-8")
    assert "| `compose.yaml:10` | VX104" in summary


@pytest.mark.parametrize(
    "base", ['main"; touch pwned; "', "$(touch pwned)", "`touch pwned`", "--output=pwned", "no such"]
)
def test_a_branch_with_a_hostile_name_is_text(project: Repository, base: str) -> None:
    told, summary = gate(project, base)
    assert (told.status, summary) == (2, "")
    assert "is no commit here" in told.output
    assert not (project.top / "pwned").exists()


def test_the_comment_is_what_the_gate_wrote(project: Repository) -> None:
    """A stand-in for `gh` says what it was called with: there is no GitHub here."""
    programs = project.top.parent / "programs"
    programs.mkdir()
    (programs / "gh").write_text('#!/bin/sh\nprintf "%s\\n" "$@"\n')
    (programs / "gh").chmod(0o755)
    gate(project)
    ended = run(scripts()[COMMENT], project.top, PATH=str(programs), PULL_REQUEST="12", GH_TOKEN="x")
    assert ended == (0, "pr\ncomment\n12\n--body-file\nvx11/gate.md\n--edit-last\n--create-if-none\n")
    assert (project.top / "vx11/gate.md").is_file()

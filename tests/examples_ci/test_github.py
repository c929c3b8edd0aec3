"""The workflow for GitHub: valid, and each of its commands really run in a small project."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from pytest_vx11._gate.comment import MARKER
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
    assert summary.partition("\n")[2] == f"\n{MARKER}\n", "one line, and a mark that nobody sees"


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


def test_what_runs_of_the_branch_have_seen_is_known_to_a_pull_request(project: Repository) -> None:
    """What the cache keeps is all that is carried from one checkout to the other."""
    kept = caches()["restore"]["path"]
    assert run(scripts()[CHECK], project.top).status == 0
    project.write("compose.yaml", DRIFTED)
    assert run(scripts()[CHECK], project.top).status == 1
    clone = project.top.parent / "clone"
    project.git("clone", "-q", str(project.top), str(clone))
    (clone / "compose.yaml").write_text(DRIFTED, encoding="utf-8")
    (clone / kept).parent.mkdir()
    shutil.copy(project.top / kept, clone / kept)
    assert run(scripts()[CHECK], clone).status == 1
    data = json.loads((clone / "vx11/report.json").read_text(encoding="utf-8"))
    assert data["changes"]["new"] == ["VX104:orders:8001"], "since the last green run"
    assert [finding["since"]["runs"] for each in data["checks"] for finding in each["findings"]] == [1]


def caches() -> dict[str, Any]:
    """Return what each step for the cache is given, and its condition."""
    steps = [step for step in read(GITHUB)["jobs"]["check"]["steps"] if "actions/cache" in step.get("uses", "")]
    return {step["uses"].split("/")[2].split("@")[0]: {**step["with"], "if": step.get("if", "")} for step in steps}


def test_a_pull_request_reads_the_cache_of_its_base_and_writes_none() -> None:
    restore, save = caches()["restore"], caches()["save"]
    assert set(caches()) == {"restore", "save"}, "the action that does both would save in a pull request too"
    assert restore["path"] == save["path"]
    assert "github.event_name == 'push'" in save["if"]
    assert "!cancelled()" in save["if"], "after drift too"

    def key(text: str, **of: str) -> str:
        base = of.get("base_ref", "")
        values = {
            "github.base_ref || github.ref_name": base or of["ref_name"],
            **{f"github.{k}": v for k, v in of.items()},
        }
        return re.sub(r"\$\{\{ (.*?) \}\}", lambda found: values[found[1]], text)

    run_ = {"run_id": "7", "run_attempt": "1"}
    saved = key(save["key"], ref_name="main", **run_)
    assert saved == key(restore["key"], ref_name="main", **run_)
    wanted = key(restore["restore-keys"], base_ref="main", ref_name="12/merge")
    assert saved.startswith(wanted)
    assert not key(save["key"], ref_name="main-2", **run_).startswith(wanted)


GH = """\
#!/bin/sh
printf '%s\\n' "$*" >> "$CALLS"
while [ $# -gt 0 ]; do
  case "$1" in
    --jq) jq -r "$2" "$COMMENTS" ;;
    body=@*) cat "${1#body=@}" > "$CALLS.body" ;;
  esac
  shift
done
"""
BOT = "github-actions[bot]"
OURS = "old\r\n\r\n<!-- vx11-gate -->\r\n"


def commented(project: Repository, *comments: tuple[str, str]) -> tuple[str, str]:
    """Return the last call of a stand-in for `gh`, and the body that it was given: there is no GitHub here."""
    programs = project.top.parent / "programs"
    programs.mkdir()
    (programs / "gh").write_text(GH)
    (programs / "gh").chmod(0o755)
    listed = [{"id": 100 + at, "user": {"login": who}, "body": body} for at, (who, body) in enumerate(comments)]
    (programs / "comments.json").write_text(json.dumps(listed))
    gate(project)
    variables = {
        "GITHUB_REPOSITORY": "ana/shop", "PULL_REQUEST": "12", "GH_TOKEN": "x", "PATH": str(programs),
        "CALLS": str(programs / "calls"), "COMMENTS": str(programs / "comments.json"),
    }  # fmt: skip
    assert run(scripts()[COMMENT], project.top, **variables) == (0, "")
    first, last = (programs / "calls").read_text().splitlines()[0], (programs / "calls").read_text().splitlines()[-1]
    assert first.startswith("api --paginate repos/ana/shop/issues/12/comments --jq ")
    return last, (programs / "calls.body").read_text()


@pytest.fixture
def jq() -> None:
    """What the stand-in for gh filters with, as gh does by itself."""
    if shutil.which("jq") is None:
        # Where a merge is held, a test that nobody ran must not look like one that passed.
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)("no jq here (on Debian: apt-get install jq)")


@pytest.mark.usefixtures("jq")
def test_the_gates_own_comment_is_rewritten(project: Repository) -> None:
    others = [(BOT, "of another workflow"), ("mallory", OURS), (BOT, f"quotes {OURS} and goes on")]
    last, body = commented(project, *others, (BOT, OURS), (BOT, "the last one of the bot"), (BOT, OURS))
    assert last == "api --silent -X PATCH repos/ana/shop/issues/comments/103 -F body=@vx11/gate.md"
    assert body == (project.top / "vx11/gate.md").read_text(encoding="utf-8")


@pytest.mark.usefixtures("jq")
def test_without_one_of_its_own_a_comment_is_made(project: Repository) -> None:
    last, body = commented(project, (BOT, "of another workflow"), ("mallory", OURS))
    assert last == "api --silent -X POST repos/ana/shop/issues/12/comments -F body=@vx11/gate.md"
    assert body.endswith(f"\n{MARKER}\n")


@pytest.mark.usefixtures("jq")
def test_a_comment_that_was_rewritten_is_found_again(project: Repository) -> None:
    gate(project)
    written = (project.top / "vx11/gate.md").read_text(encoding="utf-8")
    assert commented(project, (BOT, written.strip()))[0].split()[3] == "PATCH"

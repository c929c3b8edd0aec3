"""The jobs for GitLab: valid, and each of their commands really run in a small project."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests.examples_ci.steps import GITLAB, Ended, read, run
from tests.gate.repository import DRIFTED, Repository


@pytest.fixture
def project(tmp_path: Path) -> Repository:
    return Repository(tmp_path / "shop")


def job(name: str, folder: Path, **variables: str) -> Ended:
    """Run a job's script; what installs is in another one."""
    return run("\n".join(read(GITLAB)[name]["script"]), folder, **variables)


def test_the_file_is_valid() -> None:
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.gitlab-ci"]
    ended = subprocess.run(
        [*command, "--data-transform", "gitlab-ci", str(GITLAB)], capture_output=True, text=True, check=False
    )
    assert ended.returncode == 0, ended.stdout


def test_a_merge_request_that_conforms_passes(project: Repository) -> None:
    ended = job("vx11", project.top)
    assert ended.status == 0, ended.output
    told = job("vx11-gate", project.top, CI_MERGE_REQUEST_DIFF_BASE_SHA=project.first)
    assert told == (0, f"gate: nothing new (base {project.first[:7]}, head working tree)\n")
    for name in ("vx11", "vx11-gate"):
        artifacts = read(GITLAB)[name]["artifacts"]
        for path in (*artifacts["paths"], *artifacts.get("reports", {}).values()):
            assert (project.top / path).exists(), path


def test_a_merge_request_that_drifts_is_held_and_told(project: Repository) -> None:
    project.write("compose.yaml", DRIFTED)
    project.commit()
    assert job("vx11", project.top).status == 1
    suite = ElementTree.parse(project.top / "vx11/junit.xml").getroot().find("testsuite")
    assert suite is not None
    assert suite.get("failures") == "1"
    [found] = json.loads((project.top / "vx11/codequality.json").read_text(encoding="utf-8"))
    assert found["location"]["path"] == "compose.yaml"
    assert job("vx11-gate", project.top, CI_MERGE_REQUEST_DIFF_BASE_SHA=project.first).status == 1
    assert "VX104" in (project.top / "vx11/gate.md").read_text(encoding="utf-8")


def test_of_merged_results_the_targets_commit_is_the_base(project: Repository) -> None:
    project.write("compose.yaml", DRIFTED)
    target = project.commit()
    variables = {"CI_MERGE_REQUEST_DIFF_BASE_SHA": project.first, "CI_MERGE_REQUEST_TARGET_BRANCH_SHA": target}
    assert job("vx11-gate", project.top, **variables).status == 0
    assert job("vx11-gate", project.top, **{**variables, "CI_MERGE_REQUEST_TARGET_BRANCH_SHA": ""}).status == 1


def test_without_a_base_the_job_does_not_look_good(project: Repository) -> None:
    assert job("vx11-gate", project.top).status == 2


def test_what_is_kept_is_what_a_run_records_and_no_merge_request_has_the_key_of_a_branch(project: Repository) -> None:
    assert job("vx11", project.top).status == 0
    cache = read(GITLAB)["vx11"]["cache"]
    assert [(project.top / path).is_file() for path in cache["paths"]] == [True]
    assert cache["when"] == "always"
    keys = {
        rule["if"]: cache["key"].replace("$VX11_TRUTH", rule["variables"]["VX11_TRUTH"])
        for rule in read(GITLAB)["vx11"]["rules"]
    }
    assert keys == {
        '$CI_PIPELINE_SOURCE == "merge_request_event"': "vx11-truth-merge-request-$CI_MERGE_REQUEST_IID",
        "$CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH": "vx11-truth-branch-$CI_COMMIT_REF_SLUG",
    }
    assert cache["fallback_keys"] == ["vx11-truth-branch-$CI_DEFAULT_BRANCH"]
    assert "unprotect" not in cache, "else a merge request could write what a protected branch reads"

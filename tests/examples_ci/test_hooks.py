"""The hooks for pre-commit: valid, and their commands really run in a small project.

They are run as pre-commit would run them, but with what is installed here: to install a hook takes a network.
"""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from tests.examples_ci.steps import ROOT, Ended, read, run
from tests.gate.repository import DRIFTED, Repository

MANIFEST = ROOT / ".pre-commit-hooks.yaml"
HOOKS = {hook["id"]: hook for hook in read(MANIFEST)}


@pytest.fixture
def project(tmp_path: Path) -> Repository:
    project = Repository(tmp_path / "shop")
    # What is not installed beside a hook must not matter.
    project.write("pytest.ini", "[pytest]\naddopts = --no-such-option\nrequired_plugins = pytest-no-such\n")
    project.write("conftest.py", "import no_such_module\n")
    project.write("test_own.py", "import no_such_module\n")
    return project


def hook(name: str, project: Repository) -> Ended:
    return run(HOOKS[name]["entry"], project.top)


def test_the_manifest_is_valid() -> None:
    command = [sys.executable, "-m", "pre_commit", "validate-manifest", str(MANIFEST)]
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stdout
    assert set(HOOKS) == {"vx11", "vx11-validate"}
    assert all(shlex.split(each["entry"]) and each["pass_filenames"] is False for each in HOOKS.values())


@pytest.mark.parametrize("name", sorted(HOOKS))
def test_a_project_that_conforms_passes_and_nothing_is_written(project: Repository, name: str) -> None:
    project.commit()
    ended = hook(name, project)
    assert ended.status == 0, ended.output
    assert project.git("status", "--porcelain", "--ignored") == ""


def test_drift_fails_and_is_told(project: Repository) -> None:
    project.write("compose.yaml", DRIFTED)
    ended = hook("vx11", project)
    assert ended.status == 1
    assert "orders publishes 8011:8001" in ended.output
    assert hook("vx11-validate", project).status == 0


def test_a_wrong_canon_fails_both(project: Repository) -> None:
    project.write("canon.yaml", "canon: 1\nsystem: shop\nsevices: {}\n")
    assert hook("vx11", project).status == 4
    ended = hook("vx11-validate", project)
    assert ended.status == 2
    assert 'did you mean "services"' in ended.output


@pytest.mark.parametrize("path", ["canon.yaml", "canon/shop.yml", "modules/orders.yaml"])
def test_the_canon_is_validated_where_a_file_changes_that_may_be_of_it(path: str) -> None:
    assert re.search(HOOKS["vx11-validate"]["files"], path)
    assert not re.search(HOOKS["vx11-validate"]["files"], Path(path).with_suffix(".py").as_posix())

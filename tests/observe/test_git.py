"""Asking git."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from pytest_vx11._observe.git import head
from pytest_vx11._observe.need import Memory
from pytest_vx11._observe.tree import TreeNeed


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    folder = tmp_path / "checkout"
    folder.mkdir()
    (folder / "kept.txt").touch()
    (folder / "new.txt").touch()
    subprocess.run(["git", "init", "-q", "-b", "main"], cwd=folder, check=True)
    subprocess.run(["git", "add", "kept.txt"], cwd=folder, check=True)
    return folder


@pytest.mark.parametrize("directory", [".git", "/nowhere"])
def test_what_a_hook_says_of_another_checkout_does_not_mislead(
    checkout: Path, monkeypatch: pytest.MonkeyPatch, directory: str
) -> None:
    (checkout / "below").mkdir()
    (checkout / "below" / "kept.txt").touch()
    subprocess.run(["git", "add", "below"], cwd=checkout, check=True)
    monkeypatch.setenv("GIT_DIR", directory)
    assert list(Memory().see(TreeNeed(str(checkout / "below"))).files) == ["kept.txt"]
    assert head(checkout) == (None, "main")


def test_what_git_does_not_track_is_not_the_tree(checkout: Path) -> None:
    assert list(Memory().see(TreeNeed(str(checkout))).files) == ["kept.txt"]


def test_a_folder_that_is_no_checkout_has_neither_commit_nor_branch(tmp_path: Path) -> None:
    assert head(tmp_path) == (None, None)

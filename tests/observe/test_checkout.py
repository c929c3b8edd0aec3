"""Laying out a commit, so that nothing of its tree, nor of the user's configuration, is run."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from pytest_vx11._errors import CanonError
from pytest_vx11._observe.checkout import checkout, commit_of, merge_base
from tests.gate.repository import Repository


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    return Repository(tmp_path / 'a "strange"\n\'#name')


def test_a_commit_is_laid_out_and_gone_afterwards(repository: Repository) -> None:
    repository.write("later.txt", "x")
    repository.commit()
    with checkout(repository.top, repository.first) as top:
        assert sorted(path.name for path in top.iterdir()) == [".git", "canon.yaml", "compose.yaml"]
        assert top.name == repository.top.name
    assert not top.parent.parent.exists()


def test_a_commit_that_no_branch_holds_is_laid_out(repository: Repository) -> None:
    repository.write("later.txt", "x")
    commit = repository.commit()
    repository.git("reset", "-q", "--hard", repository.first)
    with checkout(repository.top, commit) as top:
        assert (top / "later.txt").is_file()


def test_of_a_worktree_and_of_a_clone_that_shares_objects_commits_are_laid_out(
    repository: Repository, tmp_path: Path
) -> None:
    repository.git("worktree", "add", "-q", str(tmp_path / "work"))
    # Git itself cannot share with a folder whose name has a newline.
    (tmp_path / "link").symlink_to(repository.top)
    repository.git("clone", "-q", "--shared", str(tmp_path / "link"), str(tmp_path / "shared"))
    for folder in (tmp_path / "work", tmp_path / "shared"):
        with checkout(folder, commit_of(folder, "HEAD")) as top:
            assert (top / "canon.yaml").is_file()


def test_nothing_is_run_by_hooks_filters_or_fsmonitor(
    repository: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ran = tmp_path / "ran"
    program = tmp_path / "program"
    program.write_text(f"#!/bin/sh\necho $0 >> {ran}\ncat\n")
    program.chmod(0o755)
    hooks = tmp_path / "templates" / "hooks"
    hooks.mkdir(parents=True)
    for name in ("post-checkout", "reference-transaction", "post-index-change"):
        (hooks / name).symlink_to(program)
    (tmp_path / ".gitconfig").write_text(
        f"[init]\ntemplateDir = {tmp_path}/templates\n[core]\nhooksPath = {hooks}\nfsmonitor = {program}\n"
        f'[filter "evil"]\nsmudge = {program}\nclean = {program}\nrequired = true\n'
    )
    repository.write(".gitattributes", "* filter=evil\n")
    commit = repository.commit()
    monkeypatch.setenv("GIT_CONFIG_COUNT", "1")
    monkeypatch.setenv("GIT_CONFIG_KEY_0", "core.fsmonitor")
    monkeypatch.setenv("GIT_CONFIG_VALUE_0", str(program))
    monkeypatch.setenv("HOME", str(tmp_path))
    with checkout(repository.top, commit) as top:
        assert (top / "canon.yaml").is_file()
    assert not ran.exists()
    subprocess.run(["git", "checkout", "-q", "--detach", repository.first], cwd=repository.top, check=True)
    assert ran.exists(), "or this test could not fail"


def test_a_hooks_environment_does_not_mislead(repository: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_DIR", "/nowhere")
    monkeypatch.setenv("GIT_INDEX_FILE", "/nowhere")
    assert commit_of(repository.top, "HEAD") == repository.first
    with checkout(repository.top, repository.first) as top:
        assert (top / "canon.yaml").is_file()


def test_a_commit_of_sha256_is_laid_out(tmp_path: Path) -> None:
    folder = tmp_path / "long"
    subprocess.run(["git", "init", "-q", "--object-format=sha256", str(folder)], check=True)
    (folder / "x").touch()
    subprocess.run(["git", "add", "x"], cwd=folder, check=True)
    subprocess.run(["git", "-c", "user.name=x", "-c", "user.email=x", "commit", "-qm", "x"], cwd=folder, check=True)
    commit = commit_of(folder, "HEAD")
    assert len(commit) == 64
    with checkout(folder, commit) as top:
        assert (top / "x").is_file()


def test_a_commit_whose_files_are_not_here_is_told(repository: Repository) -> None:
    blob = repository.git("rev-parse", "HEAD:compose.yaml")
    (repository.top / ".git/objects" / blob[:2] / blob[2:]).unlink()
    with (
        pytest.raises(CanonError, match=r"what is in compose\.yaml is not here"),
        checkout(repository.top, repository.first),
    ):
        pytest.fail("nothing is laid out")


def test_without_git_that_is_said(repository: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(CanonError, match="git is not installed"):
        commit_of(repository.top, "HEAD")


def test_a_checkout_of_another_user_is_told(repository: Repository) -> None:
    if os.geteuid() != 0:
        pytest.skip("only root can give a folder away")
    for path in (repository.top, repository.top / ".git"):
        os.chown(path, 12345, 12345)
    with pytest.raises(CanonError, match="dubious ownership"), checkout(repository.top, repository.first):
        pytest.fail("nothing is laid out")


def test_two_that_share_nothing_have_no_merge_base(repository: Repository) -> None:
    repository.git("checkout", "-q", "--orphan", "other")
    repository.write("other.txt", "x")
    assert merge_base(repository.top, repository.first, repository.commit()) is None


WAITING = """
import sys, time
from pathlib import Path
from pytest_vx11._observe.checkout import checkout
with checkout(Path(sys.argv[1]), sys.argv[2]) as top:
    print(top, flush=True)
    time.sleep(60)
"""


def test_an_interrupt_leaves_nothing(repository: Repository, tmp_path: Path) -> None:
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    environ = {**os.environ, "TMPDIR": str(temporary), "PYTHONPATH": os.pathsep.join(sys.path)}
    with subprocess.Popen(
        [sys.executable, "-c", WAITING, str(repository.top), repository.first],
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environ,
    ) as process:  # fmt: skip
        assert process.stdout is not None
        process.stdout.readline()
        assert list(temporary.iterdir())
        process.send_signal(signal.SIGINT)
        process.wait(timeout=30)
    assert not list(temporary.iterdir())

"""Taking a snapshot of real trees, in git and outside."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

import pytest_vx11._observe.snapshot.blobs as blobs_module
import pytest_vx11._observe.snapshot.contents as contents_module
from pytest_vx11._errors import Unseen
from pytest_vx11._observe.snapshot import Digest, Kind, Modules, Snapshot, take_snapshot


def git(folder: Path, *words: str) -> str:
    who = ("-c", "user.name=x", "-c", "user.email=x@x", "-c", "protocol.file.allow=always")
    return subprocess.run(
        ["git", *who, *words], cwd=folder, check=True, capture_output=True, encoding="utf-8"
    ).stdout.strip()


def commit(folder: Path) -> None:
    git(folder, "add", "-A")
    git(folder, "commit", "-qm", "x")


def write(folder: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


@pytest.fixture
def plain(tmp_path: Path) -> Path:
    """A tree of two modules and some documents, in no checkout."""
    root = tmp_path / "plain"
    write(root, {"web/main.py": "x = 1\n", "web/sub/b.py": "b\n", "api/main.py": "y\n", "README.md": "hello\n"})
    write(root, {"docs/deep/a.rst": "a\n", "docs/image.png": "no document", "notes.TXT": "n\n", "other.yaml": "z\n"})
    (root / "web" / "link").symlink_to("main.py")
    return root


@pytest.fixture
def checkout(plain: Path, tmp_path: Path) -> Path:
    """The same tree, committed."""
    root = tmp_path / "checkout"
    shutil.copytree(plain, root, symlinks=True)
    git(root, "init", "-q", "-b", "main")
    commit(root)
    return root


def take(root: Path, rootdir: Path | None = None, **folders: str) -> Snapshot:
    named = {name: str(root / folder) for name, folder in (folders or {"web": "web", "api": "api"}).items()}
    return take_snapshot(str(rootdir or root), [Modules(system="shop", root=str(root), folders=named)])


def sums(taken: Snapshot) -> dict[str, tuple[int, str]]:
    return {digest.name: (digest.files, digest.sha256) for digest in taken.digests}


def web(root: Path) -> Digest:
    return next(digest for digest in take(root).digests if digest.name == "web")


def test_the_same_tree_has_the_same_digests_in_git_and_outside(plain: Path, checkout: Path) -> None:
    assert sums(take(plain)) == sums(take(checkout))
    assert {name: files for name, (files, _) in sums(take(plain)).items()} == {
        "web": 3, "api": 1, "README.md": 1, "notes.TXT": 1, "docs/deep/a.rst": 1,
    }  # fmt: skip


def test_it_says_what_is_checked_out(checkout: Path) -> None:
    taken = take(checkout)
    assert (taken.commit, taken.branch, taken.dirty, taken.dirty_files) == (
        git(checkout, "rev-parse", "HEAD"),
        "main",
        (),
        0,
    )
    assert [digest.kind for digest in taken.digests] == [Kind.MODULE] * 2 + [Kind.DOCUMENT] * 3


def test_outside_of_git_there_is_no_commit_and_nothing_dirty(plain: Path) -> None:
    taken = take(plain)
    assert (taken.commit, taken.branch, taken.dirty_files) == (None, None, 0)


def changed(root: Path) -> None:
    write(root, {"web/main.py": "x = 2\n"})


def removed(root: Path) -> None:
    (root / "web" / "sub" / "b.py").unlink()


def relinked(root: Path) -> None:
    (root / "web" / "link").unlink()
    (root / "web" / "link").symlink_to("sub/b.py")


def linked_instead(root: Path) -> None:
    (root / "web" / "main.py").unlink()
    (root / "web" / "main.py").symlink_to("/etc/hostname")


@pytest.mark.parametrize("change", [changed, removed, relinked, linked_instead])
def test_a_dirty_tree_has_the_digest_that_it_has_once_committed(
    plain: Path, checkout: Path, change: Callable[[Path], None]
) -> None:
    before = web(checkout)
    change(plain)
    change(checkout)
    dirty = take(checkout)
    assert dirty.dirty_files == 1
    commit(checkout)
    assert take(checkout).dirty_files == 0
    assert sums(dirty) == sums(take(checkout)) == sums(take(plain))
    assert web(checkout).sha256 != before.sha256


def test_a_rename_within_a_module_changes_its_digest_and_a_move_of_the_module_does_not(checkout: Path) -> None:
    before = web(checkout)
    git(checkout, "mv", "web", "moved")
    assert sums(take(checkout, web="moved"))["web"] == (before.files, before.sha256)
    git(checkout, "mv", "moved/main.py", "moved/main2.py")
    assert sums(take(checkout, web="moved"))["web"][1] != before.sha256


def test_a_staged_change_and_one_back_in_the_working_tree_is_told_by_what_lies_there(checkout: Path) -> None:
    before = web(checkout)
    changed(checkout)
    git(checkout, "add", "web")
    write(checkout, {"web/main.py": "x = 1\n"})
    assert web(checkout).sha256 == before.sha256


def test_an_untracked_file_is_dirty_and_changes_no_digest(checkout: Path) -> None:
    before = sums(take(checkout))
    write(checkout, {"web/new.py": "n\n", "NEW.md": "n\n", "fresh/a": "1", "fresh/b": "2"})
    taken = take(checkout)
    assert sums(taken) == before
    assert taken.dirty == ("NEW.md", "fresh/", "web/new.py")


def test_a_file_that_only_was_touched_is_not_dirty(checkout: Path) -> None:
    os.utime(checkout / "web" / "main.py", (1, 1))
    taken = take(checkout)
    assert taken.dirty_files == 0
    assert sums(taken)["web"][0] == 3


def test_a_clean_checkout_is_digested_without_reading_a_file(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(blobs_module, "MOST_BYTES", 0)
    assert len(take(checkout).digests) == 5
    changed(checkout)
    with pytest.raises(Unseen, match="would have to read more than 0 MiB"):
        take(checkout)


def test_a_conflict_is_told_by_what_lies_there(checkout: Path) -> None:
    git(checkout, "checkout", "-q", "-b", "other")
    changed(checkout)
    commit(checkout)
    git(checkout, "checkout", "-q", "main")
    write(checkout, {"web/main.py": "x = 3\n"})
    commit(checkout)
    with pytest.raises(subprocess.CalledProcessError):
        git(checkout, "merge", "other")
    taken = take(checkout)
    assert taken.dirty == ("web/main.py",)
    assert sums(taken)["web"][0] == 3


def test_a_repository_that_hashes_with_sha256_has_the_same_digests(plain: Path, tmp_path: Path) -> None:
    root = tmp_path / "sha256"
    shutil.copytree(plain, root, symlinks=True)
    git(root, "init", "-q", "-b", "main", "--object-format=sha256")
    commit(root)
    taken = take(root)
    assert len(taken.commit or "") == 64
    assert sums(taken) == sums(take(plain))


def test_a_checkout_without_a_commit_has_only_a_branch(plain: Path) -> None:
    git(plain, "init", "-q", "-b", "main")
    git(plain, "add", ".")
    taken = take(plain)
    assert (taken.commit, taken.branch) == (None, "main")
    assert sums(taken)["web"][0] == 3


def test_a_tree_that_the_checkout_around_it_ignores_is_walked(checkout: Path, plain: Path) -> None:
    write(checkout, {".gitignore": "inner/\n"})
    shutil.copytree(plain, checkout / "inner", symlinks=True)
    assert sums(take(checkout / "inner", checkout)) == sums(take(plain))


def test_paths_are_relative_to_the_rootdir(checkout: Path) -> None:
    taken = take(checkout, checkout.parent)
    assert [digest.path for digest in taken.digests][:2] == ["checkout/web", "checkout/api"]


def test_the_tree_of_a_system_may_lie_below_the_top_of_the_checkout(tmp_path: Path, plain: Path) -> None:
    top = tmp_path / "top"
    shutil.copytree(plain, top / "apps" / "shop", symlinks=True)
    git(top, "init", "-q", "-b", "main")
    commit(top)
    changed(top / "apps" / "shop")
    changed(plain)
    taken = take(top / "apps" / "shop", top)
    assert taken.dirty == ("apps/shop/web/main.py",)
    assert sums(taken) == sums(take(plain))


def test_a_module_that_is_the_whole_tree_has_all_files(plain: Path, checkout: Path) -> None:
    assert sums(take(plain, all="."))["all"] == sums(take(checkout, all="."))["all"]
    assert sums(take(plain, all="."))["all"][0] == 9


def test_a_module_that_is_not_there_or_is_outside_has_no_files(plain: Path, checkout: Path) -> None:
    write(plain.parent / "outside", {"secret": "s"})
    for root in (plain, checkout):
        found = sums(take(root, none="nowhere", out="../outside", file="README.md"))
        assert [found[name][0] for name in ("none", "out", "file")] == [0, 0, 1]


def test_a_link_is_never_followed(plain: Path, tmp_path: Path) -> None:
    write(tmp_path / "outside", {"module/secret": "s"})
    (plain / "linked").symlink_to(tmp_path / "outside")
    committed = tmp_path / "linked_checkout"
    shutil.copytree(plain, committed, symlinks=True)
    git(committed, "init", "-q", "-b", "main")
    commit(committed)
    for root in (plain, committed):
        found = sums(take(root, link="linked", behind="linked/module"))
        assert (found["link"][0], found["behind"][0]) == (1, 0)


def test_a_tracked_folder_that_became_a_link_is_not_read_behind_it(checkout: Path, tmp_path: Path) -> None:
    write(tmp_path / "outside", {"main.py": "secret"})
    shutil.rmtree(checkout / "api")
    (checkout / "api").symlink_to(tmp_path / "outside")
    assert sums(take(checkout))["api"][0] == 0


def test_what_running_leaves_behind_and_pipes_do_not_count_outside_of_git(plain: Path) -> None:
    before = sums(take(plain, all="."))
    write(plain, {"web/__pycache__/x.pyc": "1", ".vx11/truth": "1", ".pytest_cache/x": "1"})
    os.mkfifo(plain / "web" / "pipe")
    assert sums(take(plain, all=".")) == before


def test_a_tree_that_is_too_large_outside_of_git_is_unseen(plain: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(contents_module, "MOST_FILES", 4)
    with pytest.raises(Unseen, match="holds more than 4 files"):
        take(plain)


def test_names_of_dirty_files_are_harmless_and_not_without_end(checkout: Path) -> None:
    (checkout / "a\x1b[31m\n\u202e`|.md").write_text("x")
    Path(os.fsdecode(os.fsencode(checkout) + b"/bad\xff.md")).write_text("x")
    for index in range(250):
        (checkout / f"z{index:03}").write_text("x")
    git(checkout, "add", "-A")
    taken = take(checkout)
    assert (len(taken.dirty), taken.dirty_files) == (200, 252)
    assert taken.dirty[:2] == ("a\\x1b[31m\\n\\u202e`|.md", "bad\\udcff.md")
    assert all(digest.name.isprintable() and digest.path.isprintable() for digest in taken.digests)


def test_a_submodule_has_the_commit_that_is_tracked(checkout: Path, plain: Path) -> None:
    git(plain, "init", "-q", "-b", "main")
    commit(plain)
    git(checkout, "submodule", "add", "-q", str(plain), "web/part")
    commit(checkout)
    before = web(checkout)
    assert before.files == 4
    write(checkout, {"web/part/main.py": "dirty"})
    assert web(checkout).sha256 == before.sha256
    assert take(checkout).dirty == ("web/part",)


def test_taking_a_snapshot_changes_nothing_in_the_checkout(checkout: Path) -> None:
    os.utime(checkout / "web" / "main.py", (1, 1))
    index = (checkout / ".git" / "index").read_bytes()
    take(checkout)
    assert (checkout / ".git" / "index").read_bytes() == index


def test_a_broken_checkout_is_unseen_and_not_walked(checkout: Path) -> None:
    (checkout / ".git" / "index").write_bytes(b"broken")
    with pytest.raises(Unseen, match="git cannot tell of the checkout"):
        take(checkout)

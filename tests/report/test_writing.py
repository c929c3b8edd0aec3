"""Writing a report: whole or not at all, and through no link."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

import pytest

from pytest_vx11._report.writing import write_report


@pytest.fixture
def out(tmp_path: Path) -> Path:
    folder = tmp_path / "out"
    folder.mkdir()
    return folder


@pytest.fixture
def precious(tmp_path: Path) -> Path:
    path = tmp_path / "precious"
    path.write_text("precious")
    return path


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_nothing_is_written_through_a_link_that_waits_beside_a_report(out: Path, precious: Path) -> None:
    (out / ".report.json.partial").symlink_to(precious)
    write_report(out / "report.json", "new")
    assert precious.read_text() == "precious"
    assert (out / "report.json").read_text() == "new"


def test_a_link_at_the_very_name_that_is_made_is_not_followed(
    out: Path, precious: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(secrets, "token_hex", lambda _: "guessed")
    (out / ".vx11-guessed").symlink_to(precious)
    with pytest.raises(FileExistsError):
        write_report(out / "report.json", "new")
    assert precious.read_text() == "precious"
    assert names(out) == [".vx11-guessed"]


def test_a_report_that_is_a_link_becomes_a_file(out: Path, precious: Path) -> None:
    precious.chmod(0o600)
    (out / "report.json").symlink_to(precious)
    write_report(out / "report.json", "new")
    assert precious.read_text() == "precious"
    assert not (out / "report.json").is_symlink()
    assert (out / "report.json").read_text() == "new"


@pytest.mark.parametrize("umask", [0o022, 0o077])
def test_a_new_report_may_be_read_by_whom_the_umask_lets(out: Path, umask: int) -> None:
    before = os.umask(umask)
    try:
        write_report(out / "report.json", "new")
    finally:
        os.umask(before)
    assert (out / "report.json").stat().st_mode & 0o777 == 0o666 & ~umask


@pytest.mark.parametrize("mode", [0o600, 0o664, 0o400])
def test_a_report_keeps_the_permissions_of_the_one_that_it_replaces(out: Path, mode: int) -> None:
    (out / "report.json").write_text("old")
    (out / "report.json").chmod(mode)
    write_report(out / "report.json", "new")
    assert (out / "report.json").stat().st_mode & 0o777 == mode
    assert (out / "report.json").read_text() == "new"


def test_where_it_cannot_be_written_nothing_is_left_behind(out: Path) -> None:
    (out / "report.json").mkdir()
    with pytest.raises(OSError, match="directory"):
        write_report(out / "report.json", "new")
    assert names(out) == ["report.json"]


@pytest.mark.parametrize("path", ["a\0b", "a\0/b", "/", "\ud800"])
def test_a_path_that_is_none_is_an_error_of_the_system(out: Path, path: str) -> None:
    with pytest.raises(OSError, match=r"null|surrogates|directory|busy"):
        write_report(out / path, "new")
    assert names(out) == []


def test_what_is_no_file_is_not_replaced(out: Path) -> None:
    os.mkfifo(out / "pipe")
    with pytest.raises(OSError, match="no regular file"):
        write_report(out / "pipe", "new")
    assert names(out) == ["pipe"]


def test_half_a_character_does_not_lose_the_report(out: Path) -> None:
    write_report(out / "report.json", "a\ud800b")
    assert (out / "report.json").read_text() == "a?b"

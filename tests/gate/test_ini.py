"""What pytest's own configuration says, as pytest itself would find it."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from pytest_vx11._gate.ini import Ini, Named, named, read_ini

TEXTS = {
    "pytest.ini": "[pytest]\nvx11_baseline = b.yaml\nvx11_truth: t.db\n",
    ".pytest.ini": "[pytest]\nvx11_baseline = b.yaml\nvx11_truth = t.db\n",
    "pyproject.toml": '[tool.pytest.ini_options]\nvx11_baseline = "b.yaml"\nvx11_truth = "sqlite:///t.db"\n',
    "tox.ini": "[tox]\nx = %(y)s\n[pytest]\nvx11_baseline = b.yaml\nvx11_truth = t.db\n",
    "setup.cfg": "[metadata]\nname = x\n[tool:pytest]\nvx11_baseline = b.yaml\nvx11_truth = t.db\n",
}
NAMES = [name for name in TEXTS if name != "pyproject.toml" or sys.version_info >= (3, 11)]


@pytest.fixture
def top(tmp_path: Path) -> Path:
    """The top of a checkout."""
    folder = tmp_path / "top"
    (folder / ".git").mkdir(parents=True)
    return folder


@pytest.mark.parametrize("name", NAMES)
def test_each_file_is_read_from_its_folder_and_from_below(top: Path, name: str) -> None:
    (top / name).write_text(TEXTS[name], encoding="utf-8")
    (top / "a/b").mkdir(parents=True)
    said = Ini(top / name, Named(top / "b.yaml"), Named(top / "t.db"))
    assert (read_ini(top), read_ini(top / "a/b")) == (said, said)


def test_the_nearest_file_counts_and_of_one_folder_the_first(top: Path) -> None:
    inner = top / "inner"
    inner.mkdir()
    for name in NAMES:
        (inner / name).write_text(TEXTS[name], encoding="utf-8")
    (top / "pytest.ini").write_text("[pytest]\nvx11_truth = other.db\n", encoding="utf-8")
    assert read_ini(inner).path == inner / "pytest.ini"
    (inner / "pytest.ini").write_text("", encoding="utf-8")
    assert read_ini(inner) == Ini(inner / "pytest.ini"), "an empty pytest.ini is still the file of pytest"


def test_files_without_the_section_are_none_of_pytests(top: Path) -> None:
    (top / "inner").mkdir()
    (top / "inner/tox.ini").write_text("[tox]\n", encoding="utf-8")
    (top / "inner/setup.cfg").write_text("[pytest]\nvx11_truth = x\n", encoding="utf-8")
    (top / "inner/pyproject.toml").write_text("[tool.pytest]\n", encoding="utf-8")
    (top / "pytest.ini").write_text(TEXTS["pytest.ini"], encoding="utf-8")
    assert read_ini(top / "inner").path == top / "pytest.ini"


def test_nothing_above_the_checkout_is_read(top: Path) -> None:
    (top.parent / "pytest.ini").write_text(TEXTS["pytest.ini"], encoding="utf-8")
    assert read_ini(top) == Ini()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("pytest.ini", b"\xff"),
        ("pytest.ini", b"no section"),
        ("pytest.ini", b"[pytest]\na = 1\na = 2\n"),
        ("pytest.ini", b"[pytest]\nvx11_truth = a\0b\n"),
        *([("pyproject.toml", b"[tool"), ("pyproject.toml", b"x = " + b"[" * 100_000),
           ("pyproject.toml", b"[tool.pytest.ini_options]\nvx11_truth = 1\n")] if sys.version_info >= (3, 11) else []),
    ],
)  # fmt: skip
def test_a_broken_file_is_passed_over_with_a_note(top: Path, name: str, content: bytes) -> None:
    (top / name).write_bytes(content)
    (top / "tox.ini").write_text(TEXTS["tox.ini"], encoding="utf-8")
    found = read_ini(top)
    assert (found.path, found.truth) == (top / "tox.ini", Named(top / "t.db"))
    assert [note.startswith(f"{name} is passed over, as it cannot be read: ") for note in found.notes] == [True]


@pytest.mark.parametrize(
    ("said", "path"),
    [
        ("none", None),
        ("a/../t.db", "/x/t.db"),
        ("/t.db", "/t.db"),
        ("sqlite:///t.db", "/x/t.db"),
        ("sqlite:////t.db", "/t.db"),
    ],
)
def test_a_path_is_relative_to_who_says_it(said: str, path: str | None) -> None:
    assert named(said, Path("/x")) == Named(Path(path) if path else None)

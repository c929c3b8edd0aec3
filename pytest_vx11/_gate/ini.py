"""What pytest's own configuration file says of the baseline and of where truth is recorded, read without pytest.

The file is found as pytest finds it (pytest, "Configuration file formats" and "Finding the rootdir").
"""

from __future__ import annotations

import configparser
import os
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from pytest_vx11._source.words import harmless

_NONE = "none"
_BASELINE, _TRUTH = "vx11_baseline", "vx11_truth"


class Named(NamedTuple):
    """A path that somebody named, or that there is to be none."""

    path: Path | None
    """None where it is to be `none`."""


class Ini(NamedTuple):
    """What is said, each None where nothing is said of it."""

    path: Path | None = None
    """The file that says it."""
    baseline: Named | None = None
    truth: Named | None = None
    notes: tuple[str, ...] = ()
    """What is wrong with files that were passed over."""


def named(said: str, folder: Path) -> Named:
    """Return the path that an option or a key says, relative to a folder; `sqlite:///` before it means nothing more."""
    if said == _NONE:
        return Named(None)
    # As SQLAlchemy writes it: three slashes before a relative path, four before an absolute one.
    path = said.removeprefix("sqlite:///")
    return Named(Path(os.path.abspath(folder / path)))


def read_ini(folder: Path) -> Ini:
    """Return what the file of a folder says, or of the nearest one above it that has one, up to the checkout's top."""
    notes: list[str] = []
    for each in _up(folder):
        for name, read in _FILES.items():
            path = each / name
            if not path.is_file():
                continue
            try:
                said = read(path.read_text(encoding="utf-8-sig"))
                if said is not None:
                    return _ini(path, said, notes)
            # ValueError: no UTF-8, no TOML, or NUL in a path that it names. RecursionError: TOML that is nested deeply.
            except (OSError, ValueError, configparser.Error, RecursionError) as error:
                # The lines after the first quote the file, which may be a link to another one.
                reason = (str(error).splitlines() or ["it is broken"])[0]
                notes.append(f"{name} is passed over, as it cannot be read: {harmless(reason, 200)}")
    return Ini(notes=tuple(notes))


def _up(folder: Path) -> Iterator[Path]:
    for each in (folder.absolute(), *folder.absolute().parents):
        yield each
        # A folder in a checkout, a file in a worktree and in a submodule (gitrepository-layout).
        if (each / ".git").exists():
            return


def _ini(path: Path, said: Mapping[str, Any], notes: list[str]) -> Ini:
    def value(key: str) -> Named | None:
        text = said.get(key) or None
        if text is None:
            return None
        if not isinstance(text, str) or "\0" in text:
            raise ValueError(f"{key} is no path")
        return named(text.strip(), path.parent)

    return Ini(path, value(_BASELINE), value(_TRUTH), tuple(notes))


def _section(name: str, *, always: bool = False) -> Callable[[str], Mapping[str, Any] | None]:
    def read(text: str) -> Mapping[str, Any] | None:
        parser = configparser.RawConfigParser()
        parser.read_string(text)
        if parser.has_section(name):
            return dict(parser.items(name))
        return {} if always else None

    return read


def _pyproject(text: str) -> Mapping[str, Any] | None:
    said: Any = None
    # Python 3.10 has no TOML in its library, so that a pyproject.toml says nothing there.
    if sys.version_info >= (3, 11):
        import tomllib  # noqa: PLC0415

        said = tomllib.loads(text)
    for name in ("tool", "pytest", "ini_options"):
        said = said.get(name) if isinstance(said, dict) else None
    return said if isinstance(said, dict) else None


#: In pytest's order; a pytest.ini counts whatever is in it, the others where they have the section.
_FILES: Mapping[str, Callable[[str], Mapping[str, Any] | None]] = {
    "pytest.ini": _section("pytest", always=True),
    ".pytest.ini": _section("pytest", always=True),
    "pyproject.toml": _pyproject,
    "tox.ini": _section("pytest"),
    "setup.cfg": _section("tool:pytest"),
}

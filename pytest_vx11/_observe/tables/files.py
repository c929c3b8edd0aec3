"""The source files that a path under the root stands for."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

from pytest_vx11._errors import SourceError, Unseen
from pytest_vx11._source.place import Place
from pytest_vx11._source.problem import Problem

MAX_FILES = 2000

_SKIPPED = frozenset({"__pycache__", "node_modules", "site-packages", "venv"})
# Scripts that take a migration back: golang-migrate and sqlx, Flyway.
_BACK = re.compile(r".*[._-](?:down|undo|rollback)\.sql|U\d[\w.]*__.*\.sql", re.I)
_DIGITS = re.compile(r"(\d+)")


def source_files(root: str, path: str) -> list[str]:
    """Return the `.py` and `.sql` files that `path` is or holds, relative to `root`, in the order of their names.

    Numbers in names count as numbers, so 2_users.sql comes before 10_orders.sql; scripts that take a migration back,
    hidden folders and links are left out. Raises SourceError where there is no such file, Unseen where it lies
    outside of `root` or holds more than MAX_FILES files.
    """
    full = os.path.normpath(os.path.join(root, path))
    place = Place(Path(full).as_posix())
    real, top = os.path.realpath(full), os.path.realpath(root)
    if os.path.commonpath((real, top)) != top:
        raise Unseen("it lies outside of the tree, where nothing is read", (place,))
    if os.path.isdir(full):
        return _folder(root, full, place)
    if not os.path.exists(full):
        raise SourceError([Problem(place, "no such file or folder")])
    if not path.endswith((".py", ".sql")):
        raise SourceError([Problem(place, "is neither Python nor SQL", "name a .py or .sql file, or a folder of them")])
    return [Path(os.path.relpath(full, root)).as_posix()]


def _folder(root: str, folder: str, place: Place) -> list[str]:
    found: list[str] = []
    for each in _walk(folder):
        found.append(Path(os.path.relpath(each, root)).as_posix())
        if len(found) > MAX_FILES:
            raise Unseen(f"it holds more than {MAX_FILES} source files", (place,))
    if not found:
        raise SourceError([Problem(place, "holds no .py or .sql file")])
    return sorted(found, key=_in_order)


def _walk(folder: str) -> Iterator[str]:
    for at, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith(".") and name not in _SKIPPED)
        for name in files:
            full = os.path.join(at, name)
            if name.endswith((".py", ".sql")) and not _BACK.fullmatch(name) and not Path(full).is_symlink():
                yield full


def _in_order(path: str) -> list[tuple[int, int, str]]:
    parts = _DIGITS.split(path)
    return [(0, int(part[:18]), "") if part.isdecimal() else (1, 0, part) for part in parts if part]

"""Where a database's file lies, and whether it may be read."""

from __future__ import annotations

import os
import sqlite3
import stat
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from pytest_vx11._errors import SourceError, Unseen
from pytest_vx11._observe.tables.live.opening import read_database
from pytest_vx11._source.place import Place
from pytest_vx11._source.problem import Problem

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True, kw_only=True)
class OnHost:
    """A database's file on this machine."""

    place: Place

    def read(self, read: Callable[[sqlite3.Connection], Result], seconds: float) -> Result:
        """Return what `read` makes of one state of it; raises as `read_database` does."""
        return read_database(self.place, read, seconds)


def find_file(root: str, folder: str, paths: Sequence[str]) -> Place:
    """Return the first of some paths, relative to `root`, that is there; else the first.

    Raises Unseen where it lies neither below `root` nor below `folder`.
    """
    full = [os.path.normpath(os.path.join(root, path)) for path in paths]
    found = next((each for each in full if os.path.lexists(each)), full[0])
    place = Place(Path(found).as_posix())
    real = os.path.realpath(found)
    if not any(_within(real, os.path.realpath(allowed)) for allowed in (root, folder)):
        raise Unseen("the live database lies outside of the tree and of the canon's folder: it is not read", (place,))
    return place


def _within(path: str, folder: str) -> bool:
    return os.path.commonpath((path, folder)) == folder


def is_there(place: Place) -> bool:
    """Tell whether there is a file; raises SourceError where something else is there, Unseen where nobody may look."""
    try:
        mode = Path(place.path).stat().st_mode
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError as error:
        raise Unseen(f"the live database cannot be looked at: {error.strerror}", (place,)) from None
    if not stat.S_ISREG(mode):
        what = "a folder" if stat.S_ISDIR(mode) else "no plain file"
        raise SourceError([Problem(place, f"the live database is {what}", "change the canon's url, or take it away")])
    return True

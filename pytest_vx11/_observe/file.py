"""One file of the tree, as it is."""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import ClassVar

from pytest_vx11._errors import SourceError, Unseen
from pytest_vx11._observe.need import Need, Sight
from pytest_vx11._source.place import Place
from pytest_vx11._source.problem import Problem
from pytest_vx11._source.words import harmless

MAX_BYTES = 8 * 1024 * 1024


@dataclass(frozen=True, kw_only=True)
class File:
    """What a file of the tree holds."""

    place: Place
    """The file as a whole."""
    data: bytes

    @cached_property
    def text(self) -> str:
        """Its text, as UTF-8; raises SourceError where it is none."""
        try:
            return self.data.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = self.data[: error.start].count(b"\n") + 1
            raise SourceError([Problem(Place(self.place.path, line), "is not UTF-8")]) from error

    def line(self, number: int) -> Place:
        """Return the place of a line, counted from 1."""
        return Place(self.place.path, number)


@dataclass(frozen=True, slots=True)
class FileNeed(Need[File]):
    """The file `path`, which is relative to `root` and below it.

    Looking raises SourceError where it is missing, no file, or larger than 8 MiB; and Unseen where it lies outside.
    """

    root: str
    path: str
    title: ClassVar[str] = "the files of the tree"

    def look(self, sight: Sight) -> File:  # noqa: ARG002
        """Read it."""
        full = os.path.abspath(os.path.join(self.root, self.path)).replace(os.sep, "/")
        return File(place=Place(full), data=read_bytes(self.root, self.path))


def read_bytes(root: str, path: str, max_bytes: int = MAX_BYTES) -> bytes:
    """Return what the file `path` below `root` holds.

    Raises Unseen when it lies outside of `root`, links followed, and SourceError when it is no file or too large.
    """
    full = os.path.abspath(os.path.join(root, path))
    place = Place(full.replace(os.sep, "/"))
    try:
        real, top = os.path.realpath(full), os.path.realpath(root)
        if os.path.commonpath((real, top)) != top:
            raise Unseen("the file lies outside of the tree, where nothing is read", (place,))
        if not stat.S_ISREG(Path(real).stat().st_mode):
            raise SourceError([Problem(place, "is not a file")])
        with open(real, "rb") as file:
            data = file.read(max_bytes + 1)
    except FileNotFoundError as error:
        raise SourceError([Problem(place, "no such file")]) from error
    except OSError as error:
        raise SourceError([Problem(place, f"cannot be read: {error.strerror}")]) from error
    except ValueError as error:
        raise SourceError([Problem(None, f"{harmless(path, 200)} is no path")]) from error
    if len(data) > max_bytes:
        raise SourceError([Problem(place, f"is larger than {max_bytes // 1024**2} MiB, the most that is read")])
    return data

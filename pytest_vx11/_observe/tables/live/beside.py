"""What lies beside a SQLite file, and how the file can be read because of it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from pytest_vx11._errors import Unseen
from pytest_vx11._source.place import Place


class Way(NamedTuple):
    """How a file is opened: its URI's parameters (sqlite.org/uri.html), and whether nobody can write meanwhile."""

    parameters: str
    locks: bool


_WITH_LOCKS = Way("mode=ro", locks=True)
# The log's index is taken as it is and not written to.
_BY_THE_LOG = Way("mode=ro&readonly_shm=1", locks=True)
_AS_IT_LIES = Way("mode=ro&immutable=1", locks=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """A database's file and what its writers keep beside it, at one moment."""

    file: tuple[int, int, int]
    """Its inode, its size, and when it was written."""
    log: int
    """The size of the write-ahead log, 0 where there is none."""
    journal: int
    """The size of the rollback journal: there is one while somebody writes, or after a writer died."""
    index: bool
    """Whether the log has its index."""
    place: Place

    @classmethod
    def of(cls, path: Path, place: Place) -> Beside:
        """Return what is there now; raises Unseen where that cannot be looked at."""
        try:
            file = path.stat()
        except OSError as error:
            raise Unseen(f"the live database cannot be looked at: {error.strerror}", (place,)) from None
        return cls(
            file=(file.st_ino, file.st_size, file.st_mtime_ns),
            log=_size(path, "-wal"),
            journal=_size(path, "-journal"),
            index=_size(path, "-shm") > 0,
            place=place,
        )

    def way(self, *, locking: bool) -> Way:
        """Return how the file is read; raises Unseen where that would change something.

        Of a database with a write-ahead log even a reader makes the log and its index where they are missing. While
        the log is empty all is in the file itself, which is read as it lies.
        """
        if self.log and not self.index:
            raise Unseen("the live database's write-ahead log has no index: it must be opened once", (self.place,))
        if self.log:
            return _BY_THE_LOG
        return _WITH_LOCKS if self.journal or locking else _AS_IT_LIES


def _size(path: Path, suffix: str) -> int:
    try:
        return path.with_name(path.name + suffix).stat().st_size
    except OSError:
        return 0

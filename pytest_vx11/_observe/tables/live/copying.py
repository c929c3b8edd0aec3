"""A SQLite file in a container, read from a copy: nothing in the container is opened, locked or written."""

from __future__ import annotations

import os
import sqlite3
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from pytest_vx11._errors import SourceError, Unseen
from pytest_vx11._observe.containers import Engine, PathSeen
from pytest_vx11._observe.tables.live.opening import read_copy
from pytest_vx11._source.place import Place

Result = TypeVar("Result")

MOST = 256 * 1024 * 1024
"""Bytes of one file: more is not copied."""
_ATTEMPTS = 5
_FILE, _LOG, _JOURNAL = "", "-wal", "-journal"
_HEAD = 32
#: What a journal ends with that names another one (SQLite's pager.c, "super-journal"; file format, section 3.1).
_NAMES_ANOTHER = bytes.fromhex("d9d505f920a163d7")
#: What lies at the path, and beside it, at one moment.
_Seen = dict[str, PathSeen | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class InContainer:
    """A database's file in a container, which need not run."""

    engine: Engine
    container: str
    path: str
    place: Place

    def read(self, read: Callable[[sqlite3.Connection], Result], seconds: float) -> Result:
        """Return what `read` makes of one state of it.

        Raises SourceError where it is no database of SQLite, or a damaged one; Unseen where it could not be read.
        """
        try:
            return self._read(read, time.monotonic() + seconds)
        except OSError as error:
            raise Unseen(f"the live database cannot be copied to {tempfile.gettempdir()}: {error.strerror}") from None

    def _read(self, read: Callable[[sqlite3.Connection], Result], until: float) -> Result:
        damaged = False
        for attempt in range(_ATTEMPTS):
            with tempfile.TemporaryDirectory(prefix="vx11-") as folder:
                copied = Path(folder, "copy")
                if self._copy(copied):
                    try:
                        return read_copy(copied, self.place, read, until - time.monotonic())
                    except SourceError:
                        # Two writes within one tick of its clock look like one: a copy may be torn, two hardly are.
                        if damaged:
                            raise
                        damaged = True
            if attempt and time.monotonic() >= until:
                break
        raise Unseen("the live database changed all the while it was copied", (self.place,))

    def _copy(self, to: Path) -> bool:
        """Copy it, and what lies beside it; False where what was copied may be of several moments.

        What is written into the file while it has a log is in the log as well, which is only added to at its end, until
        it begins anew with another head (SQLite's file format, section 4). So while the log has one head, the file and
        then the log make one state. Without a log, nothing may have changed.
        """
        before = self._seen()
        head = self._head(before)
        failed: Unseen | None = None
        try:
            for suffix in (suffix for suffix, seen in before.items() if seen is not None):
                self._take(suffix, Path(f"{to}{suffix}"))
        except Unseen as unseen:
            failed = unseen
        after = self._seen()
        if failed is not None and before == after:
            raise Unseen(f"the live database cannot be copied: {failed.reason}", (self.place,))
        if failed is not None:
            return False
        _refuse_to_roll_back_others(Path(f"{to}{_JOURNAL}"), self.place)
        return before == after if head is None else head == self._head(after)

    def _head(self, seen: _Seen) -> bytes | None:
        """Return the head of the log, in which no two are alike; None where there is no log."""
        log = seen[_LOG]
        if log is None or log.size < _HEAD or seen[_JOURNAL] is not None:
            return None
        return self.engine.start_of(self.container, f"{self.path}{_LOG}", _HEAD)

    def _seen(self) -> _Seen:
        """Return what is there now; raises Unseen where it has gone, or is too large."""
        found: _Seen = {
            suffix: self.engine.path(self.container, f"{self.path}{suffix}") for suffix in (_FILE, _LOG, _JOURNAL)
        }
        if found[_FILE] is None:
            raise Unseen("the live database has gone from its container", (self.place,))
        if any(seen is not None and seen.size > MOST for seen in found.values()):
            raise Unseen(f"the live database has more than {MOST // 2**20} MB: it is not copied", (self.place,))
        return found

    def _take(self, suffix: str, to: Path) -> None:
        with to.open("xb") as file:
            there = self.engine.copy(self.container, f"{self.path}{suffix}", file, MOST)
        if not there:
            to.unlink()


def _refuse_to_roll_back_others(journal: Path, place: Place) -> None:
    """Raise Unseen where a journal is one of several of one transaction.

    Rolled back, it would have SQLite look for the others, and take away the file that it names: here, not where it was.
    """
    if not journal.exists() or journal.stat().st_size < len(_NAMES_ANOTHER):
        return
    with journal.open("rb") as file:
        file.seek(-len(_NAMES_ANOTHER), os.SEEK_END)
        end = file.read()
    if end == _NAMES_ANOTHER:
        raise Unseen("the live database is in the middle of a transaction over several databases", (place,))

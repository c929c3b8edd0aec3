"""A SQLite file that others write to, opened so that neither it nor what lies beside it is changed.

The file itself is never opened by `open`: closing it would take away the locks that this process has on it, and with
them what another thread writes there (sqlite.org/howtocorrupt.html, section 2.2).
"""

from __future__ import annotations

import sqlite3
import sys
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import TypeVar

from pytest_vx11._errors import SourceError, Unseen
from pytest_vx11._observe.tables.live.beside import Beside
from pytest_vx11._source.place import Place
from pytest_vx11._source.problem import Problem
from pytest_vx11._source.words import harmless

Result = TypeVar("Result")

#: A message of SQLite, or a name, with bytes in it that are no text, is a ValueError; so is a NUL.
_ERRORS = (sqlite3.Error, ValueError, MemoryError)
_ATTEMPTS = 5
_LONGEST = 10_000_000
"""Bytes of one value or statement: far above any that people write."""
_STEPS = 1000


def read_database(place: Place, read: Callable[[sqlite3.Connection], Result], seconds: float) -> Result:
    """Return what `read` makes of one state of the database, within about `seconds`.

    Raises SourceError where the file is no database of SQLite, or a damaged one; Unseen where it could not be read.
    """
    path, until, locking = Path(place.path).resolve(), time.monotonic() + seconds, False
    for attempt in range(_ATTEMPTS):
        before = Beside.of(path, place)
        way = before.way(locking=locking)
        failed: Exception | None = None
        try:
            with closing(_connected(path, way.parameters, until)) as connection:
                connection.execute("BEGIN")
                result = read(connection)
        except _ERRORS as error:
            failed = error
        after = Beside.of(path, place)
        if failed is None and (way.locks or before == after):
            return result
        late = time.monotonic() >= until
        if failed is not None and (late or before == after or attempt + 1 == _ATTEMPTS):
            raise _told(place, failed, seconds if late else None)
        # What changes without a log is written in place: only with a lock is it read as one.
        locking = locking or not (before.log or after.log)
    raise Unseen("the live database changed all the while it was read", (place,))


def read_copy(path: Path, place: Place, read: Callable[[sqlite3.Connection], Result], seconds: float) -> Result:
    """Return what `read` makes of a copy that is nobody else's: its log, or its journal, is taken into it first.

    `place` is where it was copied from. Raises as `read_database` does.
    """
    until = time.monotonic() + seconds
    try:
        with closing(_connected(path, "mode=rw", until)) as connection:
            connection.execute("BEGIN")
            return read(connection)
    except _ERRORS as error:
        raise _told(place, error, seconds if time.monotonic() >= until else None) from None


def _connected(path: Path, parameters: str, until: float) -> sqlite3.Connection:
    left = max(0.0, until - time.monotonic())
    connection = sqlite3.connect(f"{path.as_uri()}?{parameters}", uri=True, timeout=left, isolation_level=None)
    connection.text_factory = _text
    connection.set_progress_handler(lambda: int(time.monotonic() >= until), _STEPS)
    if sys.version_info >= (3, 11):
        connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _LONGEST)
        connection.setlimit(sqlite3.SQLITE_LIMIT_SQL_LENGTH, _LONGEST)
    return connection


def _text(raw: bytes) -> str:
    return raw.decode("utf-8", errors="replace")


def _told(place: Place, error: Exception, seconds: float | None) -> SourceError | Unseen:
    says = "what should be text in it is none" if isinstance(error, ValueError) else harmless(str(error), 200)
    if seconds is not None:
        return Unseen(f"the live database could not be read within {seconds:g} s: {says}", (place,))
    # Python has a class of its own for every other kind of error: this one is of files that are damaged, or none.
    if type(error) is sqlite3.DatabaseError or isinstance(error, ValueError):
        hint = "mend it or make it anew, or change the canon's url"
        return SourceError([Problem(place, f"the live database cannot be read as one of SQLite: {says}", hint)])
    if "readonly" in says:
        says = "a writer died in the middle, and the next one must roll its journal back"
    return Unseen(f"the live database could not be read: {says}", (place,))

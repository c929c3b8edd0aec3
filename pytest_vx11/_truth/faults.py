"""What SQLite complains of: whether the whole database is meant or one table, and what to do about it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

#: SQLite's own texts of faults that no table has to do with (its `sqlite3ErrStr`). Codes come with Python 3.11 only.
_OF_DATABASE = (
    "database is locked",
    "database table is locked",
    "attempt to write a readonly database",
    "disk I/O error",
    "database or disk is full",
    "unable to open database file",
    "locking protocol",
    "out of memory",
    "interrupted",
    "cannot start a transaction",
    "cannot commit",
    "cannot rollback",
)
_ADVICE = {
    "locked": "end what holds it",
    "readonly": "make the file and its folder writable",
    "full": "make room",
    "disk I/O": "look whether the disk is full, or a limit is set on the size of files",
    "not a database": "move that file away",
    "malformed": "move that file away, or mend it: sqlite3 FILE .recover",
    "is not a file": "move it away",
    "unable to open": "make the file and its folder writable",
}


class TableRefused(Exception):
    """One table cannot be written; the others can."""

    def __init__(self, table: str, reason: str) -> None:
        self.table = table
        self.reason = reason
        super().__init__(f"{table}: {reason}")


def of_one_table(error: sqlite3.Error) -> bool:
    """Tell whether a statement was refused for what its table is: a constraint, a trigger, a missing column."""
    if isinstance(error, (sqlite3.IntegrityError, sqlite3.DataError)):
        return True
    return isinstance(error, sqlite3.OperationalError) and not str(error).startswith(_OF_DATABASE)


@contextmanager
def writing(table: str) -> Iterator[None]:
    """Turn what SQLite has against one table into TableRefused."""
    try:
        yield
    except sqlite3.Error as error:
        if of_one_table(error):
            raise TableRefused(table, str(error)) from error
        raise


def advice(reason: str) -> str:
    """Return what to do about a database that cannot be written."""
    return next((what for word, what in _ADVICE.items() if word in reason), "mend it")

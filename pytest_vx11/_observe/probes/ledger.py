"""The table in which accepted events are written."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from pytest_vx11._errors import SourceError, Unseen
from pytest_vx11._observe.live import LiveNeed
from pytest_vx11._observe.need import Memory, Sight
from pytest_vx11._observe.tables.live import LiveTablesNeed
from pytest_vx11._observe.tables.live.where import LiveFile

#: The rows of an event that has just been sent are among the last.
_LATEST = 1000
_PATIENCE = 5.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Ledger:
    """A table of a live database."""

    database: LiveTablesNeed | None
    """None where the canon names no url."""
    table: str

    def file(self, sight: Sight) -> LiveFile:
        """Return where it lies now; raises Unseen where nobody can look.

        Nothing of this is remembered: the first event may be what makes the file.
        """
        if self.database is None:
            raise Unseen("the canon names no url for its database")
        live = LiveNeed(self.database.system)
        try:
            return Memory({live: sight.see(live)}).see(self.database.file)
        except SourceError as error:
            raise Unseen(error.problems[0].message) from None

    def has(self, file: LiveFile, marks: tuple[str, ...]) -> bool:
        """Tell whether one of the latest rows has one of the marks in it; raises Unseen where nobody can look."""
        try:
            return file.read(lambda opened: self._has(opened, marks), _PATIENCE)
        except SourceError as error:
            raise Unseen(error.problems[0].message) from None

    def _has(self, connection: sqlite3.Connection, marks: tuple[str, ...]) -> bool:
        return any(_row_has(row, marks) for row in connection.execute(self._query(connection)))

    def _query(self, connection: sqlite3.Connection) -> str:
        name = self.table.replace('"', '""')
        rows = f'SELECT * FROM "{name}"'
        try:
            connection.execute(f"{rows} ORDER BY rowid LIMIT 0")
        except sqlite3.OperationalError:
            # A table without row ids (SQLite documentation, "WITHOUT ROWID"), or none at all, which comes out next.
            return rows
        return f"{rows} ORDER BY rowid DESC LIMIT {_LATEST}"


def _row_has(row: tuple[object, ...], marks: tuple[str, ...]) -> bool:
    texts = [value.decode("utf-8", errors="replace") if isinstance(value, bytes) else str(value) for value in row]
    return any(mark in text for mark in marks for text in texts)

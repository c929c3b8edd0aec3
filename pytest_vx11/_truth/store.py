"""The database: opened when it is first written, and written a transaction at a time."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from pytest_vx11._truth.faults import TableRefused, writing
from pytest_vx11._truth.made import Made
from pytest_vx11._truth.schema import RUNS, TABLES
from pytest_vx11._truth.tables import Found, find_table
from pytest_vx11._truth.unfinished import mark_unfinished

#: How long another writer is waited for, in seconds.
PATIENCE = 5.0
#: Pages in memory, in KiB; as much is taken only where as much is written.
_CACHE = 64 * 1024


class Store:
    """One database. It keeps the journal that it has: a new one SQLite's own, so that one file is all there is.

    A table that cannot be written is left out from then on, and the rest goes on.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._connection: sqlite3.Connection | None = None
        self._found: dict[str, Found] = {}
        self.refused: dict[str, str] = {}
        """Why a table cannot be written, by its name."""

    def write(self, made: Made) -> None:
        """Write all of it, or, where the database is at fault, nothing: raises sqlite3.Error, OSError or ValueError."""
        while True:
            try:
                self._write(self._opened(), made)
            except TableRefused as refused:
                # What a trigger did to the transaction cannot be known: it begins again without that table.
                self.refused[refused.table] = refused.reason
            except (sqlite3.Error, OSError, ValueError, OverflowError):
                self.close()
                raise
            else:
                return

    def close(self) -> None:
        """Let go of the file."""
        connection, self._connection = self._connection, None
        if connection is not None:
            with suppress(sqlite3.Error):
                connection.close()

    def _opened(self) -> sqlite3.Connection:
        if self._connection is None:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            if os.path.lexists(self._path) and not self._path.is_file():
                raise OSError(f"{self._path.name} is not a file")
            # Nothing but the statements here begins and ends a transaction.
            connection = sqlite3.connect(self._path, timeout=PATIENCE, isolation_level=None)
            try:
                # Pages that find no room while a transaction is open shut readers out until it ends.
                connection.execute(f"PRAGMA cache_size = -{_CACHE}")
                self._prepare(connection)
            except BaseException:
                connection.close()
                raise
            self._connection = connection
        return self._connection

    def _prepare(self, connection: sqlite3.Connection) -> None:
        with _transaction(connection):
            for table in TABLES:
                if table.name not in self.refused:
                    self._found[table.name] = find_table(connection, table)
            if RUNS.name not in self.refused:
                mark_unfinished(connection, self._found[RUNS.name])

    def _write(self, connection: sqlite3.Connection, made: Made) -> None:
        with _transaction(connection):
            for table, blocks in made.added.items():
                if table.name not in self.refused:
                    with writing(table.name):
                        for block in blocks:
                            self._found[table.name].add(connection, block)
            for table, entries in made.latest.items():
                if table.name not in self.refused:
                    with writing(table.name):
                        for entry in entries:
                            self._found[table.name].bring_up_to_date(connection, entry)


@contextmanager
def _transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """Take the right to write at the beginning: who waits for it later may wait in vain."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            with suppress(sqlite3.Error):
                connection.execute("ROLLBACK")
        raise

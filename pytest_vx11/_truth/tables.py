"""A table as it lies in the database: made or widened where that is needed, and written as far as it goes."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from itertools import compress, cycle

from pytest_vx11._truth.faults import TableRefused, of_one_table, writing
from pytest_vx11._truth.schema import BLOCK, Block, Entry, Table

#: How many rows go into one statement, largest first; few sizes, so that the statements are prepared once.
_SIZES = (BLOCK, 100, 10, 1)
#: The most values of one statement (SQLite's limits, number 9).
_MOST_VALUES = 32_766 if sqlite3.sqlite_version_info >= (3, 32) else 999


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A table with the columns of it that are there."""

    table: Table
    columns: tuple[str, ...]
    needed: frozenset[str]
    """Columns that may not be NULL."""

    def add(self, connection: sqlite3.Connection, block: Block) -> None:
        """Add rows.

        Many go into one statement. Python gives its lock away at every step of a statement, and waits for it again
        behind whoever computes: row by row, a transaction would stay open for seconds.
        """
        width = len(self.columns)
        rest = block if width == len(self.table.columns) else self._narrowed(block)
        for size in _SIZES:
            cells = size * width
            if cells > _MOST_VALUES:
                continue
            statement = _insert(self.table.name, self.columns, size)
            while len(rest) >= cells:
                connection.execute(statement, rest[:cells])
                rest = rest[cells:]

    def bring_up_to_date(self, connection: sqlite3.Connection, entry: Entry) -> None:
        """Change the row of the entry's key, or add it; columns that the entry does not name stay as they are."""
        key = self.table.key
        if key is None or key not in self.columns:
            raise TableRefused(self.table.name, f"it has no column {key}")
        there = {name: entry[name] for name in self.columns if name in entry}
        lacking = {name for name in self.needed & self.table.optional & there.keys() if there[name] is None}
        name, column = quoted(self.table.name), quoted(key)
        count = connection.execute(f"SELECT count(*) FROM {name} WHERE {column} = ?", (entry[key],)).fetchone()[0]
        if count > 1:
            raise TableRefused(self.table.name, f"it has several rows of one {key}, and is not for the latest alone")
        if count:
            changed = {each: cell for each, cell in there.items() if each not in self.table.once | lacking | {key}}
            if changed:
                settings = ", ".join(f"{quoted(each)} = ?" for each in changed)
                connection.execute(f"UPDATE {name} SET {settings} WHERE {column} = ?", (*changed.values(), entry[key]))
        elif not lacking:
            connection.execute(_insert(self.table.name, tuple(there), 1), tuple(there.values()))

    def _narrowed(self, block: Block) -> Block:
        there = [name in self.columns for name in self.table.columns]
        return tuple(compress(block, cycle(there)))


def find_table(connection: sqlite3.Connection, table: Table) -> Found:
    """Return the table, made where there is none, with its missing columns added; raises TableRefused."""
    kind = connection.execute(
        "SELECT type FROM sqlite_master WHERE name = ? COLLATE NOCASE AND type IN ('table', 'view')", (table.name,)
    ).fetchone()
    with writing(table.name):
        if kind is None:
            _make(connection, table)
        elif kind[0] != "table":
            raise TableRefused(table.name, f"it is a {kind[0]}")
        else:
            _widen(connection, table)
    there = _columns(connection, table)
    columns = tuple(name for name in table.columns if name in there)
    if not columns:
        raise TableRefused(table.name, "it has none of the columns that are to be written")
    return Found(table=table, columns=columns, needed=frozenset(name for name in columns if there[name]))


def _make(connection: sqlite3.Connection, table: Table) -> None:
    columns = ", ".join(f"{quoted(name)} {what}" for name, what in table.columns.items())
    connection.execute(f"CREATE TABLE {quoted(table.name)} ({columns})")
    for index in table.indexes:
        name = quoted(f"{table.name}_by_{'_'.join(index)}")
        connection.execute(
            f"CREATE INDEX IF NOT EXISTS {name} ON {quoted(table.name)} ({', '.join(map(quoted, index))})"
        )


def _widen(connection: sqlite3.Connection, table: Table) -> None:
    """Add the columns that are missing, as nullable ones; one that cannot be added is done without."""
    there = _columns(connection, table)
    for name, what in table.columns.items():
        if name in there:
            continue
        kind = what.partition(" ")[0]
        try:
            connection.execute(f"ALTER TABLE {quoted(table.name)} ADD COLUMN {quoted(name)} {kind}")
        except sqlite3.OperationalError as error:
            if not of_one_table(error):
                raise


def _columns(connection: sqlite3.Connection, table: Table) -> dict[str, bool]:
    """Return the names of the columns, as SQLite compares them, and whether each wants a value."""
    found = connection.execute(f"PRAGMA table_info({quoted(table.name)})").fetchall()
    return {str(name).lower(): bool(needed) for _, name, _, needed, *_ in found}


def _insert(table: str, columns: tuple[str, ...], count: int) -> str:
    row = f"({', '.join('?' * len(columns))})"
    return f"INSERT INTO {quoted(table)} ({', '.join(map(quoted, columns))}) VALUES {', '.join([row] * count)}"


def quoted(name: str) -> str:
    """Return a name as it stands in a statement."""
    doubled = name.replace('"', '""')
    return f'"{doubled}"'

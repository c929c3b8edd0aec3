"""The tables of an open SQLite database."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

from pytest_vx11._errors import Unseen
from pytest_vx11._observe.tables.draft import Draft, Drafts, one_line
from pytest_vx11._observe.tables.model import Column, Schema, SqlType
from pytest_vx11._observe.tables.sql.defaults import default_text
from pytest_vx11._observe.tables.sql.tokens import tokens
from pytest_vx11._observe.tables.sql.types import read_type
from pytest_vx11._source.place import Place

MAX_TABLES = 5000
MAX_COLUMNS = 100_000

# SQLite's own tables have names of their own; a view, and what a module makes up, has no page.
_TABLES = r"""
    SELECT name, rootpage FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\_%' ESCAPE '\'
    ORDER BY rowid LIMIT ?"""
# Where the modules that come with SQLite keep what a virtual table shows (fts3.html, fts5.html, rtree.html).
_KEPT_IN = re.compile("_(?:content|segments|segdir|docsize|stat|data|idx|config|node|parent|rowid)", re.I)
_LONGEST_TYPE = 1000
_LONGEST_DEFAULT = 10_000
# SQLite has no such types; SQLAlchemy makes these of them.
_ALSO = {
    "TIMESTAMP": (SqlType(name="TIMESTAMPTZ"), SqlType(name="INTERVAL")),
    "TIME": (SqlType(name="TIMETZ"),),
    "CHAR(32)": (SqlType(name="UUID"),),
}


def read_tables(connection: sqlite3.Connection, place: Place) -> Schema:
    """Return all tables; raises Unseen where there are too many of them or of their columns."""
    found: list[tuple[str, int]] = connection.execute(_TABLES, (MAX_TABLES + 1,)).fetchall()
    if len(found) > MAX_TABLES:
        raise Unseen(f"the live database has more than {MAX_TABLES:,} tables", (place,))
    virtual = {name for name, page in found if not page}
    drafts, columns = Drafts(), 0
    for name, _ in found:
        if not _is_kept(name, virtual):
            draft = _table(connection, name, place, virtual=name in virtual)
            drafts.add(draft)
            columns += len(draft.columns)
        if columns > MAX_COLUMNS:
            raise Unseen(f"the live database has more than {MAX_COLUMNS:,} columns", (place,))
    return drafts.frozen()


def _is_kept(name: str, virtual: set[str]) -> bool:
    return any(name.startswith(each) and _KEPT_IN.fullmatch(name, len(each)) for each in virtual)


def _table(connection: sqlite3.Connection, name: str, place: Place, *, virtual: bool) -> Draft:
    draft = Draft(name=name, schema=None, place=place)
    if virtual:
        draft.doubt("it is a virtual table: a module makes up its columns", place)
        return draft
    rows = [_Row(*row) for row in connection.execute(f"PRAGMA table_xinfo({_quoted(name)})")]
    for row in rows:
        draft.put(_column(row, place))
    draft.primary = tuple(row.name for row in sorted(rows, key=lambda each: each.key) if row.key)
    indexes = list(_unique_indexes(connection, name))
    draft.uniques = {index: columns for index, origin, columns in indexes if origin != "pk"}
    if all(origin != "pk" for _, origin, _ in indexes):
        _count_up(draft)
    return draft


class _Row(NamedTuple):
    """A row of `PRAGMA table_xinfo`."""

    number: int
    name: str
    type: str
    not_null: int
    default: str | None
    key: int
    hidden: int


def _column(row: _Row, place: Place) -> Column:
    default = _default(row.default) if row.default is not None else "NULL"
    given = default is None or default.upper() != "NULL"
    return Column(
        name=row.name,
        type=_type(row.type),
        nullable=not row.not_null,
        unique=False,
        primary_key=False,
        default=given or row.hidden > 1,  # 2 and 3: its value is generated
        default_value=default if given else None,
        place=place,
        text=one_line(f"{row.name} {row.type}"),
    )


def _default(text: str) -> str | None:
    """Return a default; None where it is too long to be told."""
    return default_text(tuple(tokens(text))) if len(text) <= _LONGEST_DEFAULT else None


def _type(text: str) -> SqlType:
    found = read_type(tuple(tokens(text[:_LONGEST_TYPE]))).type or SqlType(name="")
    return replace(found, others=_ALSO.get(str(found), ()))


def _count_up(draft: Draft) -> None:
    """Note that SQLite gives a value to an INTEGER PRIMARY KEY, which has no index of its own (lang_createtable.html)."""
    column = draft.find(draft.primary[0]) if len(draft.primary) == 1 else None
    if column is not None:
        draft.put(replace(column, default=True))


def _unique_indexes(connection: sqlite3.Connection, table: str) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """Yield the name, the origin and the columns of every unique index of whole columns that holds for all rows."""
    for _, name, unique, origin, partial in connection.execute(f"PRAGMA index_list({_quoted(table)})").fetchall():
        if unique and not partial:
            parts = [part for (_, _, part) in connection.execute(f"PRAGMA index_info({_quoted(name)})")]
            yield name, origin, tuple(part for part in parts if part is not None) if None not in parts else ()


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'

"""`ALTER COLUMN`: a column with another type, default or nullability."""

from __future__ import annotations

from dataclasses import replace

from pytest_vx11._observe.tables.draft import one_line
from pytest_vx11._observe.tables.model import Column
from pytest_vx11._observe.tables.sql.defaults import default_text
from pytest_vx11._observe.tables.sql.parts import Line, skip, words
from pytest_vx11._observe.tables.sql.statements import Script
from pytest_vx11._observe.tables.sql.types import read_type

_NO_CHANGE = frozenset({"STATISTICS", "STORAGE", "COMPRESSION", "CACHE", "INCREMENT", "START", "GENERATED"})


def alter_column(script: Script, column: Column, line: Line, at: int) -> Column | None:
    """Return `column` as the action makes it, its name standing at `line[at]`; None where it is not understood."""
    first, second, third = words(line[at + 1 :], 3)
    if first == "RESTART" or (first == "SET" and second in _NO_CHANGE):
        return column
    if (first, second) == ("ADD", "GENERATED"):
        return replace(column, default=True, default_value=None, nullable=False)
    if second == "NOT" and third == "NULL" and first in ("SET", "DROP"):
        return replace(column, nullable=first == "DROP")
    if second in ("DEFAULT", "IDENTITY") and first in ("SET", "DROP"):
        return _with_default(column, line[at + 3 :] if first == "SET" else ())
    if first in ("SET", "DROP", "RESET", "ADD") and (first, second) != ("SET", "DATA"):
        return None
    return _with_type(script, column, line, at)


def _with_default(column: Column, expression: Line) -> Column:
    text = default_text(expression)
    given = bool(expression) and text.upper() != "NULL"
    return replace(column, default=given, default_value=text if given else None)


def _with_type(script: Script, column: Column, line: Line, at: int) -> Column | None:
    start = skip(line, at + 1, "SET DATA", "TYPE")
    written = read_type(line, start)
    if written.type is None:
        return None
    changed = replace(column, type=written.type, text=one_line(script.written(line)), place=script.at(line[0]))
    if start > at + 1:
        return changed
    # SQL Server: ALTER COLUMN name type [NULL | NOT NULL]
    behind = words(line[written.end :], 2)
    return replace(changed, nullable=behind != ("NOT", "NULL"))

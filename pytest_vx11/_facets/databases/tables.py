"""Tables and columns held against the canon's, whoever tells of them."""

from __future__ import annotations

from collections.abc import Callable

from pytest_vx11._checks.verdict import Judged
from pytest_vx11._facets.databases.columns import written, wrong
from pytest_vx11._facets.databases.side import Side
from pytest_vx11._observe.tables import Column, ColumnSpec, Table, parse_column
from pytest_vx11._source.words import did_you_mean

#: Makes of a column, and what is wanted of it, the column that is judged.
Settle = Callable[[ColumnSpec, Table, Column], Column]


def hold_table(side: Side, name: str) -> Judged:
    """Judge whether there is a table."""
    table = side.schema.find(name)
    return Judged(actual="present", places=(table.place,)) if table else _no_table(side, name)


def hold_column(side: Side, about: tuple[str, str, str], settle: Settle | None = None) -> Judged:
    """Judge a column; `about` is the table, the column, and its short form."""
    name, column_name, text = about
    table = side.schema.find(name)
    if table is None:
        return _no_table(side, name)
    column = table.find(column_name)
    if column is None:
        return _no_column(side, table, column_name)
    wanted = parse_column(text)
    judged = settle(wanted, table, column) if settle else column
    return Judged(actual=written(column), findings=tuple(wrong(side, wanted, judged)), places=(column.place,))


def _no_table(side: Side, name: str) -> Judged:
    side.refuse_doubts(name)
    message = f"{side.words.lacks_table} {name}"
    hint = did_you_mean(name, side.schema.tables) or side.words.mend_table
    finding = side.finding(side.words.no_table, message, None, side.places, hint, name)
    return Judged(findings=(finding,))


def _no_column(side: Side, table: Table, name: str) -> Judged:
    side.refuse_doubts(table.key)
    message = f"the {side.words.live}table {table.name} has no column {name}"
    hint = did_you_mean(name, table.columns) or side.words.mend_column
    finding = side.finding(side.words.no_column, message, None, (table.place,), hint)
    return Judged(findings=(finding,), places=(table.place,))

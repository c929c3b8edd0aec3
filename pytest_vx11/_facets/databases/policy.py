"""How a schema may grow beside what the canon says of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pytest_vx11._checks.verdict import Finding, Judged
from pytest_vx11._errors import Unseen
from pytest_vx11._facets.databases.columns import written
from pytest_vx11._facets.databases.side import MOST, Side
from pytest_vx11._observe.tables import Column, Table

Stated = Mapping[str, frozenset[str]]


def hold_policy(side: Side, stated: Stated, passed: frozenset[str] = frozenset()) -> Judged:
    """Judge the growth; `stated` maps each stated table to its stated columns, `passed` are tables to say nothing of.

    Under `exact` nothing may be beside them.
    """
    exact = side.check.expected == "exact"
    extra = [(table, column) for name, columns in stated.items() for table, column in _extra(side, name, columns)]
    findings = [_told(side, table, column, exact=exact) for table, column in extra if exact or _closed(column)]
    if exact:
        findings += _extra_tables(side, stated, passed)
    if not findings:
        _refuse_unread(side, stated, [column for _, column in extra if _closed(column) is None], exact=exact)
    actual = [finding.actual for finding in findings] or side.check.expected
    return Judged(actual=actual, findings=tuple(findings))


def _extra(side: Side, name: str, columns: frozenset[str]) -> Iterator[tuple[Table, Column]]:
    table = side.schema.find(name)
    if table is not None:
        known = {column.lower() for column in columns}
        yield from ((table, column) for column in table.columns.values() if column.name.lower() not in known)


def _refuse_unread(side: Side, stated: Stated, unread: list[Column], *, exact: bool) -> None:
    if unread:
        places = tuple(column.place for column in unread[:MOST])
        raise Unseen(f"{side.words.untold} does not tell whether a row may lack the column {unread[0].name}", places)
    of_stated = [doubt for name in stated for doubt in side.schema.doubts(name)]
    doubts = list(dict.fromkeys([*of_stated, *(side.schema.unread if exact else ())]))
    if doubts:
        raise Unseen(doubts[0].reason, tuple(doubt.place for doubt in doubts[:MOST]))


def _closed(column: Column) -> bool | None:
    """Tell whether a row cannot be written without the column; None where nobody says."""
    if column.nullable or column.default:
        return False
    return None if None in (column.nullable, column.default) else True


def _told(side: Side, table: Table, column: Column, *, exact: bool) -> Finding:
    words, name, places = side.words, f"{table.name}.{column.name}", (column.place,)
    if exact:
        message = f"the {words.live}column {name} is not in the canon, whose policy is exact"
        return side.finding(words.more, message, name, places, words.mend_more, name)
    message = f"the new {words.live}column {name} is neither nullable nor has it a default"
    return side.finding(words.closed, message, f"{name} {written(column)}", places, words.mend_closed, name)


def _extra_tables(side: Side, stated: Stated, passed: frozenset[str]) -> Iterator[Finding]:
    known = {id(side.schema.find(name)) for name in stated}
    for table in side.schema.tables.values():
        if id(table) not in known and table.name.lower() not in passed:
            message = f"the {side.words.live}table {table.key} is not in the canon, whose policy is exact"
            yield side.finding(side.words.more, message, table.key, (table.place,), side.words.mend_more, table.key)

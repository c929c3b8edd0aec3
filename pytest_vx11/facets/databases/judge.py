"""Holding declared tables against the canon's."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from pytest_vx11.checks.check import Check, Judge
from pytest_vx11.checks.verdict import Finding, Judged
from pytest_vx11.errors import Unseen
from pytest_vx11.observe.need import Sight
from pytest_vx11.observe.tables import (
    Column,
    ColumnSpec,
    ModelsNeed,
    Schema,
    Table,
    parse_column,
    same_default,
    same_type,
)
from pytest_vx11.source.place import Place
from pytest_vx11.source.words import did_you_mean

_MOST = 5
_KEY = {True: "primary key", False: "no primary key"}
_NULL = {True: "null", False: "not null"}
_UNIQUE = {True: "unique", False: "not unique"}


def _declared(judge: Callable[[Check, Schema], Judged]) -> Judge:
    def judged(check: Check, sight: Sight) -> Judged:
        if not check.needs:
            raise Unseen("the canon names no models for this database", (check.at,))
        return judge(check, sight.see(check.needs[0]))

    return judged


@_declared
def judge_table(check: Check, schema: Schema) -> Judged:
    """`about` is the table's name."""
    table = schema.find(check.about)
    return Judged(actual="present", places=(table.place,)) if table else _no_table(check, schema, check.about)


@_declared
def judge_column(check: Check, schema: Schema) -> Judged:
    """`about` is the table, the column, and its short form."""
    name, column_name, text = check.about
    table = schema.find(name)
    if table is None:
        return _no_table(check, schema, name)
    column = table.find(column_name)
    if column is None:
        return _no_column(check, schema, table, column_name)
    findings = tuple(_wrong(check, parse_column(text), column))
    return Judged(actual=_written(column), findings=findings, places=(column.place,))


@_declared
def judge_policy(check: Check, schema: Schema) -> Judged:
    """`about` maps each stated table to its stated columns. Under `exact` nothing may be beside them."""
    exact = check.expected == "exact"
    findings: list[Finding] = []
    unread: list[Column] = []
    for name, columns in check.about.items():
        table = schema.find(name)
        if table is not None:
            stated = {column.lower() for column in columns}
            extra = [column for column in table.columns.values() if column.name.lower() not in stated]
            findings += [
                _extra_column(check, table, column, exact=exact) for column in extra if exact or _closed(column)
            ]
            unread += [column for column in extra if _closed(column) is None]
    stated_tables = {id(schema.find(name)) for name in check.about}
    if exact:
        findings += [_extra_table(check, table) for table in schema.tables.values() if id(table) not in stated_tables]
    if unread and not findings:
        places = tuple(column.place for column in unread[:_MOST])
        raise Unseen(f"the source does not tell whether a row may lack the column {unread[0].name}", places)
    if not findings:
        of_stated = [doubt for name in check.about for doubt in schema.doubts(name)]
        doubts = list(dict.fromkeys([*of_stated, *(schema.unread if exact else ())]))
        if doubts:
            raise Unseen(doubts[0].reason, tuple(doubt.place for doubt in doubts[:_MOST]))
    actual = [finding.actual for finding in findings] or check.expected
    return Judged(actual=actual, findings=tuple(findings))


def _no_table(check: Check, schema: Schema, name: str) -> Judged:
    _refuse_doubts(schema, name)
    if not schema.tables:
        raise Unseen("no table was found in the models: they are neither SQLAlchemy's nor SQL", tuple(_models(check)))
    finding = Finding(
        code="VX180",
        subject=f"{check.system}:{check.subject.split('.')[0]}.{name}",
        message=f"the models declare no table {name}",
        expected=check.expected,
        hint=did_you_mean(name, schema.tables) or "declare it, or take it out of the canon",
        places=tuple(_models(check)),
    )
    return Judged(findings=(finding,))


def _no_column(check: Check, schema: Schema, table: Table, name: str) -> Judged:
    _refuse_doubts(schema, table.key)
    finding = _finding(
        check, "VX181", f"the table {table.name} has no column {name}", None, table.place,
        did_you_mean(name, table.columns) or "add it to the models, or take it out of the canon",
    )  # fmt: skip
    return Judged(findings=(finding,), places=(table.place,))


def _models(check: Check) -> Iterator[Place]:
    for need in check.needs:
        if isinstance(need, ModelsNeed):
            yield from (Place(f"{need.root}/{path}") for path in need.paths)


def _refuse_doubts(schema: Schema, name: str) -> None:
    doubts = schema.doubts(name)
    if doubts:
        raise Unseen(doubts[0].reason, tuple(doubt.place for doubt in doubts[:_MOST]))


def _wrong(check: Check, wanted: ColumnSpec, column: Column) -> Iterator[Finding]:
    """Yield where the column is not as stated. What nobody could read of it raises Unseen, unless the rest is wrong."""
    unread: list[str] = []
    found = list(_wrong_type(check, wanted, column, unread))
    for code, key, words in (
        ("VX183", "nullable", _NULL),
        ("VX184", "unique", _UNIQUE),
        ("VX184", "primary_key", _KEY),
    ):
        want, has = getattr(wanted, key), getattr(column, key)
        if want is None or want == has:
            continue
        if has is None:
            unread.append(words[want])
            continue
        message = f"the column {column.name} is {words[has]}, the canon wants it {words[want]}"
        found.append(_finding(check, code, message, _written(column), column.place, "change the models, or the canon"))
    found += _wrong_default(check, wanted, column, unread)
    if unread and not found:
        raise Unseen(f"the source does not tell whether the column is {' and '.join(unread)}", (column.place,))
    yield from found


def _wrong_type(check: Check, wanted: ColumnSpec, column: Column, unread: list[str]) -> Iterator[Finding]:
    if column.type is None:
        unread.append(str(wanted.type))
    elif not same_type(wanted.type, column.type):
        message = f"the column {column.name} is {column.type}, the canon wants {wanted.type}"
        yield _finding(check, "VX182", message, str(column.type), column.place, "change the models, or the canon")


def _wrong_default(check: Check, wanted: ColumnSpec, column: Column, unread: list[str]) -> Iterator[Finding]:
    if wanted.default is None:
        return
    if column.default is None or (column.default and column.default_value is None):
        unread.append(f"default {wanted.default}")
    elif not column.default or not same_default(wanted.default, str(column.default_value)):
        has = f"default {column.default_value}" if column.default else "without a default"
        message = f"the column {column.name} is {has}, the canon wants default {wanted.default}"
        yield _finding(check, "VX185", message, column.default_value, column.place, "change the models, or the canon")


def _closed(column: Column) -> bool | None:
    """Tell whether a row cannot be written without the column; None where the source does not say."""
    if column.nullable or column.default:
        return False
    return None if None in (column.nullable, column.default) else True


def _extra_column(check: Check, table: Table, column: Column, *, exact: bool) -> Finding:
    name = f"{table.name}.{column.name}"
    if exact:
        message = f"the column {name} is not in the canon, whose policy is exact"
        return _finding(check, "VX187", message, name, column.place, "name it in the canon, or drop it", name)
    message = f"the new column {name} is neither nullable nor has it a default"
    found = f"{name} {_written(column)}"
    return _finding(check, "VX186", message, found, column.place, "make it nullable, or give it a default", name)


def _extra_table(check: Check, table: Table) -> Finding:
    message = f"the table {table.key} is not in the canon, whose policy is exact"
    return _finding(check, "VX187", message, table.key, table.place, "name it in the canon, or drop it", table.key)


def _finding(
    check: Check, code: str, message: str, actual: Any, place: Place, hint: str, subject: str | None = None
) -> Finding:
    database = check.subject.split(".")[0]
    about = f"{database}.{subject}" if subject else check.subject
    return Finding(
        code=code, subject=f"{check.system}:{about}", message=message, expected=check.expected, actual=actual,
        hint=hint, places=(place,),
    )  # fmt: skip


def _written(column: Column) -> str:
    """Return the column in the canon's short form, as far as it could be read."""
    parts = [str(column.type) if column.type else "?"]
    parts += ["primary key"] if column.primary_key else ["not null"] if column.nullable is False else []
    parts += ["unique"] if column.unique and not column.primary_key else []
    parts += [f"default {column.default_value}"] if column.default_value is not None else []
    return " ".join(parts)

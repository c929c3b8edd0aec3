"""One column held against the canon's short form of it."""

from __future__ import annotations

from collections.abc import Iterator

from pytest_vx11._checks.verdict import Finding
from pytest_vx11._errors import Unseen
from pytest_vx11._facets.databases.side import Side
from pytest_vx11._observe.tables import Column, ColumnSpec, same_default, same_type

_KEY = {True: "primary key", False: "no primary key"}
_NULL = {True: "null", False: "not null"}
_UNIQUE = {True: "unique", False: "not unique"}


def wrong(side: Side, wanted: ColumnSpec, column: Column) -> Iterator[Finding]:
    """Yield where the column is not as stated. What nobody could read of it raises Unseen, unless the rest is wrong."""
    unread: list[str] = []
    found = [
        *_wrong_type(side, wanted, column, unread),
        *_wrong_flags(side, wanted, column, unread),
        *_wrong_default(side, wanted, column, unread),
    ]
    if unread and not found:
        reason = f"{side.words.untold} does not tell whether the column is {' and '.join(unread)}"
        raise Unseen(reason, (column.place,))
    yield from found


def _wrong_type(side: Side, wanted: ColumnSpec, column: Column, unread: list[str]) -> Iterator[Finding]:
    if column.type is None:
        unread.append(str(wanted.type))
    elif not same_type(wanted.type, column.type):
        has = str(column.type) or "without a type"
        yield _told(side, side.words.type, column, has, str(wanted.type), str(column.type))


def _wrong_flags(side: Side, wanted: ColumnSpec, column: Column, unread: list[str]) -> Iterator[Finding]:
    for code, key, words in (
        (side.words.null, "nullable", _NULL),
        (side.words.unique, "unique", _UNIQUE),
        (side.words.unique, "primary_key", _KEY),
    ):
        want, has = getattr(wanted, key), getattr(column, key)
        if want is None or want == has:
            continue
        if has is None:
            unread.append(words[want])
        else:
            yield _told(side, code, column, words[has], f"it {words[want]}", written(column))


def _wrong_default(side: Side, wanted: ColumnSpec, column: Column, unread: list[str]) -> Iterator[Finding]:
    if wanted.default is None:
        return
    if column.default is None or (column.default and column.default_value is None):
        unread.append(f"default {wanted.default}")
    elif not column.default or not same_default(wanted.default, str(column.default_value)):
        has = f"default {column.default_value}" if column.default else "without a default"
        yield _told(side, side.words.default, column, has, f"default {wanted.default}", column.default_value)


def _told(side: Side, code: str, column: Column, has: str, wants: str, actual: str | None) -> Finding:
    message = f"the {side.words.live}column {column.name} is {has}, the canon wants {wants}"
    return side.finding(code, message, actual, (column.place,), side.words.mend)


def written(column: Column) -> str:
    """Return the column in the canon's short form, as far as it could be read."""
    parts = ["?" if column.type is None else str(column.type) or "no type"]
    parts += ["primary key"] if column.primary_key else ["not null"] if column.nullable is False else []
    parts += ["unique"] if column.unique and not column.primary_key else []
    parts += [f"default {column.default_value}"] if column.default_value is not None else []
    return " ".join(parts)

"""A column's type as SQL writes it, of one word or of many, read from tokens."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from pytest_vx11._observe.tables.model import SqlType
from pytest_vx11._observe.tables.sql.tokens import Kind, Token
from pytest_vx11._observe.tables.types import normal_type, word_set

# What can follow a type in a column definition, in any of the four dialects.
_AFTER = word_set(
    """CONSTRAINT NOT NULL DEFAULT PRIMARY UNIQUE KEY CHECK REFERENCES COLLATE GENERATED AS AUTO_INCREMENT AUTOINCREMENT
    IDENTITY COMMENT ON CHARSET VISIBLE INVISIBLE STORED VIRTUAL DEFERRABLE INITIALLY FIRST AFTER USING STORAGE
    COMPRESSION SPARSE ROWGUIDCOL PERSISTED ENCODE ASCII UNICODE"""
)
# What belongs to a type although it stands behind its arguments: TIMESTAMP(6) WITH TIME ZONE, INT(11) UNSIGNED.
_BEHIND = frozenset({"TIME", "ZONE", "LOCAL", "UNSIGNED", "SIGNED", "ZEROFILL", "WITH", "WITHOUT"})
_DROPPED = frozenset({"ZEROFILL", "SIGNED"})


class Written(NamedTuple):
    """A type, and the index after it. `odd` is its first argument that is no whole number, such as MAX."""

    type: SqlType | None
    end: int
    name: str = ""
    odd: str = ""


def read_type(line: Sequence[Token], at: int = 0) -> Written:
    """Return the type that begins at `line[at]`; its type is None where none is written, as SQLite allows."""
    words: list[str] = []
    args: list[str] | None = None
    array = ""
    while at < len(line):
        token = line[at]
        if token.is_mark("(") and words and args is None:
            args, at = _arguments(line, at + 1)
        elif token.is_mark("[") or (token.word == "ARRAY" and words):
            array, at = "[]", _closed(line, at)
        elif token.is_mark(".") and words:
            words.pop()  # the schema of a type says nothing about it
            at += 1
        elif _goes_on(line, at, behind=args is not None):
            words.append(token.text)
            at += 1
        else:
            break
    return _built(words, args or [], array, at) if words else Written(None, at)


def _goes_on(line: Sequence[Token], at: int, *, behind: bool) -> bool:
    token = line[at]
    if token.kind is Kind.NAME:
        return not behind
    if token.word in ("WITH", "WITHOUT"):
        return any(after.word == "TIME" for after in line[at + 1 : at + 3])
    if token.word == "CHARACTER":
        return not (behind or (at + 1 < len(line) and line[at + 1].word == "SET"))
    return bool(token.word) and (token.word in _BEHIND if behind else token.word not in _AFTER)


def _built(words: list[str], args: list[str], array: str, end: int) -> Written:
    name = " ".join(word for word in words if word.upper() not in _DROPPED)
    odd = next((arg for arg in args if not (arg.isascii() and arg.isdecimal()) or len(arg) > 9), "")
    text = " ".join(words) + (f"({', '.join(args)})" if args else "") + array
    numbers = args[: args.index(odd)] if odd else args
    inner = normal_type(name, tuple(int(arg) for arg in numbers), text=text)
    return Written(SqlType(name=inner.name + array, args=inner.args, text=text), end, name, odd)


def _arguments(line: Sequence[Token], at: int) -> tuple[list[str], int]:
    found: list[str] = []
    while at < len(line) and not line[at].is_mark(")"):
        if not line[at].is_mark(","):
            found.append(line[at].text)
        at += 1
    return found, at + 1


def _closed(line: Sequence[Token], at: int) -> int:
    if line[at].word == "ARRAY":
        at += 1
        if at >= len(line) or not line[at].is_mark("["):
            return at
    while at < len(line) and not line[at].is_mark("]"):
        at += 1
    return at + 1

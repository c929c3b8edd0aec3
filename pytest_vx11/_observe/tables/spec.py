"""The canon's short form of a column: `VARCHAR(128) not null unique default localhost`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pytest_vx11._observe.tables.model import SqlType
from pytest_vx11._observe.tables.sql.defaults import default_text
from pytest_vx11._observe.tables.sql.tokens import Kind, Token, tokens
from pytest_vx11._observe.tables.sql.types import Written, read_type
from pytest_vx11._observe.tables.types import KNOWN
from pytest_vx11._source.words import did_you_mean

_LONGEST = 500
_CLAIMS = ("not null", "null", "unique", "primary key", "default")
_TYPE_WORDS = frozenset(word for name in KNOWN for word in name.split())


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnSpec:
    """What is claimed of a column; every None makes no claim."""

    type: SqlType
    nullable: bool | None = None
    unique: bool | None = None
    primary_key: bool | None = None
    default: str | None = None
    """The default without its quotes; `defaults.same_default` compares two."""
    text: str
    """As it was written."""


def parse_column(text: str) -> ColumnSpec:
    """Return what a column's short form claims: a type, then `not null`, `null`, `unique`, `primary key`, `default X`.

    Words may be in any case and, after the type, in any order; an own type, such as PostgreSQL's enumerations, is
    taken as it is, in double quotes where its name resembles a known one. Raises ValueError, with the nearest valid
    word, for what is not of this form, says one thing twice, or is longer than 500 characters.
    """
    if len(text) > _LONGEST:
        raise ValueError(f"a column's short form has at most {_LONGEST} characters")
    line = tuple(tokens(text))
    written = read_type(line)
    if written.type is None:
        raise ValueError(f'"{text}" begins with no type: write one, such as VARCHAR(128) not null')
    _check_type(written, line, text)
    said = _Said(text)
    said.read(line, written.end)
    return ColumnSpec(type=written.type, text=text, **said.flags, default=said.default)


def _check_type(written: Written, line: Sequence[Token], text: str) -> None:
    name = written.name.upper().removesuffix(" UNSIGNED")
    if written.odd:
        raise ValueError(f'"{written.odd}" in "{text}" is no whole number, and a type takes nothing else here')
    if written.end > len(line):
        raise ValueError(f'"{text}" has a bracket that is not closed')
    if name in KNOWN or line[0].kind is Kind.NAME:
        return
    strange = [word for word in name.split() if word not in _TYPE_WORDS]
    if " " in name:
        raise _unknown(strange[0] if strange else name, text)
    if hint := did_you_mean(name, KNOWN):
        raise ValueError(f'"{name}" in "{text}" is no known type: {hint}')


def _unknown(word: str, text: str) -> ValueError:
    hint = did_you_mean(word.lower(), _CLAIMS) or f"after the type may stand {', '.join(_CLAIMS[:-1])} and default X"
    return ValueError(f'"{word}" in "{text}" is not understood: {hint}')


class _Said:
    """Gathers what stands after the type."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.flags: dict[str, bool] = {}
        self.default: str | None = None

    def read(self, line: Sequence[Token], at: int) -> None:
        while at < len(line):
            word, following = line[at].word, line[at + 1].word if at + 1 < len(line) else ""
            if word == "NOT" and following == "NULL":
                self._flag("nullable", False)
            elif word == "PRIMARY" and following == "KEY":
                self._flag("primary_key", True)
            elif word in ("NULL", "UNIQUE"):
                self._flag("nullable" if word == "NULL" else "unique", True)
            elif word == "DEFAULT":
                at = self._default(line, at + 1)
                continue
            else:
                raise _unknown(line[at].text, self.text)
            at += 2 if word in ("NOT", "PRIMARY") else 1

    def _flag(self, name: str, value: bool) -> None:
        if name in self.flags:
            what = "null or not null" if name == "nullable" else name.replace("_", " ")
            raise ValueError(f'"{self.text}" says {what} twice')
        self.flags[name] = value

    def _default(self, line: Sequence[Token], at: int) -> int:
        # A value ends at the first blank outside of brackets, so that -1, now() and 127.0.0.1 need no quotes.
        depth, end = 0, at
        while end < len(line) and (end == at or depth or line[end].start == line[end - 1].end):
            depth += line[end].is_mark("(") - line[end].is_mark(")")
            end += 1
        if end == at:
            raise ValueError(f'"{self.text}" names no value after default')
        if self.default is not None:
            raise ValueError(f'"{self.text}" says default twice')
        self.default = default_text(line[at:end])
        return end

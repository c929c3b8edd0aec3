"""Pieces that SQL's statements on tables are made of: names, bracketed lists, column definitions, constraints."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from pytest_vx11._observe.tables.draft import Draft, one_line
from pytest_vx11._observe.tables.model import Column
from pytest_vx11._observe.tables.sql.defaults import default_text
from pytest_vx11._observe.tables.sql.statements import Script
from pytest_vx11._observe.tables.sql.tokens import Kind, Token
from pytest_vx11._observe.tables.sql.types import read_type
from pytest_vx11._observe.tables.types import SERIALS, word_set

Line = tuple[Token, ...]

_NAMES = (Kind.WORD, Kind.NAME, Kind.STRING)
# What ends a default's expression, outside of brackets.
_ENDS_DEFAULT = word_set(
    "CONSTRAINT NOT NULL PRIMARY UNIQUE CHECK REFERENCES GENERATED AUTO_INCREMENT AUTOINCREMENT IDENTITY COMMENT ON"
    " COLLATE KEY FIRST AFTER USING ENCODE STORAGE VISIBLE INVISIBLE WITH"
)
_COUNTS = frozenset({"AUTO_INCREMENT", "AUTOINCREMENT", "IDENTITY"})


class TableName(NamedTuple):
    """A table's name, and the index after it."""

    schema: str | None
    name: str
    end: int


def table_name(line: Line, at: int) -> TableName | None:
    """Return the name that stands at `line[at]`, of one, two or three parts."""
    parts: list[str] = []
    while at < len(line) and line[at].kind in _NAMES:
        parts.append(line[at].text)
        at += 1
        if at >= len(line) or not line[at].is_mark("."):
            break
        at += 1
    return TableName(parts[-2] if len(parts) > 1 else None, parts[-1], at) if parts else None


def skip(line: Line, at: int, *phrases: str) -> int:
    """Return the index after those of `phrases`, each of some words, that stand at `line[at]` one after the other."""
    for phrase in phrases:
        words = phrase.split()
        if [token.word for token in line[at : at + len(words)]] == words:
            at += len(words)
    return at


def closing(line: Line, at: int) -> int:
    """Return the index of the bracket that closes the one at `line[at]`; the line's length where none does."""
    depth = 0
    for index in range(at, len(line)):
        depth += line[index].is_mark("(") - line[index].is_mark(")")
        if not depth:
            return index
    return len(line)


def split(line: Line) -> list[Line]:
    """Return the parts of a line between its commas, those in brackets aside."""
    parts: list[Line] = []
    depth = start = 0
    for index, token in enumerate(line):
        depth += token.is_mark("(") - token.is_mark(")")
        if token.is_mark(",") and not depth:
            parts.append(line[start:index])
            start = index + 1
    return [part for part in (*parts, line[start:]) if part]


def listed(line: Line, at: int) -> tuple[str, ...] | None:
    """Return the columns that the next bracketed list from `line[at]` names; None where it holds anything else."""
    start = next((index for index in range(at, len(line)) if line[index].is_mark("(")), None)
    if start is None:
        return None
    parts = split(line[start + 1 : closing(line, start)])
    if not all(part[0].kind in _NAMES and _plain(part) for part in parts):
        return None
    return tuple(part[0].text for part in parts)


def _plain(part: Line) -> bool:
    # A length, as in name(10), makes an index of a column's beginning, which says nothing of the whole.
    return not any(token.is_mark("(") or token.kind is Kind.STRING for token in part[1:])


class _Definition:
    """Reads what stands behind a column's type."""

    def __init__(self, line: Line) -> None:
        self.line = line
        self.nullable: bool | None = True
        self.unique = self.primary = False
        self.default = False
        self.value: str | None = None
        self.refers: str | None = None

    def read(self, at: int) -> None:
        while at < len(self.line):
            at = self._one(at)

    def _one(self, at: int) -> int:
        word = self.line[at].word
        following = self.line[at + 1].word if at + 1 < len(self.line) else ""
        if self.line[at].is_mark("("):
            return closing(self.line, at) + 1
        if word in ("NOT", "NULL"):
            self.nullable = word == "NULL"
            return at + (2 if word == "NOT" else 1)
        if word in ("PRIMARY", "KEY"):
            self.primary = True
        elif word == "UNIQUE":
            self.unique = True
        elif word == "DEFAULT":
            return self._default(at + 1)
        elif word == "GENERATED" or (word == "AS" and following != "IDENTITY") or word in _COUNTS:
            self.default = True
            self.nullable = self.nullable and word == "AS"
        elif word == "REFERENCES":
            return self._refers(at + 1)
        return at + (2 if (word, following) in _PAIRS or word in _WITH_NAME else 1)

    def _default(self, at: int) -> int:
        end = at + 1
        while end < len(self.line) and self.line[end].word not in _ENDS_DEFAULT:
            end = closing(self.line, end) + 1 if self.line[end].is_mark("(") else end + 1
        if self.line[at : at + 1] and self.line[at].is_mark("("):
            end = max(end, closing(self.line, at) + 1)
        expression = self.line[at:end]
        if default_text(expression).upper() != "NULL":
            self.default, self.value = True, default_text(expression)
        return end

    def _refers(self, at: int) -> int:
        target = table_name(self.line, at)
        if target is None:
            return at
        end = target.end
        names: tuple[str, ...] | None = ()
        if end < len(self.line) and self.line[end].is_mark("("):
            names, end = listed(self.line, end), closing(self.line, end) + 1
        self.refers = refers_to(target, names or ())
        # MATCH FULL, ON DELETE SET NULL, ON UPDATE SET DEFAULT: their words are no constraints of the column.
        while end < len(self.line) and self.line[end].word in ("ON", "MATCH"):
            end += 2 if self.line[end].word == "MATCH" else 3 + (self._action(end) in ("SET", "NO"))
        return end

    def _action(self, at: int) -> str:
        return self.line[at + 2].word if at + 2 < len(self.line) else ""


_PAIRS = frozenset({("PRIMARY", "KEY"), ("UNIQUE", "KEY"), ("CHARACTER", "SET"), ("ON", "CONFLICT")})
_WITH_NAME = frozenset({"CONSTRAINT", "COLLATE", "COMMENT", "CHARSET"})


def refers_to(target: TableName, names: tuple[str, ...]) -> str:
    """Return a foreign key's target as `table.column`, or the table alone where it is its primary key."""
    table = f"{target.schema}.{target.name}" if target.schema else target.name
    return f"{table}.{names[0]}" if names else table


def add_column(script: Script, draft: Draft, line: Line) -> Column | None:
    """Add the column that a definition describes to a table, with its constraints; None where it is no definition."""
    if len(line) < 1 or line[0].kind not in _NAMES:
        return None
    written = read_type(line, 1)
    said = _Definition(line)
    said.read(written.end)
    serial = written.name.upper() in SERIALS
    name = line[0].text
    rowid = said.primary and not said.default and not serial and written.name.upper() == "INTEGER"
    column = Column(
        name=name,
        type=written.type,
        nullable=said.nullable and not said.primary and not serial,
        unique=False,
        primary_key=False,
        default=None if rowid else said.default or serial,  # SQLite counts such a key up, others do not
        default_value=said.value,
        foreign_key=said.refers,
        place=script.at(line[0]),
        text=one_line(script.written(line)),
    )
    draft.put(column)
    if said.primary:
        draft.primary, draft.primary_name = (name,), f"{draft.name}_pkey".lower()
    if said.unique:
        draft.uniques[f"{draft.name}_{name}_key".lower()] = (name,)
    return column


def words(line: Sequence[Token], count: int) -> tuple[str, ...]:
    """Return the first words in upper case, an empty string for what is none."""
    found = tuple(token.word for token in line[:count])
    return found + ("",) * (count - len(found))

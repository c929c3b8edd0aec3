"""Constraints of a table: `PRIMARY KEY (id)`, `UNIQUE (a, b)`, MySQL's keys, and what says nothing about one column."""

from __future__ import annotations

from dataclasses import replace

from pytest_vx11._observe.tables.draft import Draft
from pytest_vx11._observe.tables.sql.parts import Line, closing, listed, refers_to, skip, table_name, words
from pytest_vx11._observe.tables.sql.tokens import Kind

_ALWAYS = frozenset({"CONSTRAINT", "PRIMARY", "UNIQUE", "FOREIGN", "CHECK"})
_MAYBE = frozenset({"KEY", "INDEX", "FULLTEXT", "SPATIAL", "EXCLUDE", "PERIOD"})


def is_constraint(line: Line) -> bool:
    """Return whether an item of a table's body is a constraint or an index, not a column that has such a name."""
    first, second, _ = words(line, 3)
    if first in _ALWAYS:
        return True
    if first not in _MAYBE:
        return False
    if first in ("FULLTEXT", "SPATIAL") and second in ("KEY", "INDEX"):
        return True
    if first == "PERIOD":
        return second == "FOR"
    return _lists_columns(line)


def _lists_columns(line: Line) -> bool:
    # `KEY name (id)` is an index; `key varchar(20)` is a column, and so is `key text`.
    bracket = next((at for at in range(1, min(len(line), 6)) if line[at].is_mark("(")), None)
    if bracket is None or bracket + 1 >= len(line):
        return False
    inner = line[bracket + 1]
    return inner.kind in (Kind.WORD, Kind.NAME) or inner.is_mark("(")


def apply_constraint(draft: Draft, line: Line) -> bool:
    """Apply a constraint to a table; False where it says something about columns that is not understood."""
    name, at = "", 0
    if line[0].word == "CONSTRAINT":
        named = len(line) > 1 and line[1].word not in _ALWAYS
        name, at = (line[1].text.lower(), 2) if named else ("", 1)
    word = line[at].word if at < len(line) else ""
    if word == "PRIMARY":
        return _primary(draft, line, at, name)
    if word == "UNIQUE":
        return _unique(draft, line, at, name)
    if word == "FOREIGN":
        _foreign(draft, line, at)
    return True


def _primary(draft: Draft, line: Line, at: int, name: str) -> bool:
    if skip(line, at, "PRIMARY KEY", "USING INDEX") > at + 2:
        return False
    names = listed(line, at)
    if names is None:
        return False
    draft.primary, draft.primary_name = names, name or f"{draft.name}_pkey".lower()
    column = draft.find(names[0]) if len(names) == 1 else None
    if column is not None and column.type is not None and column.type.name == "INTEGER" and not column.default:
        draft.put(replace(column, default=None))  # SQLite counts such a key up, others do not
    return True


def _unique(draft: Draft, line: Line, at: int, name: str) -> bool:
    after = skip(line, at + 1, "KEY", "INDEX", "NULLS NOT DISTINCT", "NULLS DISTINCT", "CLUSTERED", "NONCLUSTERED")
    if line[at + 1 : at + 3] and words(line[at + 1 :], 2) == ("USING", "INDEX"):
        return True  # the index is known as such already
    if after < len(line) and not line[after].is_mark("(") and line[after].word != "USING":
        name = name or line[after].text.lower()
    names = listed(line, at)
    if names:
        draft.uniques[name or "_".join((draft.name, *names, "key")).lower()] = names
    return True  # of an expression: nothing about a column


def _foreign(draft: Draft, line: Line, at: int) -> None:
    names = listed(line, at)
    start = next((index for index in range(at, len(line)) if line[index].word == "REFERENCES"), len(line))
    target = table_name(line, start + 1)
    if target is None or names is None or len(names) != 1:
        return
    column = draft.find(names[0])
    if column is None:
        return
    theirs = listed(line, target.end) if target.end < len(line) and line[target.end].is_mark("(") else ()
    draft.put(replace(column, foreign_key=refers_to(target, theirs or ())))


def drop_constraint(draft: Draft, name: str) -> None:
    """Take a constraint or an index away by its name; where it has none of its own, an engine names it.

    PostgreSQL then calls a unique one table_column_key, MySQL by its first column.
    """
    lowered = name.lower()
    if lowered == draft.primary_name:
        draft.primary = ()
    for key, names in list(draft.uniques.items()):
        by_column = key == "_".join((draft.name, *names, "key")).lower() and names[0].lower() == lowered
        if key == lowered or by_column:
            del draft.uniques[key]


def body(line: Line, at: int) -> Line | None:
    """Return what stands in the brackets that open at `line[at]`; None where they are never closed."""
    end = closing(line, at)
    return line[at + 1 : end] if end < len(line) else None

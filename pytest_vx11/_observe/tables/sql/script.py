"""SQL scripts: the tables that are there once all of their statements have been applied.

A reader of our own and no library: one that parses all of SQL stops at what a script holds besides (dumped data,
commands of psql), must be told the dialect, and fails on deep nesting. Tables need few statements, and of the others
only where they end.
"""

from __future__ import annotations

from pytest_vx11._observe.tables.draft import Drafts
from pytest_vx11._observe.tables.sql.alter import alter_table
from pytest_vx11._observe.tables.sql.constraint import drop_constraint
from pytest_vx11._observe.tables.sql.create import create_table
from pytest_vx11._observe.tables.sql.parts import Line, listed, skip, split, table_name, words
from pytest_vx11._observe.tables.sql.statements import ROUTINES, Script, Statement
from pytest_vx11._observe.tables.sql.tokens import Kind, Token, tokens

MAX_STATEMENTS = 20_000

_INCLUDES = frozenset({"i", "ir", "include", "include_relative", "read"})
_RUNS = frozenset({"DO", "EXEC", "EXECUTE", "PREPARE", "BEGIN", "IF", "DECLARE"})
_CHANGES = frozenset({"CREATE", "ALTER", "DROP", "RENAME"})


def read_sql(text: str, path: str, drafts: Drafts) -> None:
    """Apply the statements of a script to `drafts`; `path` is for places. What is not understood becomes a doubt."""
    script = Script(text, path)
    for number, statement in enumerate(script.statements()):
        if number >= MAX_STATEMENTS:
            drafts.doubt(f"after {MAX_STATEMENTS:,} statements that change tables no more are read", statement.place)
            return
        _apply(script, drafts, statement)


def _apply(script: Script, drafts: Drafts, statement: Statement) -> None:
    line = statement.line
    if not line:
        return
    if not _one(script, drafts, statement):
        _hidden(script, drafts, statement)


def _one(script: Script, drafts: Drafts, statement: Statement) -> bool:
    """Apply a statement; False where it is none of those that change tables."""
    line = statement.line
    first, second, third = words(line, 3)
    if first == "CREATE":
        return create_table(script, drafts, statement) or _create_index(drafts, line) or _routine(drafts, statement)
    if first == "ALTER" and second == "TABLE":
        alter_table(script, drafts, statement)
    elif first == "ALTER" and (second, third) == ("FOREIGN", "TABLE"):
        drafts.doubt("a foreign table is changed", statement.place)
    elif (first, second) == ("DROP", "TABLE"):
        _drop_tables(drafts, line)
    elif (first, second) == ("DROP", "INDEX"):
        _drop_index(drafts, line)
    elif (first, second) == ("RENAME", "TABLE"):
        _rename_tables(script, drafts, line)
    elif line[0].text in ("\\", ".") or first == "SOURCE":
        _command(drafts, statement)
    else:
        return False
    return True


def _drop_tables(drafts: Drafts, line: Line) -> None:
    for part in split(line[skip(line, 2, "IF EXISTS") :]):
        name = table_name(part, 0)
        draft = drafts.find(name.schema, name.name) if name else None
        if draft is not None:
            drafts.remove(draft)


def _rename_tables(script: Script, drafts: Drafts, line: Line) -> None:
    for part in split(line[2:]):
        old = table_name(part, 0)
        new = table_name(part, old.end + 1) if old else None
        draft = drafts.find(old.schema, old.name) if old else None
        if draft is None or new is None:
            drafts.doubt("a table is renamed that is made nowhere above", script.at(part[0]), new.name if new else None)
            continue
        drafts.remove(draft)
        draft.name, draft.schema = new.name, new.schema or draft.schema
        drafts.add(draft)


def _create_index(drafts: Drafts, line: Line) -> bool:
    at = skip(line, 1, "OR REPLACE", "UNIQUE", "CLUSTERED", "NONCLUSTERED", "INDEX", "CONCURRENTLY", "IF NOT EXISTS")
    if not any(token.word == "INDEX" for token in line[1:at]):
        return False
    on = next((index for index in range(at, len(line)) if line[index].word == "ON"), len(line))
    name = table_name(line, skip(line, on + 1, "ONLY"))
    draft = drafts.find(name.schema, name.name) if name else None
    unconditional = not any(token.word == "WHERE" for token in line[on:])
    names = listed(line, name.end) if name else None
    if draft is not None and names and line[1].word == "UNIQUE" and unconditional:
        draft.uniques[line[on - 1].text.lower() if on > at else "_".join(names).lower()] = names
    return True


def _drop_index(drafts: Drafts, line: Line) -> None:
    for part in split(line[skip(line, 2, "CONCURRENTLY", "IF EXISTS") :]):
        name = table_name(part, 0)
        for draft in drafts:
            if name is not None:
                drop_constraint(draft, name.name)


def _routine(drafts: Drafts, statement: Statement) -> bool:
    """Pass a routine: making it changes no table, whatever it says. Others are looked into by the caller."""
    if not any(word in ROUTINES for word in statement.words):
        return False
    if statement.open:
        drafts.doubt("a routine begins here that has no end, so nothing after it is read", statement.place)
    return True


def _command(drafts: Drafts, statement: Statement) -> None:
    name = statement.line[1].text if len(statement.line) > 1 else ""
    if name in _INCLUDES or statement.line[0].word == "SOURCE":
        drafts.doubt("another file is included here, and is not followed", statement.place)


def _hidden(script: Script, drafts: Drafts, statement: Statement) -> None:
    """Note the tables that are made or changed inside a block or another statement, which may or may not be run."""
    for token, inner in _with_literals(statement.line):
        for at in range(len(inner) - 1):
            if inner[at].word in _CHANGES and inner[at + 1].word == "TABLE":
                name = table_name(inner, skip(inner, at + 2, "IF NOT EXISTS", "IF EXISTS", "ONLY"))
                place = script.at(token or inner[at])
                drafts.doubt("a table is made or changed inside a block", place, name.name if name else None)


def _with_literals(line: Line) -> list[tuple[Token | None, Line]]:
    """Return a statement, and what stands in its literals where it may run them: blocks, and texts in blocks."""
    found: list[tuple[Token | None, Line]] = [(None, line)]
    if line[0].word not in _RUNS:
        return found
    for outer in _scripts(line):
        inner = tuple(tokens(outer.text))
        found.append((outer, inner))
        found += [(outer, tuple(tokens(each.text))) for each in _scripts(inner)]
    return found


def _scripts(line: Line) -> list[Token]:
    return [token for token in line if token.kind is Kind.STRING and "table" in token.text.lower()]

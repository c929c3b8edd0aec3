"""`CREATE TABLE`, in the forms of PostgreSQL, MySQL, SQLite and SQL Server."""

from __future__ import annotations

from pytest_vx11._observe.tables.draft import Draft, Drafts
from pytest_vx11._observe.tables.sql.constraint import apply_constraint, body, is_constraint
from pytest_vx11._observe.tables.sql.parts import Line, TableName, add_column, skip, split, table_name
from pytest_vx11._observe.tables.sql.statements import Script, Statement

_KINDS = ("OR REPLACE", "GLOBAL", "LOCAL", "TEMPORARY", "TEMP", "UNLOGGED", "FOREIGN", "EXTERNAL", "VIRTUAL", "TABLE")
# Words behind the columns' brackets that add columns from elsewhere.
_ADDS = {"AS", "SELECT", "INHERITS", "LIKE", "CREATE", "ALTER"}
_MOST_COLUMNS = 5000


def create_table(script: Script, drafts: Drafts, statement: Statement) -> bool:
    """Apply a CREATE TABLE; False where the statement is none."""
    line = statement.line
    at = skip(line, 1, *_KINDS)
    if line[at - 1].word != "TABLE":
        return False
    start = skip(line, at, "IF NOT EXISTS")
    name = table_name(line, start)
    place = script.at(line[0])
    if name is None:
        drafts.doubt("a table is made whose name is not plain", place)
    elif not _temporary(line, at, name):
        _create(script, drafts, line, name, start > at)
    return True


def _temporary(line: Line, at: int, name: TableName) -> bool:
    return any(token.word in ("TEMP", "TEMPORARY") for token in line[:at]) or name.schema in ("temp", "pg_temp")


def _create(script: Script, drafts: Drafts, line: Line, name: TableName, unless_there: bool) -> None:
    place = script.at(line[0])
    known = drafts.find(name.schema, name.name)
    if known is not None and known.schema == name.schema:
        if not unless_there:
            known.doubt("the table is made a second time", place)
        return
    draft = Draft(name=name.name, schema=name.schema, place=place)
    drafts.add(draft)
    rest = line[name.end :]
    if rest[:1] and rest[0].is_mark("(") and not _virtual(line):
        _fill(script, drafts, draft, line, name.end)
    elif skip(rest, 0, "PARTITION OF"):
        _as_partition(drafts, draft, table_name(rest, 2))
    else:
        draft.doubt("its columns come from elsewhere", place)


def _virtual(line: Line) -> bool:
    return any(token.word == "VIRTUAL" for token in line[:2])


def _fill(script: Script, drafts: Drafts, draft: Draft, line: Line, at: int) -> None:
    inside = body(line, at)
    if inside is None:
        draft.doubt("the bracket around its columns is never closed", script.at(line[at]))
        return
    for item in split(inside)[:_MOST_COLUMNS]:
        if not add_item(script, draft, item):
            draft.doubt("this part of the table is not understood", script.at(item[0]))
    behind = line[at + len(inside) + 2 :]
    stranger = next((index for index, token in enumerate(behind) if token.word in _ADDS), None)
    if stranger is None or (behind[stranger].word == "INHERITS" and _inherit(drafts, draft, behind[stranger:])):
        return
    draft.doubt("more columns may come from elsewhere", script.at(behind[stranger]))


def _inherit(drafts: Drafts, draft: Draft, line: Line) -> bool:
    """Add the columns of PostgreSQL's parents; False where one of them is not known."""
    names = [table_name(part, 0) for part in split(body(line, 1) or ())]
    parents = [drafts.find(name.schema, name.name) if name else None for name in names]
    for parent in parents:
        for column in parent.columns.values() if parent else ():
            if draft.find(column.name) is None:
                draft.put(column)
        draft.unread += parent.unread if parent else []
    return bool(parents) and None not in parents


def add_item(script: Script, draft: Draft, item: Line) -> bool:
    """Add a column or a constraint to a table; False where it is neither."""
    if is_constraint(item):
        return apply_constraint(draft, item)
    if item[0].word == "LIKE":
        return False
    return add_column(script, draft, item) is not None


def _as_partition(drafts: Drafts, draft: Draft, name: TableName | None) -> None:
    parent = drafts.find(name.schema, name.name) if name else None
    if parent is None:
        draft.doubt("it is a partition of a table that is not known", draft.place)
        return
    for column in parent.columns.values():
        draft.put(column)
    draft.primary, draft.uniques = parent.primary, dict(parent.uniques)
    draft.unread = list(parent.unread)

"""`ALTER TABLE`: each of its actions, in the forms of PostgreSQL, MySQL, SQLite and SQL Server."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from pytest_vx11._observe.tables.draft import Draft, Drafts
from pytest_vx11._observe.tables.sql.column import alter_column
from pytest_vx11._observe.tables.sql.constraint import drop_constraint, is_constraint
from pytest_vx11._observe.tables.sql.create import add_item
from pytest_vx11._observe.tables.sql.parts import Line, add_column, skip, split, table_name, words
from pytest_vx11._observe.tables.sql.statements import Script, Statement
from pytest_vx11._observe.tables.types import word_set

# Actions that change no column.
_HARMLESS = word_set(
    "OWNER ENABLE DISABLE CLUSTER SET RESET REPLICA VALIDATE COMMENT ENGINE AUTO_INCREMENT CONVERT CHARACTER CHARSET"
    " COLLATE ORDER ATTACH DETACH ALGORITHM LOCK ROW_FORMAT FORCE WITH PARTITION NO DISCARD IMPORT CHECK NOCHECK"
    " REBUILD SWITCH DEFAULT NOT FORCE TRUNCATE REORGANIZE ANALYZE OPTIMIZE NOINHERIT SPLIT MERGE"
)
_NO_COLUMNS = word_set("FOREIGN CHECK PARTITION PERIOD SYSTEM")


def alter_table(script: Script, drafts: Drafts, statement: Statement) -> None:
    """Apply an ALTER TABLE to the table that it names."""
    line = statement.line
    start = skip(line, 2, "IF EXISTS", "ONLY")
    name = table_name(line, start)
    place = script.at(line[0])
    if name is None:
        drafts.doubt("a table is changed whose name is not plain", place)
        return
    at = name.end + (name.end < len(line) and line[name.end].is_mark("*"))
    actions = split(line[at:])
    draft = drafts.find(name.schema, name.name)
    if draft is None:
        changes = [action for action in actions if action[0].word not in _HARMLESS]
        if changes and start == skip(line, 2, "ONLY"):
            drafts.doubt("a table is changed that is made nowhere above", place, name.name)
        return
    _Alteration(script, drafts, draft).apply(actions)


class _Alteration:
    """One ALTER TABLE at work."""

    def __init__(self, script: Script, drafts: Drafts, draft: Draft) -> None:
        self.script = script
        self.drafts = drafts
        self.draft = draft

    def apply(self, actions: list[Line]) -> None:
        doing: dict[str, Callable[[Line], bool]] = {
            "ADD": self._add, "DROP": self._drop, "RENAME": self._rename, "ALTER": self._alter,
            "MODIFY": self._modify, "CHANGE": self._change, "SET": self._set,
        }  # fmt: skip
        adding = False
        for action in actions:
            word = action[0].word
            act = doing.get(word)
            # SQL Server: ADD a int, b int
            done = act(action) if act else word in _HARMLESS or (adding and self._item(action))
            adding = word == "ADD" or (adding and act is None)
            if not done:
                self.draft.doubt("this change of the table is not understood", self.script.at(action[0]))

    def _item(self, line: Line) -> bool:
        return bool(line) and add_item(self.script, self.draft, line)

    def _add(self, line: Line) -> bool:
        at = skip(line, 1, "COLUMN")
        start = skip(line, at, "IF NOT EXISTS")
        rest = line[start:]
        if not rest or rest[0].word in _NO_COLUMNS or (rest[0].word == "INDEX" and is_constraint(rest)):
            return bool(rest)
        if rest[0].is_mark("("):
            return all(self._item(part) for part in split(rest[1:-1]))
        if at == 1 and is_constraint(rest):
            return self._item(rest)
        known = self.draft.find(rest[0].text)
        if known is not None:
            if start == at:
                self.draft.doubt("the column is added a second time", self.script.at(line[0]))
            return True
        return add_column(self.script, self.draft, rest) is not None

    def _drop(self, line: Line) -> bool:
        first, second, _ = words(line[1:], 3)
        if first in ("CONSTRAINT", "INDEX", "KEY") and second:
            at = skip(line, 2, "IF EXISTS")
            drop_constraint(self.draft, line[at].text if at < len(line) else "")
            return True
        if (first, second) == ("PRIMARY", "KEY"):
            self.draft.primary = ()
            return True
        if (first, second) == ("FOREIGN", "KEY") or first in ("CHECK", "PARTITION"):
            return True
        at = skip(line, 1, "COLUMN")
        return self._drop_column(line, skip(line, at, "IF EXISTS"), at)

    def _drop_column(self, line: Line, start: int, at: int) -> bool:
        if start >= len(line):
            return False
        column = self.draft.find(line[start].text)
        if column is not None:
            self.draft.drop(column)
        return column is not None or start > at

    def _rename(self, line: Line) -> bool:
        first, _, third = words(line[1:], 3)
        if first in ("TO", "AS"):
            return self._rename_table(line)
        if first in ("CONSTRAINT", "INDEX", "KEY") and third != "":
            return self._rename_constraint(line)
        at = skip(line, 1, "COLUMN")
        column = self.draft.find(line[at].text) if at < len(line) else None
        if column is None or len(line) < at + 3 or line[at + 1].word != "TO":
            return False
        self.draft.rename(column, line[at + 2].text)
        return True

    def _rename_table(self, line: Line) -> bool:
        name = table_name(line, 2)
        if name is None:
            return False
        self.drafts.remove(self.draft)
        self.draft.name, self.draft.schema = name.name, name.schema or self.draft.schema
        self.drafts.add(self.draft)
        return True

    def _rename_constraint(self, line: Line) -> bool:
        if len(line) < 5:
            return False
        old, new = line[2].text.lower(), line[4].text.lower()
        if old in self.draft.uniques:
            self.draft.uniques[new] = self.draft.uniques.pop(old)
        if old == self.draft.primary_name:
            self.draft.primary_name = new
        return True

    def _set(self, line: Line) -> bool:
        if words(line, 2)[1] == "SCHEMA" and len(line) > 2:
            self.drafts.remove(self.draft)
            self.draft.schema = line[2].text
            self.drafts.add(self.draft)
        return True

    def _alter(self, line: Line) -> bool:
        if words(line, 2)[1] in ("CONSTRAINT", "INDEX", "CHECK"):
            return True
        at = skip(line, 1, "COLUMN")
        column = self.draft.find(line[at].text) if at < len(line) else None
        if column is None:
            return False
        changed = alter_column(self.script, column, line, at)
        if changed is None:
            return False
        self.draft.put(changed)
        return True

    def _modify(self, line: Line) -> bool:
        at = skip(line, 1, "COLUMN", "IF EXISTS")
        return at < len(line) and self._redefine(line[at].text, line[at:])

    def _change(self, line: Line) -> bool:
        at = skip(line, 1, "COLUMN", "IF EXISTS")
        return at + 1 < len(line) and self._redefine(line[at].text, line[at + 1 :])

    def _redefine(self, name: str, definition: Line) -> bool:
        # MySQL: the definition replaces all of the column but its keys.
        old = self.draft.find(name)
        if old is None:
            return False
        if definition[0].text != old.name:
            self.draft.rename(old, definition[0].text)
        before = self.draft.columns[definition[0].text]
        made = add_column(self.script, self.draft, definition)
        if made is not None:
            self.draft.put(replace(made, foreign_key=made.foreign_key or before.foreign_key))
        return made is not None

"""Tables while they are being read: they can still change."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from pytest_vx11._observe.tables.model import Column, Schema, Table, Unread
from pytest_vx11._source.place import Place
from pytest_vx11._source.words import harmless

_BLANKS = re.compile(r"\s+")


def one_line(text: str) -> str:
    """Return source text on one line, cut after 200 characters."""
    return harmless(_BLANKS.sub(" ", text[:1000]).strip(), 200)


@dataclass(slots=True, kw_only=True, eq=False)
class Draft:
    """One table, whose columns are replaced as more is read of them."""

    name: str
    schema: str | None
    place: Place
    columns: dict[str, Column] = field(default_factory=dict)
    unread: list[Unread] = field(default_factory=list)
    primary: tuple[str, ...] = ()
    """The columns of the primary key."""
    primary_name: str = ""
    """The name of its constraint, in lower case."""
    uniques: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """The columns of each unique constraint and index, by its name in lower case."""
    _cases: dict[str, str] = field(default_factory=dict)
    """The columns' names by those in lower case."""

    @property
    def key(self) -> str:
        """The name, with its schema in front where it has one."""
        return f"{self.schema}.{self.name}" if self.schema else self.name

    def find(self, name: str) -> Column | None:
        """Return the column of that name, in whatever case."""
        found = self.columns.get(name)
        return found if found is not None else self.columns.get(self._cases.get(name.lower(), ""))

    def put(self, column: Column) -> None:
        """Add a column, or put it in the place of the one that has its name."""
        self.columns[column.name] = column
        self._cases[column.name.lower()] = column.name

    def rename(self, old: Column, new: str) -> None:
        """Give a column another name, in the same position."""
        self.columns = {
            (new if name == old.name else name): (replace(column, name=new) if column is old else column)
            for name, column in self.columns.items()
        }
        self._cases.pop(old.name.lower(), None)
        self._cases[new.lower()] = new
        self.primary = _renamed(self.primary, old.name, new)
        self.uniques = {key: _renamed(names, old.name, new) for key, names in self.uniques.items()}

    def drop(self, column: Column) -> None:
        """Take a column away, and with it the constraints that it is in."""
        del self.columns[column.name]
        self._cases.pop(column.name.lower(), None)
        lowered = column.name.lower()
        self.uniques = {key: names for key, names in self.uniques.items() if lowered not in _lower(names)}
        if lowered in _lower(self.primary):
            self.primary = ()

    def doubt(self, reason: str, place: Place) -> None:
        """Note something about this table that was not understood."""
        self.unread.append(Unread(reason=reason, place=place, table=self.key))

    def frozen(self) -> Table:
        """Return the table as it now is."""
        primary = set(_lower(self.primary))
        alone = {_lower(names)[0] for names in (*self.uniques.values(), self.primary) if len(names) == 1}
        columns = {
            name: _settled(column, column.name.lower() in primary, column.name.lower() in alone)
            for name, column in self.columns.items()
        }
        return Table(name=self.name, schema=self.schema, columns=columns, place=self.place, unread=tuple(self.unread))


def _lower(names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(name.lower() for name in names)


def _renamed(names: tuple[str, ...], old: str, new: str) -> tuple[str, ...]:
    return tuple(new if name.lower() == old.lower() else name for name in names)


def _settled(column: Column, primary: bool, alone: bool) -> Column:
    if not primary and not alone:
        return column
    return replace(
        column,
        primary_key=primary or column.primary_key,
        nullable=False if primary else column.nullable,
        unique=alone or column.unique,
    )


class Drafts:
    """All tables of one reading, and what was not understood of any."""

    def __init__(self) -> None:
        self.unread: list[Unread] = []
        self._tables: dict[str, Draft] = {}
        self._bare: dict[str, list[Draft]] = {}

    def __iter__(self) -> Iterator[Draft]:
        return iter(self._tables.values())

    def add(self, draft: Draft) -> None:
        """Add a table, or put it in the place of the one that has its name."""
        self.remove(self._tables.get(draft.key.lower()))
        self._tables[draft.key.lower()] = draft
        self._bare.setdefault(draft.name.lower(), []).append(draft)

    def remove(self, draft: Draft | None) -> None:
        """Take a table away."""
        if draft is not None and self._tables.pop(draft.key.lower(), None) is not None:
            self._bare[draft.name.lower()].remove(draft)

    def find(self, schema: str | None, name: str) -> Draft | None:
        """Return the table of that name; where either has no schema, the one table that bears the bare name."""
        if schema:
            found = self._tables.get(f"{schema}.{name}".lower()) or self._tables.get(name.lower())
        else:
            found = self._tables.get(name.lower())
        if found is None and not schema:
            near = self._bare.get(name.lower(), [])
            found = near[0] if len(near) == 1 else None
        return found

    def doubt(self, reason: str, place: Place, table: str | None = None, *, only_new: bool = False) -> None:
        """Note something that was not understood, and the only table it can concern."""
        self.unread.append(Unread(reason=reason, place=place, table=table, only_new=only_new))

    def frozen(self) -> Schema:
        """Return all tables as they now are."""
        outside: list[Unread] = []
        for unread in self.unread:
            draft = self.find(None, unread.table) if unread.table else None
            (draft.unread if draft else outside).append(unread)
        return Schema(tables={draft.key: draft.frozen() for draft in self}, unread=tuple(outside))

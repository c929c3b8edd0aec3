"""Database tables as a source file declares them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from pytest_vx11._errors import Unseen
from pytest_vx11._source.place import Place

Thing = TypeVar("Thing")


@dataclass(frozen=True, slots=True, kw_only=True)
class SqlType:
    """A column type in its normal form, so that INT, INTEGER and INT4 are equal; `types.same_type` compares two."""

    name: str
    """Upper case, by its commonest name: INTEGER, VARCHAR, TIMESTAMPTZ; an array ends in `[]`."""
    args: tuple[int, ...] = ()
    """Length, or precision and scale, as far as they mean something."""
    text: str = field(default="", compare=False)
    """As it was written."""
    others: tuple[SqlType, ...] = field(default=(), compare=False)
    """What other engines make of it: SQLAlchemy's `Uuid` is a UUID in one, and a CHAR(32) in another."""

    def __str__(self) -> str:
        base = self.name.removesuffix("[]")
        args = f"({', '.join(map(str, self.args))})" if self.args else ""
        return base + args + self.name[len(base) :]


@dataclass(frozen=True, slots=True, kw_only=True)
class Unread:
    """Something that may add or change tables or columns, and was not understood."""

    reason: str
    """One plain sentence, without a file name or a line."""
    place: Place
    table: str | None = None
    """The only table that it can concern; None: any."""
    only_new: bool = False
    """Whether it can only make a table, and not change one that was read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column; every None says that the source does not tell."""

    name: str
    type: SqlType | None
    nullable: bool | None
    unique: bool | None
    """True where a constraint or an unconditional index is for this column alone, or it is the whole primary key."""
    primary_key: bool | None
    default: bool | None
    """Whether a row may be written without a value: a default of the client or the server, or a key that counts up."""
    default_value: str | None = None
    """The default where it is a plain value, without its quotes; None: there is none, or it is not a plain value."""
    foreign_key: str | None = None
    """The column it refers to, such as `users.id`."""
    place: Place
    text: str
    """The declaration as written, on one line and cut where it is long."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table with its columns in the order of their declaration."""

    name: str
    schema: str | None = None
    columns: Mapping[str, Column]
    place: Place
    unread: tuple[Unread, ...] = ()
    """What may add columns to this table, or change them. While there is one, a column not listed may still exist."""

    @property
    def key(self) -> str:
        """The name, with its schema in front where it has one."""
        return f"{self.schema}.{self.name}" if self.schema else self.name

    def find(self, name: str) -> Column | None:
        """Return the column of that name, else one that differs in case only, as SQL takes unquoted names."""
        return self.columns.get(name) or _in_any_case(self.columns, name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Schema:
    """All tables that some source files declare."""

    tables: Mapping[str, Table]
    """By `Table.key`."""
    unread: tuple[Unread, ...] = ()
    """What may add tables, or change any of them; what concerns one table that was read is in that table."""

    def find(self, name: str) -> Table | None:
        """Return the table called `name` or `schema.name`; one whose schema is not stated fits any.

        Raises Unseen where a bare name fits tables of several schemas.
        """
        found = self.tables.get(name) or _in_any_case(self.tables, name)
        if found is not None:
            return found
        schema, _, bare = name.rpartition(".")
        near = [table for table in self.tables.values() if table.name.lower() == bare.lower()]
        near = [table for table in near if not schema or not table.schema]
        if len(near) > 1:
            keys = ", ".join(sorted(table.key for table in near))
            raise Unseen(f'"{name}" is a table of several schemas: {keys}', tuple(table.place for table in near))
        return near[0] if near else None

    def doubts(self, name: str) -> tuple[Unread, ...]:
        """Return what was not understood and may declare, or change, the table called `name`."""
        table = self.find(name)
        bare = name.rpartition(".")[2].lower()
        outer = [each for each in self.unread if each.table is None or each.table.rpartition(".")[2].lower() == bare]
        if table is None:
            return tuple(outer)
        return (*table.unread, *(each for each in outer if not each.only_new))


def _in_any_case(things: Mapping[str, Thing], name: str) -> Thing | None:
    near = [things[key] for key in things if key.lower() == name.lower()]
    return near[0] if len(near) == 1 else None

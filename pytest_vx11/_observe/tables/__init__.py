"""Database tables, read from SQLAlchemy models and from SQL, neither imported nor run."""

from __future__ import annotations

from dataclasses import dataclass

from pytest_vx11._observe.need import Need, Sight
from pytest_vx11._observe.tables.model import Column, Schema, SqlType, Table, Unread
from pytest_vx11._observe.tables.read import read_models
from pytest_vx11._observe.tables.spec import ColumnSpec, parse_column
from pytest_vx11._observe.tables.sql.defaults import same_default
from pytest_vx11._observe.tables.types import normal_type, same_type

__all__ = [
    "Column",
    "ColumnSpec",
    "ModelsNeed",
    "Schema",
    "SqlType",
    "Table",
    "Unread",
    "normal_type",
    "parse_column",
    "same_default",
    "same_type",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelsNeed(Need[Schema]):
    """The tables that source files declare."""

    title = "a database's models"

    root: str
    """The tree's absolute path; nothing outside of it is read."""
    paths: tuple[str, ...]
    """Relative to `root`: `.py` or `.sql` files, or folders of them."""

    def look(self, sight: Sight) -> Schema:
        """Read them; SQL scripts are applied one after the other, each folder's in the order of their names.

        Raises SourceError where a path is missing or no such file, Unseen where it leaves the root or is too much.
        """
        return read_models(sight, self.root, self.paths)

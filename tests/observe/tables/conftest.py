"""What SQLAlchemy and SQLite themselves make of a source, to hold what was read against."""

from __future__ import annotations

import importlib
import sqlite3
import sys
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

import pytest
import sqlalchemy as sa
from sqlalchemy.dialects import mysql, postgresql

from pytest_vx11._observe.need import Memory
from pytest_vx11._observe.tables import Column, ModelsNeed, Schema, SqlType, same_type
from pytest_vx11._observe.tables.sql.tokens import tokens
from pytest_vx11._observe.tables.sql.types import read_type

Sources = str | dict[str, str]


def _write(root: Path, sources: Sources, name: str) -> tuple[str, ...]:
    files = {name: sources} if isinstance(sources, str) else sources
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")
    return tuple(files)


@pytest.fixture
def read(tmp_path: Path) -> Callable[..., Schema]:
    """Return what reads Python: `read("…")` for models.py, or `read({path: source}, path, …)` for those paths."""

    def reading(sources: Sources, *paths: str) -> Schema:
        written = _write(tmp_path, sources, "models.py")
        return Memory().see(ModelsNeed(root=str(tmp_path), paths=paths or written))

    return reading


@pytest.fixture
def read_sql(tmp_path: Path) -> Callable[..., Schema]:
    """Return what reads SQL: `read_sql("…")`, or `read_sql({name: script})` for a folder of scripts."""

    def reading(scripts: Sources) -> Schema:
        _write(tmp_path / "sql", scripts, "schema.sql")
        return Memory().see(ModelsNeed(root=str(tmp_path), paths=("sql",)))

    return reading


@pytest.fixture
def against_sqlalchemy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., list[str]]:
    """Return what tells how the reading of sources differs from the metadata of `Base` once SQLAlchemy ran them.

    The sources stand in a package called `shop`; `module` is imported, and `path` is read.
    """

    def differing(sources: Sources, module: str = "shop.models", path: str = "shop/models.py") -> list[str]:
        files = {"models.py": sources} if isinstance(sources, str) else sources
        _write(tmp_path, {"shop/__init__.py": ""} | {f"shop/{name}": text for name, text in files.items()}, "")
        monkeypatch.syspath_prepend(tmp_path)
        try:
            metadata = importlib.import_module(module).Base.metadata
        finally:
            for name in [each for each in sys.modules if each.partition(".")[0] == "shop"]:
                del sys.modules[name]
        assert metadata.tables
        return differences(of_metadata(metadata), Memory().see(ModelsNeed(root=str(tmp_path), paths=(path,))))

    return differing


@pytest.fixture
def against_sqlite(read_sql: Callable[[str], Schema]) -> Callable[[str], list[str]]:
    """Return what tells how the reading of a script differs from what SQLite has after it ran it."""

    def differing(script: str) -> list[str]:
        truth = of_sqlite(script)
        assert truth
        return differences(truth, read_sql(script))

    return differing


class Truth(NamedTuple):
    """What is true of a column."""

    type: SqlType | None
    nullable: bool
    unique: bool
    primary_key: bool
    default: bool
    foreign_key: str | None = None


def of_metadata(metadata: sa.MetaData) -> dict[str, dict[str, Truth]]:
    """Return the columns of every table that SQLAlchemy has in `metadata`."""
    return {
        key: {each.name: _of_column(table, each) for each in table.columns} for key, table in metadata.tables.items()
    }


def _of_column(table: sa.Table, column: sa.Column[object]) -> Truth:
    target = next(iter(column.foreign_keys), None)
    return Truth(
        type=_type(column),
        nullable=bool(column.nullable),
        unique=_is_unique(table, column),
        primary_key=column.primary_key,
        default=column.default is not None or column.server_default is not None or table.autoincrement_column is column,
        foreign_key=target.target_fullname if target is not None else None,
    )


def _type(column: sa.Column[object]) -> SqlType | None:
    home = type(column.type).__module__
    if "postgresql" in home or isinstance(column.type, sa.ARRAY):
        text = column.type.compile(dialect=postgresql.dialect())  # type: ignore[no-untyped-call]
    elif "mysql" in home:
        text = column.type.compile(dialect=mysql.dialect())
    else:
        text = "" if isinstance(column.type, sa.types.NullType) else column.type.compile()
    return read_type(tuple(tokens(text))).type


def _is_unique(table: sa.Table, column: sa.Column[object]) -> bool:
    sets: list[Iterable[object]] = [each.columns for each in table.constraints if isinstance(each, sa.UniqueConstraint)]
    sets += [index.columns for index in table.indexes if index.unique and not _conditional(index)]
    sets.append(table.primary_key.columns)
    return any(list(each) == [column] for each in sets)


def _conditional(index: sa.Index) -> bool:
    return any(options.get("where") is not None for options in index.dialect_options.values())


def of_sqlite(script: str) -> dict[str, dict[str, Truth]]:
    """Return the columns of every table that SQLite has after it ran `script`."""
    with sqlite3.connect(":memory:") as connection:
        connection.executescript(script)
        names = connection.execute("select name from sqlite_master where type = 'table' and name not like 'sqlite_%'")
        return {name: _of_pragma(connection, name) for (name,) in names.fetchall()}


def _of_pragma(connection: sqlite3.Connection, table: str) -> dict[str, Truth]:
    rows = connection.execute(f'pragma table_info("{table}")').fetchall()
    alone = _alone(connection, table)
    keys = [name for _, name, _, _, _, key in rows if key]
    targets = {
        name: f"{other}.{column}" if column else other
        for _, _, other, name, column, *_ in connection.execute(f'pragma foreign_key_list("{table}")')
    }
    return {
        name: Truth(
            type=read_type(tuple(tokens(kind))).type,
            nullable=not required and not key,
            unique=name in alone or keys == [name],
            primary_key=bool(key),
            default=(default or "NULL").upper() != "NULL" or (kind.upper() == "INTEGER" and keys == [name]),
            foreign_key=targets.get(name),
        )
        for _, name, kind, required, default, key in rows
    }


def _alone(connection: sqlite3.Connection, table: str) -> set[str]:
    found = set()
    for _, index, unique, _, partial in connection.execute(f'pragma index_list("{table}")').fetchall():
        columns = [name for _, _, name in connection.execute(f'pragma index_info("{index}")')]
        if unique and not partial and len(columns) == 1:
            found.add(columns[0])
    return found


def differences(truth: Mapping[str, Mapping[str, Truth]], schema: Schema) -> list[str]:
    """Return every difference between what is true and what was read, and everything that was not understood."""
    found = [f"{each.table}: {each.reason}" for each in schema.unread]
    found += [f"{key}: {each.reason}" for key, table in schema.tables.items() for each in table.unread]
    found += [f"{key}: is no table" for key in schema.tables if key not in truth]
    for key, columns in truth.items():
        table = schema.tables.get(key)
        if table is None:
            found.append(f"{key}: was not read")
            continue
        found += [f"{key}.{name}: is no column" for name in table.columns if name not in columns]
        for name, column in columns.items():
            read = table.columns.get(name)
            if read is not None:
                found += [f"{key}.{name}: {each}" for each in _differing(column, read)]
            else:
                found.append(f"{key}.{name}: was not read")
    return found


def _differing(truth: Truth, read: Column) -> list[str]:
    found = []
    if truth.type is None or read.type is None or not same_type(truth.type, read.type):
        found += [f"type is {truth.type}, read as {read.type}"] if truth.type != read.type else []
    for name in ("nullable", "unique", "primary_key", "default"):
        value = getattr(read, name)
        # Whether an integer key counts up depends on the engine that runs a script.
        if (value is not None or name != "default") and value != getattr(truth, name):
            found.append(f"{name} is {getattr(truth, name)}, read as {value}")
    if truth.foreign_key is not None and read.foreign_key not in (None, truth.foreign_key):
        found.append(f"refers to {truth.foreign_key}, read as {read.foreign_key}")
    return found

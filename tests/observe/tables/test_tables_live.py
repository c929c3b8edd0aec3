"""Tables read from real SQLite files: what SQLAlchemy and SQLModel make of their models, and what people write."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from pytest_vx11._errors import Unseen
from pytest_vx11._observe.live import Live, LiveNeed
from pytest_vx11._observe.need import Memory
from pytest_vx11._observe.tables import Column, ModelsNeed, Schema, same_default, same_type
from pytest_vx11._observe.tables.live import LiveTablesNeed, reading

EXAMPLE = Path(__file__).parents[3] / "examples" / "vx11"
CREATE = """
import importlib, sys, sqlalchemy
engine = sqlalchemy.create_engine("sqlite:///" + sys.argv[2])
importlib.import_module(sys.argv[1]).Base.metadata.create_all(engine)
engine.dispose()
"""
SQLALCHEMY = """
import enum
import uuid
from sqlalchemy import *
from sqlalchemy.orm import DeclarativeBase, mapped_column

class Color(enum.Enum):
    red = 1
    crimson = 2

class Base(DeclarativeBase):
    pass

class Everything(Base):
    __tablename__ = "everything"
    __table_args__ = (UniqueConstraint("alone"), UniqueConstraint("small", "big"), Index("ix", "indexed", unique=True))
    id = mapped_column(Integer, primary_key=True)
    small = mapped_column(SmallInteger)
    big = mapped_column(BigInteger, nullable=False)
    flag = mapped_column(Boolean, server_default=text("1"))
    name = mapped_column(String(40), unique=True)
    free = mapped_column(String)
    alone = mapped_column(Unicode(9), server_default="it's")
    indexed = mapped_column(Text)
    day = mapped_column(Date)
    moment = mapped_column(DateTime, server_default=func.now())
    zoned = mapped_column(DateTime(timezone=True), nullable=False, default=1)
    hour = mapped_column(Time)
    span = mapped_column(Interval)
    price = mapped_column(Numeric(10, 2), server_default=text("-1.5"))
    ratio = mapped_column(Float)
    wide = mapped_column(Double)
    raw = mapped_column(LargeBinary)
    pickled = mapped_column(PickleType)
    document = mapped_column(JSON)
    color = mapped_column(Enum(Color))
    uid = mapped_column(Uuid, default=uuid.uuid4)
    total = mapped_column(Integer, Computed("small + 1"))

class Pair(Base):
    __tablename__ = "order"
    __table_args__ = {"sqlite_with_rowid": False}
    left = mapped_column(String(3), primary_key=True)
    right = mapped_column(ForeignKey("everything.id"), primary_key=True)
"""
SQLMODEL = """
import datetime
import uuid
from typing import Optional
from sqlmodel import Field, SQLModel

class Hero(SQLModel, table=True):
    id: uuid.UUID = Field(default_factory=uuid.uuid4, primary_key=True)
    name: str = Field(max_length=40, index=True, unique=True)
    age: Optional[int] = None
    active: bool = True
    born: datetime.datetime
    code: str = Field(sa_column_kwargs={"server_default": "x"})

Base = SQLModel
"""


def live(root: Path, name: str = "app.db") -> Schema:
    """Return the tables of a database below `root`."""
    system = Live(system="shop", root=str(root), runtime="process", services={})
    need = LiveTablesNeed(system="shop", root=str(root), folder=str(root), url=f"sqlite:///{name}")
    return Memory(seen={LiveNeed("shop"): system}).see(need)


def made(root: Path, script: str) -> Schema:
    """Return the tables of a new database, made by a script."""
    with closing(sqlite3.connect(root / "app.db")) as connection:
        connection.executescript(script)
    return live(root)


def differences(declared: Schema, found: Schema) -> list[str]:
    """Return how columns differ; a default that only the models have is none."""
    assert set(declared.tables) == set(found.tables)
    return [
        f"{table.name}.{name}: {each}"
        for table in declared.tables.values()
        for name, column in table.columns.items()
        for each in differing(column, found.tables[table.name].columns[name])
    ]


def differing(declared: Column, found: Column) -> list[str]:
    flags = ["nullable", "unique", "primary_key"]
    wrong = [f"{key} is {getattr(found, key)}" for key in flags if getattr(declared, key) != getattr(found, key)]
    assert declared.type is not None
    assert found.type is not None
    if not same_type(declared.type, found.type):
        wrong.append(f"{declared.type} is {found.type}")
    if "server_default" in declared.text and not same_default(str(declared.default_value), str(found.default_value)):
        wrong.append(f"default {declared.default_value} is {found.default_value}")
    in_the_database = "server_default" in declared.text or "Computed" in declared.text
    if found.default != (in_the_database or (declared.primary_key and str(found.type) == "INTEGER" and found.unique)):
        wrong.append(f"default is {found.default}")
    return wrong


@pytest.mark.parametrize(
    ("module", "source"),
    [("shop", SQLALCHEMY), ("shop", SQLMODEL), ("config.db_schema", (EXAMPLE / "config/db_schema.py").read_text())],
    ids=["sqlalchemy", "sqlmodel", "reference"],
)
def test_what_an_orm_makes_of_its_models_is_what_the_models_say(tmp_path: Path, module: str, source: str) -> None:
    path = Path(module.replace(".", "/")).with_suffix(".py")
    (tmp_path / path).parent.mkdir(exist_ok=True)
    (tmp_path / path).write_text(source)
    subprocess.run([sys.executable, "-c", CREATE, module, "app.db"], cwd=tmp_path, check=True)
    declared = Memory().see(ModelsNeed(root=str(tmp_path), paths=(path.as_posix(),)))
    assert differences(declared, live(tmp_path)) == []


def test_a_type_that_sqlite_lacks_is_the_one_that_an_orm_makes_of_it(tmp_path: Path) -> None:
    table = made(tmp_path, "CREATE TABLE t (uid CHAR(32), at DATETIME, bare, odd VARCHAR(9) COLLATE NOCASE)").tables[
        "t"
    ]
    assert [str(each.type) for each in table.columns.values()] == ["CHAR(32)", "TIMESTAMP", "", "VARCHAR(9)"]
    assert [str(other) for each in table.columns.values() if each.type for other in each.type.others] == [
        "UUID", "TIMESTAMPTZ", "INTERVAL",
    ]  # fmt: skip


def test_a_key_counts_up_only_where_it_is_the_row_s_own_number(tmp_path: Path) -> None:
    schema = made(
        tmp_path,
        """
        CREATE TABLE own (id INTEGER PRIMARY KEY);
        CREATE TABLE counting (id INTEGER PRIMARY KEY AUTOINCREMENT);
        CREATE TABLE apart (id INTEGER, PRIMARY KEY (id));
        CREATE TABLE backwards (id INTEGER PRIMARY KEY DESC);
        CREATE TABLE short (id INT PRIMARY KEY);
        CREATE TABLE without (id INTEGER PRIMARY KEY) WITHOUT ROWID;
        CREATE TABLE two (id INTEGER, other INTEGER, PRIMARY KEY (id, other));
        """,
    )
    keys = {name: table.columns["id"] for name, table in schema.tables.items()}
    assert [name for name, key in keys.items() if key.default] == ["own", "counting", "apart"]
    assert all(key.primary_key and key.nullable is False for key in keys.values())
    assert [name for name, key in keys.items() if not key.unique] == ["two"]


def test_unique_is_what_holds_for_one_column_and_all_rows(tmp_path: Path) -> None:
    table = made(
        tmp_path,
        """
        CREATE TABLE t (said TEXT UNIQUE, listed TEXT, indexed TEXT, partial TEXT, pair TEXT, plain TEXT, lower TEXT,
            UNIQUE (listed), UNIQUE (pair, plain));
        CREATE UNIQUE INDEX "i'1" ON t (indexed COLLATE NOCASE DESC);
        CREATE UNIQUE INDEX i2 ON t (partial) WHERE partial IS NOT NULL;
        CREATE INDEX i3 ON t (plain);
        CREATE UNIQUE INDEX i4 ON t (lower(lower));
        """,
    ).tables["t"]
    assert [name for name, column in table.columns.items() if column.unique] == ["said", "listed", "indexed"]


def test_defaults_are_plain_values_where_they_can_be(tmp_path: Path) -> None:
    table = made(
        tmp_path,
        """
        CREATE TABLE t (none TEXT, empty TEXT DEFAULT NULL, word TEXT DEFAULT 'it''s', number INT DEFAULT (-1),
            now TEXT DEFAULT CURRENT_TIMESTAMP, made TEXT DEFAULT (lower('A') || 'b'), quoted TEXT DEFAULT "x",
            stored INT AS (number + 1) STORED, shown INTEGER GENERATED ALWAYS AS (number) VIRTUAL);
        """,
    ).tables["t"]
    assert {name: column.default_value for name, column in table.columns.items() if column.default} == {
        "word": "it's", "number": "-1", "now": "CURRENT_TIMESTAMP", "made": "lower('A') || 'b'", "quoted": "x",
        "stored": None, "shown": None,
    }  # fmt: skip
    assert str(table.columns["shown"].type) == "INTEGER"


def test_views_and_what_sqlite_keeps_for_itself_are_no_tables(tmp_path: Path) -> None:
    schema = made(
        tmp_path,
        """
        CREATE TABLE t (id INTEGER PRIMARY KEY AUTOINCREMENT);
        CREATE VIEW v AS SELECT * FROM t;
        CREATE TRIGGER r AFTER INSERT ON t BEGIN SELECT 1; END;
        ANALYZE;
        """,
    )
    assert list(schema.tables) == ["t"]


def test_a_virtual_table_is_there_and_its_columns_are_doubted(tmp_path: Path) -> None:
    schema = made(tmp_path, "CREATE VIRTUAL TABLE words USING fts5(a); CREATE TABLE words_of_old (a)")
    assert list(schema.tables) == ["words", "words_of_old"]
    assert schema.doubts("words")
    assert not schema.doubts("words_of_old")


def test_hostile_names_are_names(tmp_path: Path) -> None:
    names = ['a"b', "a'b; DROP TABLE x", "größe", "表\u202e", "pragma_table_xinfo", "a.b", "[x]", "%s", " ", "x\ny"]
    quoted = ['"' + name.replace('"', '""') + '"' for name in names]
    columns = ", ".join(f"{name} TEXT UNIQUE" for name in quoted)
    schema = made(tmp_path, "".join(f"CREATE TABLE {name} ({columns});" for name in quoted))
    assert list(schema.tables) == names
    assert all(list(table.columns) == names for table in schema.tables.values())
    assert all(column.unique for table in schema.tables.values() for column in table.columns.values())


def test_an_empty_file_is_a_database_without_tables(tmp_path: Path) -> None:
    (tmp_path / "app.db").touch()
    assert live(tmp_path) == Schema(tables={})


def test_places_are_the_file_as_the_url_names_it(tmp_path: Path) -> None:
    column = made(tmp_path, "CREATE TABLE t (a INT)").tables["t"].columns["a"]
    assert (column.place.path, column.place.line) == ((tmp_path / "app.db").as_posix(), 0)


def test_more_tables_than_are_read_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MAX_TABLES", 3)
    assert len(made(tmp_path, "".join(f"CREATE TABLE t{n} (a);" for n in range(3))).tables) == 3
    with pytest.raises(Unseen, match="more than 3 tables"):
        made(tmp_path, "CREATE TABLE t (a)")


def test_more_columns_than_are_read_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MAX_COLUMNS", 3)
    assert len(made(tmp_path, "CREATE TABLE t (a, b, c)").tables["t"].columns) == 3
    with pytest.raises(Unseen, match="more than 3 columns"):
        made(tmp_path, "CREATE TABLE u (d)")

"""SQLModel and Flask-SQLAlchemy: what they add to SQLAlchemy's ways of declaring a table."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from pytest_vx11._observe.tables import Column, Schema

Reading = Callable[..., Schema]
Differing = Callable[..., list[str]]

SQLMODEL = """
import datetime
import enum
import uuid
from decimal import Decimal
from typing import Annotated, ClassVar, List, Optional
from sqlalchemy import JSON, Column, DateTime, String, UniqueConstraint, text
from sqlmodel import Field, Relationship, SQLModel

class Color(enum.Enum):
    red = 1
    crimson = 2

class HeroBase(SQLModel):
    name: str = Field(max_length=40, index=True)
    secret: str

class Team(SQLModel, table=True):
    id: Optional[int] = Field(default=None, primary_key=True)
    name: str = Field(unique=True)
    heroes: List["Hero"] = Relationship(back_populates="team")

class Hero(HeroBase, table=True):
    __tablename__ = "heroes"
    __table_args__ = (UniqueConstraint("alias"), {"comment": "x"})
    KIND: ClassVar[int] = 3
    id: uuid.UUID = Field(default_factory=uuid.uuid4, primary_key=True)
    secret: str = Field(max_length=9)
    age: int | None = None
    active: bool = True
    alias: Annotated[str, Field(max_length=7)]
    price: Decimal = Field(default=0, max_digits=10, decimal_places=2)
    color: Color = Field(default=Color.red)
    born: datetime.datetime = Field(sa_type=DateTime(timezone=True))
    data: dict = Field(default_factory=dict, sa_column=Column("payload", JSON, nullable=False))
    code: str = Field(sa_type=String(3), sa_column_kwargs={"server_default": text("'x'"), "unique": True})
    team_id: Optional[int] = Field(default=None, foreign_key="team.id")
    team: Optional[Team] = Relationship(back_populates="heroes")

class Seen(SQLModel):
    not_a_column: int

Base = SQLModel
"""


def test_sqlmodel_classes_are_read_as_sqlmodel_makes_them(against_sqlalchemy: Differing) -> None:
    pytest.importorskip("sqlmodel")
    assert against_sqlalchemy(SQLMODEL) == []


def _shown(column: Column) -> tuple[str, bool | None, bool | None, bool | None, bool | None]:
    return str(column.type), column.nullable, column.unique, column.primary_key, column.default


def test_the_fields_of_a_sqlmodel_class_are_its_columns(read: Reading) -> None:
    schema = read(SQLMODEL)
    assert list(schema.tables) == ["team", "heroes"]
    assert {name: _shown(column) for name, column in schema.tables["heroes"].columns.items()} == {
        "id": ("UUID", False, True, True, True),
        "secret": ("VARCHAR(9)", False, False, False, False),
        "age": ("INTEGER", True, False, False, False),
        "active": ("BOOLEAN", False, False, False, True),
        "alias": ("VARCHAR(7)", False, True, False, False),
        "price": ("NUMERIC(10, 2)", False, False, False, True),
        "color": ("VARCHAR(7)", False, False, False, True),
        "born": ("TIMESTAMPTZ", False, False, False, False),
        "payload": ("JSON", False, False, False, False),
        "code": ("VARCHAR(3)", False, True, False, True),
        "team_id": ("INTEGER", True, False, False, False),
        "name": ("VARCHAR(40)", False, False, False, False),
    }
    assert schema.tables["heroes"].columns["team_id"].foreign_key == "team.id"
    assert schema.tables["heroes"].columns["age"].place.line == SQLMODEL[: SQLMODEL.index("age:")].count("\n") + 1
    assert schema.doubts("heroes") == ()


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("if FLAG:\n        x: int", "fields are declared under a condition or in a loop"),
        ("x: str = Field(sa_column=elsewhere.column())", "how this column is made is not understood"),
        ("x: str = Field(sa_column_args=elsewhere.ARGS)", "the column's arguments come from elsewhere"),
        ("x: str = Field(sa_column_kwargs={**elsewhere.MORE})", "the column's arguments come from elsewhere"),
    ],
)
def test_a_field_that_is_not_understood_is_a_doubt_at_its_line(body: str, reason: str, read: Reading) -> None:
    head = "import elsewhere\nfrom sqlmodel import *\nclass A(SQLModel, table=True):\n"
    table = read(f"{head}    id: int = Field(primary_key=True)\n    {body}\n").tables["a"]
    assert list(table.columns) == ["id"]
    assert [(each.reason, each.place.line) for each in table.unread] == [(reason, 5)]


FLASK = """
from flask_sqlalchemy import SQLAlchemy
db = SQLAlchemy()

class HTTPLog(db.Model):
    id = db.Column(db.Integer, primary_key=True)
    text = db.Column(db.String(80), unique=True, nullable=False)

class Special(HTTPLog):
    __tablename__ = "never_made"
    extra = db.Column(db.Text)

class Entry(db.Model):
    __tablename__ = "entries"
    id = db.Column(db.Integer, db.ForeignKey("http_log.id"), primary_key=True)

tags = db.Table("tags", db.Column("entry_id", db.ForeignKey("entries.id"), primary_key=True))
"""


def test_flask_sqlalchemy_names_tables_after_their_classes(read: Reading) -> None:
    schema = read(FLASK)
    assert {key: list(table.columns) for key, table in schema.tables.items()} == {
        "http_log": ["id", "text", "extra"],
        "entries": ["id"],
        "tags": ["entry_id"],
    }
    assert _shown(schema.tables["http_log"].columns["text"]) == ("VARCHAR(80)", False, True, False, False)
    assert _shown(schema.tables["tags"].columns["entry_id"]) == ("INTEGER", False, True, True, False)
    assert schema.unread == ()

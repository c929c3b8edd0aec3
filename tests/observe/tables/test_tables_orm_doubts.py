"""What is not understood is said at its line, and nothing else is."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from pytest_vx11._observe.tables import Schema

Reading = Callable[..., Schema]

HEAD = """from sqlalchemy import Column, Integer, String, Table, UniqueConstraint
from sqlalchemy.orm import declarative_base, declared_attr, mapped_column, Mapped
import elsewhere
Base = declarative_base()
class User(Base):
    __tablename__ = "users"
    id = Column(Integer, primary_key=True)
"""
FIRST = HEAD.count("\n") + 1


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("if DEBUG:\n        x = Column(Integer)", "columns are declared under a condition or in a loop"),
        (
            "for n in NAMES:\n        locals()[n] = Column(Integer)",
            "columns are declared under a condition or in a loop",
        ),
        (
            "try:\n        x: Mapped[int]\n    except Exception: pass",
            "columns are declared under a condition or in a loop",
        ),
        ("locals()['x'] = Column(Integer)", "columns are set here in a way that is not understood"),
        ("exec('x = 1')", "what runs here may add columns"),
        ("x = Column(*ARGS)", "some of the column's arguments come from elsewhere"),
        ("x = Column('a' + SUFFIX, Integer)", "the column's name is not plain"),
        ("x = Column('{}'.format(SUFFIX), Integer)", "the column's name is not plain"),
        ("x = elsewhere.EncryptedColumn(3)", "how this column is made is not understood"),
        ("x = elsewhere.wrap(Column(Integer))", "how this column is made is not understood"),
        (
            "@declared_attr\n    def x(cls):\n        if cls: return Column(Integer)",
            "what this declared_attr returns is not understood",
        ),
    ],
)
def test_a_column_that_is_not_understood_is_a_doubt_about_its_table(body: str, reason: str, read: Reading) -> None:
    table = read(f"{HEAD}    {body}\n").tables["users"]
    # A decorated function begins at its `def`.
    line = FIRST + body.startswith("@")
    assert [(each.reason, each.place.line) for each in table.unread] == [(reason, line)]
    assert list(table.columns) == ["id"]


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("@elsewhere.audited\nclass A(Base):", "a decorator may change this class"),
        (
            "def add(c):\n    c.y = Column(Integer)\n    return setattr(c, 'y', 1)\n@add\nclass A(Base):",
            "a decorator may change this class",
        ),
        ("class A(elsewhere.Mixin, Base):", "elsewhere.Mixin may bring columns, and its source is not there"),
        ("class A(elsewhere.Base):", "elsewhere.Base may bring columns, and its source is not there"),
        ("if DEBUG:\n  class A(Base):", "the class is declared under a condition"),
    ],
)
def test_a_class_that_may_have_more_columns_is_a_doubt_about_its_table(body: str, reason: str, read: Reading) -> None:
    indent = "    " if "\n  class" in body else "  "
    schema = read(f"{HEAD}{body}\n{indent}__tablename__ = 'a'\n{indent}x = Column(Integer, primary_key=True)\n")
    assert [each.reason for each in schema.tables["a"].unread] == [reason]
    assert list(schema.tables["a"].columns) == ["x"]


@pytest.mark.parametrize(
    ("statement", "table", "only_new"),
    [
        ("for n in NAMES: Table(n, Base.metadata, Column('x', Integer))", None, True),
        ("def make(): return Table('made', Base.metadata, Column('x', Integer))", "made", True),
        ("Table(NAME, Base.metadata, Column('x', Integer))", None, True),
        ("def make():\n  class A(Base):\n    __tablename__ = 'made'\n    x = Column(Integer)", "made", True),
        ("class A(Base):\n  __tablename__ = elsewhere.NAME", None, True),
        ("class A(Base):\n  @declared_attr\n  def __tablename__(cls): return elsewhere.name(cls)", None, True),
        ("class A(Base):\n  x = Column(Integer)", None, True),
        ("class A(elsewhere.Base):\n  x = Column(Integer)", None, False),
        ("A = type('A', (Base,), {'x': Column(Integer)})", None, False),
        ("def add(c): c.x = Column(Integer)", None, False),
        ("def add(c): setattr(c, 'x', Column(Integer))", None, False),
        ("elsewhere.table.append_column(Column('x', Integer))", None, False),
        ("exec(TEXT)", None, False),
    ],
)
def test_what_may_make_or_change_tables_unseen_is_a_doubt_about_them(
    statement: str, table: str | None, only_new: bool, read: Reading
) -> None:
    schema = read(f"{HEAD}{statement}\n")
    assert [(each.table, each.only_new) for each in schema.unread] == [(table, only_new)]
    assert all(each.place.line >= FIRST for each in schema.unread)
    assert list(schema.tables) == ["users"]


@pytest.mark.parametrize(
    "statement",
    [
        "setattr(User, 'x', Column(Integer))",
        "User.__table__.append_column(Column('x', Integer))",
        "User.x = elsewhere.wrap(Column(Integer))",
    ],
)
def test_a_column_added_to_a_known_class_is_a_doubt_about_its_table_alone(statement: str, read: Reading) -> None:
    schema = read(f"{HEAD}{statement}\n")
    assert schema.unread == ()
    assert [each.place.line for each in schema.tables["users"].unread] == [FIRST]


@pytest.mark.parametrize(
    "statement",
    [
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n  class A(Base):\n    __tablename__ = 'a'",
        "class Mixin:\n  x = Column(Integer)",
        "class Abstract(Base):\n  __abstract__ = True\n  x = Column(Integer)",
        "class Plain:\n  __tablename__ = 'plain'",
        "class Data(elsewhere.Model):\n  x: int = 3",
        "def helper(): return Column(Integer)",
        "import rich.table\nrich.table.Table('x', 'y')",
        "from rich.table import Table\nTable('x', 'y')",
        "query = Column('x', Integer)",
    ],
)
def test_what_makes_no_table_is_no_doubt(statement: str, read: Reading) -> None:
    schema = read(f"{HEAD}{statement}\n")
    assert list(schema.tables) == ["users"]
    assert schema.doubts("users") == ()
    assert schema.doubts("another") == ()


@pytest.mark.parametrize(
    ("declaration", "unknown"),
    [
        ("Column(String(elsewhere.LENGTH))", {"type"}),
        ("Column(elsewhere.Type)", {"type"}),
        ("Column(Integer, nullable=elsewhere.FLAG)", {"nullable"}),
        ("Column(Integer, unique=elsewhere.FLAG)", {"unique"}),
        ("Column(Integer, **elsewhere.OPTIONS)", {"nullable", "unique", "primary_key", "default"}),
        ("Column(Integer, default=elsewhere.value)", set()),
    ],
)
def test_of_a_column_only_what_is_not_understood_is_unknown(declaration: str, unknown: set[str], read: Reading) -> None:
    table = read(f"{HEAD}    x = {declaration}\n").tables["users"]
    column = table.columns["x"]
    names = ("type", "nullable", "unique", "primary_key", "default")
    assert {name for name in names if getattr(column, name) is None} == unknown
    assert table.unread == ()
    assert column.text == declaration
    assert column.place.line == FIRST


def test_constraints_that_are_not_understood_leave_only_uniqueness_unknown(read: Reading) -> None:
    table = read(f"{HEAD}    x = Column(Integer)\n    __table_args__ = elsewhere.ARGS\n").tables["users"]
    assert (table.columns["x"].unique, table.columns["id"].unique) == (None, True)
    assert table.columns["x"].nullable is True
    assert table.unread == ()


def test_two_tables_of_one_name_are_a_doubt_about_it(read: Reading) -> None:
    again = "class Again(Base):\n  __tablename__ = 'users'\n  id = Column(Integer, primary_key=True)\n"
    table = read(f"{HEAD}{again}").tables["users"]
    assert [(each.reason, each.place.line) for each in table.unread] == [("the table is declared a second time", FIRST)]


def test_a_base_in_a_file_that_cannot_be_read_is_a_doubt_about_its_tables(read: Reading) -> None:
    schema = read(
        {
            "base.py": "class Base(:\n",
            "models.py": "from base import Base\nfrom sqlalchemy import Column, Integer\n"
            "class A(Base):\n  __tablename__ = 'a'\n  x = Column(Integer)\n",
        },
        "models.py",
    )
    assert [each.place.line for each in schema.tables["a"].unread] == [3]


def test_migrations_of_alembic_are_no_models(read: Reading) -> None:
    migration = (
        "from alembic import op\nimport sqlalchemy as sa\ndef upgrade():\n  op.create_table('x', sa.Column('y'))\n"
    )
    assert read({"versions/a.py": migration, "models.py": HEAD}).unread == ()
    [unread] = read({"versions/a.py": migration}, "versions").unread
    assert (unread.only_new, unread.reason) == (True, "only migrations of Alembic are here, which are not read")

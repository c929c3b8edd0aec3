"""One form of a column after the other, and what is read of it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from pytest_vx11._observe.tables import Column, Schema

Reading = Callable[..., Schema]

HEAD = """
import enum, os
import sqlalchemy as sa
from sqlalchemy import *
from sqlalchemy.dialects import postgresql
from sqlalchemy.ext.mutable import MutableDict
from sqlalchemy.orm import *
from sqlalchemy.types import TypeDecorator, UserDefinedType
from sqlalchemy_utils import EmailType
from pgvector.sqlalchemy import Vector
from typing import Annotated, ClassVar, List, Literal, Optional, Union

SIZE = 10
NAMES = ("a", "bcd")
if os.environ.get("X"):
    Text2 = Text
else:
    Text2 = String
try:
    from fast import FastType
except ImportError:
    FastType = Text

class Limits:
    NAME = SIZE * 4 - 8

class Color(enum.Enum):
    red = 1
    crimson = 2

class Kind(str, enum.Enum):
    if SIZE:
        a = "a"

class Guid(TypeDecorator):
    impl = CHAR
    def load_dialect_impl(self, dialect):
        if dialect.name == "postgresql":
            return dialect.type_descriptor(postgresql.UUID())
        return dialect.type_descriptor(CHAR(36))

class Opaque(TypeDecorator):
    impl = CHAR
    def load_dialect_impl(self, dialect):
        return dialect.type_descriptor(make(dialect))

class Sized(TypeDecorator):
    impl = String
    def __init__(self, size):
        super().__init__(size * 2)

class Json(TypeDecorator):
    impl = Text
    def __init__(self, indent=2):
        super().__init__()

class Inherited(Guid):
    pass

class Own(UserDefinedType):
    def get_col_spec(self): return "OWN"

class Short(String):
    pass

Alias = String(7)
Base = declarative_base()
class Row(Base):
    __tablename__ = "row"
    id = Column(Integer, primary_key=True)
"""


def _column(read: Reading, statement: str) -> Column:
    schema = read(f"{HEAD}    x{statement}\n")
    assert schema.doubts("row") == ()
    return schema.tables["row"].columns["x"]


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("Integer", "INTEGER"),
        ("Integer()", "INTEGER"),
        ("sa.types.Integer", "INTEGER"),
        ("String(SIZE)", "VARCHAR(10)"),
        ("String(length=Limits.NAME)", "VARCHAR(32)"),
        ("String(None)", "VARCHAR"),
        ("sa.VARCHAR(3)", "VARCHAR(3)"),
        ("Alias", "VARCHAR(7)"),
        ("Short(4)", "VARCHAR(4)"),
        ("Numeric(12, 2)", "NUMERIC(12, 2)"),
        ("Numeric(precision=12, scale=2, asdecimal=False)", "NUMERIC(12, 2)"),
        ("Float(53)", "FLOAT"),
        ("Double()", "DOUBLE"),
        ("sa.DOUBLE_PRECISION", "DOUBLE"),
        ("DateTime(True)", "TIMESTAMPTZ"),
        ("DateTime(timezone=False)", "TIMESTAMP"),
        ("TIMESTAMP(timezone=True)", "TIMESTAMPTZ"),
        ("LargeBinary(20)", "BLOB"),
        ("PickleType()", "BLOB"),
        ("JSON(none_as_null=True)", "JSON"),
        ("postgresql.JSONB", "JSONB"),
        ("MutableDict.as_mutable(JSON)", "JSON"),
        ("postgresql.ARRAY(String(5), dimensions=2)", "VARCHAR(5)[]"),
        ("postgresql.TSVECTOR", "TSVECTOR"),
        ("Vector(3)", "VECTOR(3)"),
        ("Uuid(as_uuid=False)", "UUID"),
        ("Enum(Color)", "VARCHAR(7)"),
        ("Enum(Color, length=30)", "VARCHAR(30)"),
        ("Enum('a', 'bcd', name='letters')", "VARCHAR(3)"),
        ("Guid", "CHAR"),
        ("Inherited()", "CHAR"),
        ("Json(indent=3)", "TEXT"),
    ],
)
def test_a_type_in_any_of_its_forms(written: str, expected: str, read: Reading) -> None:
    kind = _column(read, f" = Column({written})").type
    assert str(kind) == expected
    assert kind is not None
    assert kind.text


@pytest.mark.parametrize(
    "written",
    [
        "String(os.environ['SIZE'])", "Text2", "EmailType", "Opaque", "Sized(3)", "Own", "Enum(*NAMES)", "Enum(Kind)",
        "Enum(Color, values_callable=lambda e: [m.value for m in e])", "String(**{})", "make()",
        "Integer if SIZE else Text",
    ],
)  # fmt: skip
def test_a_type_that_depends_on_what_runs_is_unknown(written: str, read: Reading) -> None:
    assert _column(read, f" = Column({written})").type is None


@pytest.mark.parametrize(
    ("written", "others"),
    [
        ("Uuid", ["CHAR(32)"]),
        ("Interval", ["TIMESTAMP"]),
        ("Guid", ["CHAR(36)", "UUID"]),
        ("BigInteger().with_variant(Integer, 'sqlite')", ["INTEGER"]),
        ("Enum(Color)", ["ENUM", "COLOR"]),
        ("Enum(Color, native_enum=False)", []),
        ("Enum('a', name='letters')", ["ENUM", "LETTERS"]),
        ("DateTime(timezone=True)", ["TIMESTAMP"]),
    ],
)
def test_a_type_knows_what_other_engines_make_of_it(written: str, others: list[str], read: Reading) -> None:
    kind = _column(read, f" = Column({written})").type
    assert kind is not None
    assert [str(other) for other in kind.others] == others


@pytest.mark.parametrize(
    ("written", "default", "value"),
    [
        ("default=3", True, "3"),
        ("default=-3", True, "-3"),
        ("default=None", False, None),
        ("default=True", True, "true"),
        ("default=dict", True, None),
        ("default=Color.red", True, None),
        ("default=f'a{SIZE}'", True, "a10"),
        ("insert_default='y'", True, "y"),
        ("server_default='y'", True, "y"),
        ("server_default=text(\"'y'\")", True, "y"),
        ("server_default=func.now()", True, "now()"),
        ("server_default=sa.false()", True, "false"),
        ("server_default=func.f(1)", True, None),
        ("default=1, server_default='2'", True, "2"),
        ("server_default='2', default=1", True, "2"),
        ("onupdate=1", False, None),
    ],
)
def test_a_default_and_its_value(written: str, default: bool, value: str | None, read: Reading) -> None:
    column = _column(read, f" = Column(Integer, {written})")
    assert (column.default, column.default_value) == (default, value)


@pytest.mark.parametrize(
    ("annotation", "expected", "nullable"),
    [
        ("Mapped[int]", "INTEGER", False),
        ("Mapped['int | None']", "INTEGER", True),
        ("'Mapped[Optional[int]]'", "INTEGER", True),
        ("Mapped[Union[int, None]]", "INTEGER", True),
        ("Mapped[int] = mapped_column(nullable=True)", "INTEGER", True),
        ("Mapped[Optional[int]] = mapped_column(nullable=False)", "INTEGER", False),
        ("Mapped[Color]", "VARCHAR(7)", False),
        ("Mapped[Literal['a', 'bc']]", "VARCHAR(2)", False),
        ("Mapped[Annotated[str, mapped_column(Text)]]", "TEXT", False),
        ("Mapped[Annotated[Optional[str], mapped_column(String(3), nullable=False)]]", "VARCHAR(3)", False),
        ("Mapped[int] = mapped_column(ForeignKey('row.id'))", "INTEGER", False),
        ("Mapped[elsewhere]", "None", False),
        ("Mapped[Text2]", "None", None),
        ("Mapped[List[int]] = mapped_column(JSON)", "JSON", False),
    ],
)
def test_what_an_annotation_implies(annotation: str, expected: str, nullable: bool | None, read: Reading) -> None:
    column = _column(read, f": {annotation}")
    assert (str(column.type), column.nullable) == (expected, nullable)


@pytest.mark.parametrize(
    "statement",
    [
        " = relationship('Row')",
        ": Mapped[List['Row']] = relationship()",
        ": WriteOnlyMapped['Row'] = relationship()",
        " = synonym('id')",
        " = column_property(id + 1)",
        " = column_property(select(func.count()).scalar_subquery())",
        ": ClassVar[int] = 3",
        ": int",
        " = 3",
        " = property(lambda self: 3)",
    ],
)
def test_what_is_no_column(statement: str, read: Reading) -> None:
    schema = read(f"{HEAD}    x{statement}\n")
    assert list(schema.tables["row"].columns) == ["id"]
    assert schema.doubts("row") == ()


@pytest.mark.parametrize(
    "arguments",
    [
        "UniqueConstraint('x'),",
        "UniqueConstraint(x, name='u'),",
        "Index('i', 'x', unique=True),",
        "*(UniqueConstraint('x'),), {'schema': None}",
        ") + (UniqueConstraint('x'),",
    ],
)
def test_a_constraint_on_one_column_makes_it_unique(arguments: str, read: Reading) -> None:
    statement = f" = Column('x', Integer)\n    __table_args__ = ({arguments})"
    assert _column(read, statement).unique is True


@pytest.mark.parametrize(
    "arguments",
    [
        "UniqueConstraint('x', 'id'),",
        "Index('i', 'x'),",
        "Index('i', 'x', unique=True, postgresql_where=text('x > 1')),",
        "Index('i', func.lower('x'), unique=True),",
        "CheckConstraint('x > 1'),",
    ],
)
def test_other_constraints_do_not(arguments: str, read: Reading) -> None:
    assert _column(read, f" = Column(Integer)\n    __table_args__ = ({arguments})").unique is False


def test_the_table_of_a_call_is_read_where_it_stands(read: Reading) -> None:
    schema = read(
        HEAD + "more = [Column('z', Integer)]\n"
        "made = Table('made', Base.metadata,\n    Column('x', Integer),\n    Column(None, Integer),\n    *more,\n"
        "    schema='app')\nreflected = Table('reflected', Base.metadata, autoload_with=engine)\n"
    )
    made = schema.tables["app.made"]
    line = HEAD.count("\n") + 2
    assert (made.place.line, made.columns["x"].place.line) == (line, line + 1)
    assert [(each.place.line, each.reason) for each in made.unread] == [
        (line + 2, "this column has no name that is plain"),
        (line + 3, "some of its columns come from elsewhere"),
    ]
    assert [each.reason for each in schema.tables["reflected"].unread] == ["more of this table comes from elsewhere"]


def test_a_package_that_only_imports_classes_stands_for_their_tables(read: Reading) -> None:
    files = {"models/__init__.py": "from .row import Row\nfrom . import other\n", "models/row.py": HEAD}
    files["models/other.py"] = (
        "from .row import Base\nfrom sqlalchemy import *\n"
        "class Other(Base):\n  __tablename__ = 'other'\n"
        "  id = Column(Integer, primary_key=True)\nassociation = Table('both', Base.metadata, Column('a', Integer))\n"
        "foreign = Table('foreign', MetaData(), Column('a', Integer))\n"
    )
    assert sorted(read(files, "models/__init__.py").tables) == ["both", "other", "row"]

"""SQLAlchemy runs these sources itself; what it makes of them is held against what was read."""

from __future__ import annotations

from collections.abc import Callable

import pytest

Differing = Callable[..., list[str]]

OLD = '''
import datetime
import enum
from functools import partial
import sqlalchemy as sa
from sqlalchemy import Boolean, Column as C, Enum, ForeignKey, Index, Integer, String, UniqueConstraint, func, text
from sqlalchemy import true
from sqlalchemy.dialects import mysql, postgresql as pg
from sqlalchemy.orm import column_property, declarative_base, deferred, relationship, synonym
from sqlalchemy.types import CHAR, TypeDecorator

LENGTH = 100
Required = partial(C, nullable=False)
Base = declarative_base()

class Color(enum.Enum):
    red = 1
    crimson = 2

class Trimmed(TypeDecorator):
    impl = String
    cache_ok = True

class Fixed(TypeDecorator):
    impl = String(36)
    cache_ok = True

class Guid(TypeDecorator):
    impl = CHAR
    cache_ok = True

    def load_dialect_impl(self, dialect):
        return dialect.type_descriptor(CHAR(36) if dialect.name == "sqlite" else CHAR(32))

def reference(target, **more):
    """Return a column."""
    return C(Integer, ForeignKey(target), nullable=False)

class User(Base):
    __tablename__ = "users"
    __table_args__ = (UniqueConstraint("email"), Index("i", "nick", unique=True), {"comment": "people"})
    id = C(Integer, primary_key=True)
    email = C("email", String(length=LENGTH * 2), nullable=False)
    nick = C(String(LENGTH))
    name = Required(sa.Unicode(9), unique=True)
    active = C(Boolean(), default=True, server_default=true())
    joined = C(sa.DateTime(timezone=True), server_default=func.now())
    color = C(Enum(Color), default=Color.red)
    size = C(Enum("small", "large", name="size"), server_default=text("'small'"))
    data = C(sa.JSON().with_variant(pg.JSONB, "postgresql"))
    tags = C(pg.ARRAY(String(5)))
    ip = C(pg.INET)
    count = C(mysql.INTEGER(unsigned=True))
    flag = C(mysql.TINYINT(1))
    trimmed, fixed = C(Trimmed(7)), C(Fixed)
    gap = C(sa.Interval)
    big = deferred(C(sa.BigInteger, index=True))
    price = C(sa.Numeric(precision=10, scale=2), onupdate=3)
    computed = C(Integer, sa.Computed("id + 1"))
    untyped = C("un_typed", nullable=False)
    boss_id = reference("users.id")
    nick2 = synonym("nick")
    boss = relationship("User", remote_side=id)
    twice = column_property(id * 2)

class Order(Base):
    __tablename__ = "orders"
    id = C("order_id", sa.BigInteger().with_variant(Integer, "sqlite"), primary_key=True)
    user_id = C(ForeignKey(User.id))
    nick = C(ForeignKey("users.nick"))
    counter = C(Integer, primary_key=False, autoincrement=False)

Order.extra = C(sa.Text, nullable=False)
Index("unique_extra", Order.extra, unique=True)
followers = sa.Table(
    "followers", Base.metadata,
    C("a", ForeignKey("users.id"), primary_key=True),
    C("b", Integer, ForeignKey("users.id"), primary_key=True),
    C("note", String(10)),
    UniqueConstraint("note"),
    schema="social",
)
'''

NEW = """
from __future__ import annotations
import datetime
import enum
import uuid
from decimal import Decimal
from typing import Annotated, ClassVar, List, Literal, Optional, Union, TYPE_CHECKING
from sqlalchemy import (
    BigInteger, DateTime, ForeignKey, ForeignKeyConstraint, Identity, Integer, LargeBinary, Numeric,
    PrimaryKeyConstraint, String, Text, func,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, MappedAsDataclass, declared_attr, mapped_column, relationship

if TYPE_CHECKING:
    from elsewhere import Thing

key = Annotated[int, mapped_column(primary_key=True)]
short = Annotated[str, 50]
note = Annotated[Optional[str], mapped_column(Text, index=True)]
owner = Annotated[int, mapped_column(ForeignKey("users.id"), nullable=True)]
stamp = Annotated[datetime.datetime, mapped_column(server_default=func.now())]

class Base(DeclarativeBase):
    type_annotation_map = {short: String(50), Decimal: Numeric(10, 2), bytes: LargeBinary(20), int: BigInteger}

class Color(enum.Enum):
    red = "r"
    crimson = "c"

class Stamped:
    created: Mapped[stamp]
    updated: Mapped[datetime.datetime | None]

class Owned:
    @declared_attr
    def owner_id(cls) -> Mapped[int]:
        return mapped_column(ForeignKey("users.id"))

    @declared_attr.directive
    def __tablename__(cls) -> str:
        return cls.__name__.lower() + "s"

class User(Stamped, Base):
    __tablename__ = "users"
    KIND: ClassVar[int] = 3
    id: Mapped[key]
    name: Mapped[short]
    nick: Mapped["Optional[str]"] = mapped_column(String(30), unique=True)
    bio: Mapped[note]
    boss: Mapped[owner]
    color: Mapped[Color]
    state: Mapped[Literal["on", "off"]] = mapped_column(default="on")
    token: Mapped[uuid.UUID] = mapped_column(default=uuid.uuid4)
    amount: Mapped[Union[Decimal, None]]
    raw: Mapped[bytes]
    day: Mapped[datetime.date]
    date: Mapped[Optional[datetime.date]]
    gap: Mapped[datetime.timedelta]
    when: Mapped[datetime.datetime] = mapped_column(DateTime(timezone=True), nullable=True)
    rating: Mapped[float] = mapped_column("rating_value")
    plain = mapped_column(Integer)
    files: Mapped[List[File]] = relationship(back_populates="owner", foreign_keys="File.owner_id")

class Admin(User):
    level: Mapped[int] = mapped_column(nullable=True)

class Guest(User):
    __tablename__ = "guests"
    id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True)
    until: Mapped[datetime.date]

class File(Owned, Base):
    id: Mapped[key]
    path: Mapped[str]
    owner: Mapped[User] = relationship(back_populates="files", foreign_keys="File.owner_id")

class Abstract(Base):
    __abstract__ = True
    serial: Mapped[key]
    size: Mapped[int]
    gone: Mapped[int] = mapped_column()

class Real(Abstract):
    __tablename__ = "real"
    __table_args__ = {"schema": "app"}
    size = mapped_column(String(4))
    gone = None

class Pair(MappedAsDataclass, Base):
    __tablename__ = "pairs"
    a: Mapped[int] = mapped_column(init=False)
    b: Mapped[int] = mapped_column(Identity(), init=False)
    c: Mapped[Optional[str]] = mapped_column(default=None)
    __table_args__ = (PrimaryKeyConstraint(a, b), ForeignKeyConstraint(["a"], ["users.id"]))
"""

DECORATED = """
from sqlalchemy import Column, Integer, MetaData, String, Table
from sqlalchemy.orm import registry

mapper = registry()

class Base:
    metadata = mapper.metadata

@mapper.mapped
class Plain:
    __tablename__ = "plain"
    id = Column(Integer, primary_key=True)

@mapper.mapped
class WithTable:
    __table__ = Table("with_table", mapper.metadata, Column("id", String(3), primary_key=True))

Made = mapper.generate_base()

class Third(Made):
    __tablename__ = "third"
    id = Column(Integer, primary_key=True)
"""

CLASSIC = """
from sqlalchemy import Column, Integer, String
from sqlalchemy.orm import as_declarative, declared_attr

@as_declarative()
class Base:
    id = Column(Integer, primary_key=True)

    @declared_attr
    def __tablename__(cls):
        return f"app_{cls.__name__.lower()}"

class Thing(Base):
    name = Column(String(3))

class Other(Base):
    __tablename__ = "other"
"""


@pytest.mark.parametrize("source", [OLD, NEW, DECORATED, CLASSIC], ids=["old", "new", "decorated", "classic"])
def test_models_are_read_as_sqlalchemy_makes_them(source: str, against_sqlalchemy: Differing) -> None:
    assert against_sqlalchemy(source) == []


PACKAGE = {
    "base.py": "from sqlalchemy.orm import DeclarativeBase\nclass Base(DeclarativeBase):\n    pass\n",
    "mixins.py": (
        "import sqlalchemy as sa\nfrom . import limits\n"
        "class Named:\n    name = sa.Column(sa.String(limits.Limits.NAME), nullable=False)\n"
    ),
    "limits.py": "class Limits:\n    NAME = 8 * 5\n",
    "users.py": (
        "import shop.base as b\nimport sqlalchemy as sa\nfrom .mixins import *\n"
        "class User(Named, b.Base):\n    __tablename__ = 'users'\n    id = sa.Column(sa.Integer, primary_key=True)\n"
    ),
    "other.py": (
        "import sqlalchemy as sa\nfrom sqlalchemy.orm import declarative_base\nOther = declarative_base()\n"
        "class Foreign(Other):\n    __tablename__ = 'foreign'\n    id = sa.Column(sa.Integer, primary_key=True)\n"
    ),
    "models.py": (
        "from shop.base import Base\nfrom shop.users import User as Person\nfrom .other import Foreign\n"
        "from sqlalchemy import Column, ForeignKey\n"
        "class Pet(Base):\n    __tablename__ = 'pets'\n    owner_id = Column(ForeignKey(Person.id), primary_key=True)\n"
    ),
}


def test_imports_are_followed_to_the_tables_of_the_same_metadata_and_to_no_others(
    against_sqlalchemy: Differing,
) -> None:
    assert against_sqlalchemy(PACKAGE) == []


def test_a_module_that_only_imports_models_stands_for_all_of_them(against_sqlalchemy: Differing) -> None:
    hub = {"hub.py": "from shop.base import Base\nimport shop.users\nimport shop.models\n"}
    assert against_sqlalchemy(PACKAGE | hub, "shop.hub", "shop/hub.py") == []

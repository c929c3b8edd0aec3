"""Sources made to hurt a reader end, and are said to be unread where they are."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from pytest_vx11._errors import SourceError, Unseen
from pytest_vx11._observe.tables import Schema

Reading = Callable[..., Schema]

HEAD = (
    "from sqlalchemy import Column, Integer, String, Table\n"
    "from sqlalchemy.orm import declarative_base, mapped_column, Mapped\n"
    "Base = declarative_base()\n"
)
GOOD = "class Good(Base):\n    __tablename__ = 'good'\n    id = Column(Integer, primary_key=True)\n"


@pytest.mark.parametrize(
    "source",
    [
        "A = B\nB = A\nclass X(A):\n    __tablename__ = 'x'\n    y = Column(A)\n",
        "class X(Y): y = Column(Integer)\nclass Y(X): y = Column(Integer)\n",
        "class X(X): y = Column(X)\n",
        "from models import *\n",
        "def f(): return f()\nclass X(Base):\n    __tablename__ = 'x'\n    y = f()\n",
        "def f(n): return g(n)\ndef g(n): return f(n)\nclass X(Base):\n    __tablename__ = 'x'\n    y = f(1)\n",
        "T = list[T]\nclass X(Base):\n    __tablename__ = 'x'\n    y: Mapped[T]\n",
        "class X(Base):\n    __tablename__ = 'x'\n    String = String(3)\n    y = Column(String)\n",
        "class X(Base):\n    __tablename__ = 'x'\n    __table_args__ = __table_args__ + ()\n    y = Column(Integer)\n",
        "class X(Base):\n    __tablename__ = __tablename__\n    y = Column(Integer)\n",
        f"class X(Base):\n    __tablename__ = 'x'\n    y: Mapped['{'list[' * 400}']\n",
    ],
)
def test_circles_end(source: str, read: Reading) -> None:
    assert "good" in read(HEAD + source + GOOD).tables


@pytest.mark.parametrize(
    "deep",
    [
        "x = Column(" + "(" * 150 + "Integer" + ")" * 150 + ")",
        "x = Column(String(" + "1 + " * 400 + "1))",
        "x = Column(Integer" + "".join(f".with_variant({number}, 'x')" for number in range(400)) + ")",
        "x: Mapped[" + " | ".join("ABCDEFGH"[n % 8] for n in range(400)) + "]",
    ],
    ids=["brackets", "sum", "calls", "union"],
)
def test_deep_nesting_is_no_crash(deep: str, read: Reading) -> None:
    schema = read(f"{HEAD}{GOOD}    {deep}\n")
    [column] = [each for each in schema.tables["good"].columns.values() if each.name == "x"]
    assert len(column.text) < 300


def test_a_module_nested_past_all_reading_is_unseen(read: Reading) -> None:
    arms = "".join(f"elif a == {number}: pass\n" for number in range(3000))
    with pytest.raises(Unseen, match="nested too deeply"):
        read(f"{HEAD}if a: pass\n{arms}{GOOD}")


def test_imports_in_a_circle_end(read: Reading) -> None:
    files = {"a.py": "from b import *\nimport b\n" + HEAD + GOOD, "b.py": "from a import *\nimport a\n"}
    assert list(read(files, "a.py").tables) == ["good"]


@pytest.mark.parametrize(
    "script",
    [
        "CREATE TABLE a (" * 5_000,
        "(" * 60_000,
        "CREATE TABLE a (x int DEFAULT " + "(" * 30_000,
        "'" * 99_999,
        "/*" * 30_000,
        "$a$" + "$b$" * 30_000,
        "$" * 60_000,
        "[" * 60_000,
        "E'\\" * 30_000,
        "INSERT INTO t VALUES (" + "E'\\''," * 50_000,
        "DELIMITER //\n" + "SELECT 1 // " * 30_000,
        "DELIMITER \n" * 30_000,
        "\\\n" * 30_000,
        "GO\n" * 30_000,
        ";" * 60_000,
        "CREATE FUNCTION f() BEGIN " * 5_000,
        "COPY t FROM STDIN;\n" * 5_000,
        "-- +goose Down\n-- +goose Up\n" * 5_000,
        "-" * 60_000,
        "\0" * 60_000,
        "CREATE TABLE a (x int " + "NOT NULL " * 50_000 + ");",
        "CREATE TABLE a (" + ",".join(f"c{n} int" for n in range(10_000)) + ");",
        "CREATE TABLE a (x int);" + "".join(f"ALTER TABLE a ADD c{n} int;" for n in range(6_000)),
        "".join(f"CREATE TABLE t{n} (x int);" for n in range(6_000)),
        "DO $$ " + "CREATE TABLE a (x int);" * 10_000 + " $$;",
    ],
    ids=lambda script: f"{script[:12]!r}",
)
def test_scripts_made_to_hurt_end(script: str, read_sql: Reading) -> None:
    read_sql(script)


def test_a_script_of_too_many_statements_is_read_as_far_as_the_bound(read_sql: Reading) -> None:
    schema = read_sql("CREATE TABLE a (x int);" + "DROP TABLE b;" * 20_000 + "\nCREATE TABLE c (x int);")
    assert list(schema.tables) == ["a"]
    assert [each.reason for each in schema.unread] == ["after 20,000 statements that change tables no more are read"]


def test_a_nul_byte_in_python_is_an_error_at_its_line(read: Reading) -> None:
    with pytest.raises(SourceError) as raised:
        read("x = 1\n\0")
    [problem] = raised.value.problems
    assert problem.place is not None
    assert problem.place.line == 2

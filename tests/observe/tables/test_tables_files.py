from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from pytest_vx11._errors import SourceError, Unseen
from pytest_vx11._observe.need import Memory
from pytest_vx11._observe.tables import ModelsNeed, Schema, same_type
from pytest_vx11._observe.tables.files import MAX_FILES

Reading = Callable[..., Schema]

MODEL = (
    "from sqlalchemy import Column, Integer\nfrom sqlalchemy.orm import declarative_base\nBase = declarative_base()\n"
    "class User(Base):\n    __tablename__ = 'users'\n    id = Column(Integer, primary_key=True)\n"
)


def _see(root: Path, *paths: str) -> Schema:
    return Memory().see(ModelsNeed(root=str(root), paths=paths))


def test_files_and_folders_of_both_kinds_make_one_schema(read: Reading) -> None:
    files = {"app/models.py": MODEL, "app/sql/a.sql": "CREATE TABLE a (x int);", "b.sql": "CREATE TABLE b (x int);"}
    assert set(read(files, "app", "b.sql").tables) == {"users", "a", "b"}


def test_hidden_folders_and_caches_are_left_out(read: Reading) -> None:
    files = {"app/a.sql": "CREATE TABLE a (x int);", "app/.git/b.sql": "CREATE TABLE b (x int);"}
    files["app/node_modules/c.sql"] = "CREATE TABLE c (x int);"
    assert list(read(files, "app").tables) == ["a"]


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("missing.py", "no such file or folder"),
        ("empty", "holds no .py or .sql file"),
        ("notes.txt", "is neither Python nor SQL"),
        ("latin.sql", "is not UTF-8 text"),
    ],
)
def test_a_path_that_cannot_be_read_is_an_error_at_its_place(path: str, message: str, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "notes.txt").touch()
    (tmp_path / "latin.sql").write_bytes("-- café".encode("latin-1"))
    with pytest.raises(SourceError) as raised:
        _see(tmp_path, path)
    [problem] = raised.value.problems
    assert message in problem.message
    assert problem.place is not None
    assert problem.place.path == (tmp_path / path).as_posix()
    assert problem.place.line == {"latin.sql": 1}.get(path, 0)


def test_one_unreadable_file_of_many_is_a_doubt_if_it_may_declare_tables(read: Reading) -> None:
    files = {"app/models.py": MODEL, "app/broken.py": "class A:\n    __tablename__ = 'a'\n  x\n", "app/other.py": "(\n"}
    schema = read(files, "app")
    assert list(schema.tables) == ["users"]
    [unread] = schema.unread
    assert unread.place.path.endswith("app/broken.py")
    assert unread.place.line == 3


@pytest.mark.parametrize("path", ["../outside.py", "link.py", "folder"])
def test_nothing_outside_of_the_root_is_read(path: str, tmp_path: Path) -> None:
    root = tmp_path / "root"
    root.mkdir()
    (tmp_path / "outside.py").write_text(MODEL)
    (root / "link.py").symlink_to(tmp_path / "outside.py")
    (root / "folder").symlink_to(tmp_path)
    with pytest.raises(Unseen, match="outside of the tree"):
        _see(root, path)


def test_an_import_that_leads_out_of_the_root_is_not_followed(tmp_path: Path) -> None:
    root = tmp_path / "root"
    root.mkdir()
    (tmp_path / "base.py").write_text("class Mixin:\n    pass\n")
    (root / "base.py").symlink_to(tmp_path / "base.py")
    source = MODEL.replace("class User(Base)", "from base import Mixin\nclass User(Mixin, Base)")
    (root / "models.py").write_text(source)
    assert [each.reason for each in _see(root, "models.py").tables["users"].unread] == [
        "Mixin may bring columns, and its source is not there"
    ]


def test_a_folder_of_too_many_files_is_not_looked_through(tmp_path: Path) -> None:
    for number in range(MAX_FILES + 1):
        (tmp_path / f"{number}.sql").touch()
    with pytest.raises(Unseen, match="more than 2000 source files"):
        _see(tmp_path, ".")


def test_a_table_is_found_with_and_without_its_schema_and_in_any_case(read: Reading) -> None:
    schema = read({"a.sql": "CREATE TABLE app.Users (Id int); CREATE TABLE plain (x int);"})
    assert [schema.find(name) is None for name in ("app.Users", "users", "APP.USERS", "other.users")] == [
        False,
        False,
        False,
        True,
    ]
    assert schema.find("app.plain") is schema.tables["plain"]
    users = schema.tables["app.Users"]
    assert users.find("ID") is users.columns["Id"]
    assert users.find("x") is None


def test_a_bare_name_that_fits_two_schemas_is_not_guessed(read: Reading) -> None:
    schema = read({"a.sql": "CREATE TABLE a.t (x int);\nCREATE TABLE b.t (x int);"})
    with pytest.raises(Unseen) as raised:
        schema.find("t")
    assert [place.line for place in raised.value.places] == [1, 2]
    assert schema.find("b.t") is schema.tables["b.t"]


def test_what_another_engine_makes_of_a_type_is_the_same_type(read: Reading) -> None:
    source = MODEL.replace("import Column, Integer", "import Column, Integer, Uuid") + "    token = Column(Uuid)\n"
    declared = read(source).tables["users"].columns["token"].type
    live = read({"a.sql": "CREATE TABLE a (x UUID, y CHAR(32), z CHAR(36));"}, "a.sql").tables["a"]
    kinds = [column.type for column in live.columns.values()]
    assert declared is not None
    assert [kind is not None and same_type(kind, declared) for kind in kinds] == [True, True, False]


BASE = "from sqlalchemy.orm import DeclarativeBase\nclass Base(DeclarativeBase):\n    pass\n"


@pytest.mark.parametrize(
    ("home", "path", "statement"),
    [
        ("base.py", "models.py", "from base import Base"),
        ("app/base.py", "app/models.py", "from .base import Base"),
        ("app/base.py", "app/deep/models.py", "from ..base import Base"),
        ("app/base.py", "app/deep/models.py", "from app.base import Base"),
        ("services/one/app/base.py", "services/one/app/models.py", "from app.base import Base"),
        ("src/shop/base.py", "other/models.py", "from shop import base\nBase = base.Base"),
        ("app/config/base.py", "app/models.py", "import app.config.base as b\nBase = b.Base"),
        ("config/base.py", "app/models.py", "from config.base import Base"),
        ("config/__init__.py", "app/models.py", "from config import Base"),
    ],
)
def test_a_base_is_found_where_python_would_import_it_from(home: str, path: str, statement: str, read: Reading) -> None:
    model = f"{statement}\nfrom sqlalchemy import Column, Integer\nclass A(Base):\n  __tablename__ = 'a'\n"
    folder = {"app/config/settings.sql": ""}
    schema = read({home: BASE, path: model + "  x = Column(Integer, primary_key=True)\n"} | folder, path)
    assert schema.doubts("a") == ()
    assert list(schema.tables["a"].columns) == ["x"]


@pytest.mark.parametrize(
    ("stars", "expected"),
    [
        ("from sqlalchemy import *\nfrom typing import *\n", None),
        ("from typing import *\nfrom sqlalchemy import *\n", "TEXT"),
    ],
)
def test_of_two_modules_that_give_all_their_names_the_last_counts(
    stars: str, expected: str | None, read: Reading
) -> None:
    source = "from sqlalchemy.orm import declarative_base\nBase = declarative_base()\n"
    source += "class A(Base):\n  __tablename__ = 'a'\n"
    kind = read(f"{stars}{source}  x = Column(Text)\n  y: Optional[int] = 3\n").tables["a"].columns["x"].type
    assert (str(kind) if kind else None) == expected

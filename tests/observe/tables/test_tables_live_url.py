"""The file that a URL names is the one that SQLAlchemy opens."""

from __future__ import annotations

import os
import re
import sqlite3
import warnings
from contextlib import closing
from pathlib import Path
from urllib.parse import unquote

import pytest
import sqlalchemy as sa

from pytest_vx11._observe.tables.live import SqliteUrl, parse_url


@pytest.mark.parametrize(
    "url",
    [
        "sqlite:///app.db", "sqlite:///data/runtime/app.db", "sqlite:///./data/../app.db", "sqlite+pysqlite:///app.db",
        "sqlite:///{root}/app.db", "sqlite:///app.db?timeout=3", "sqlite:///a%20b.db", "sqlite:///a b.db",
        "sqlite:///a#b.db", "sqlite:///file:app.db?uri=true", "sqlite:///file:a%20b.db?mode=rwc&uri=true",
        "sqlite:///file:{root}/app.db?uri=true", "sqlite:///file://{root}/app.db?uri=true",
        "sqlite:///file:///{root}/app.db?uri=true", "sqlite:///größe.db",
    ],
)  # fmt: skip
def test_a_file_is_the_one_that_sqlalchemy_makes(url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "data/runtime").mkdir(parents=True)
    monkeypatch.chdir(tmp_path)
    url = url.format(root=tmp_path.as_posix())
    engine = sa.create_engine(url)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", sa.exc.SAWarning)  # of parameters that it does not take
        with engine.begin() as connection:
            connection.execute(sa.text("CREATE TABLE t (a)"))
    engine.dispose()
    parsed = parse_url(url)
    assert parsed is not None
    found = next(path for path in (Path(os.path.join(tmp_path, each)) for each in parsed.paths) if path.exists())
    with closing(sqlite3.connect(found)) as connection:
        assert connection.execute("SELECT name FROM sqlite_master").fetchall() == [("t",)]


@pytest.mark.parametrize(
    "url", ["sqlite://", "sqlite:///", "sqlite:///:memory:", "sqlite:///file:x?mode=memory&uri=true"]
)
def test_a_database_in_memory_is_told_as_such(url: str) -> None:
    assert parse_url(url) == SqliteUrl(paths=(), in_memory=True)


@pytest.mark.parametrize("url", ["postgresql+psycopg://u:p@h/db", "mysql://h/db", "sqlite+pysqlcipher://:key@/app.db"])
def test_other_databases_are_none_of_sqlite(url: str) -> None:
    assert parse_url(url) is None


@pytest.mark.parametrize("url", ["x.db", "sqlite:x.db", "sqlite://x.db", "sqlite:///a\0b", "", "sqlite:/x.db"])
def test_what_is_no_url_is_refused_without_telling_it(url: str) -> None:
    with pytest.raises(ValueError, match=re.compile("^the url ")) as error:
        parse_url(url)
    assert not url or url not in str(error.value)


def test_a_name_with_a_percent_sign_is_tried_both_ways() -> None:
    parsed = parse_url("sqlite:///a%20b.db")
    assert parsed is not None
    assert parsed.paths == (unquote("a%20b.db"), "a%20b.db")

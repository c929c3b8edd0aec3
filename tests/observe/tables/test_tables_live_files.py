"""SQLite files that others write to, that are broken, or that should not be read: none is changed, each ends in time."""

from __future__ import annotations

import os
import random
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from pytest_vx11._errors import SourceError, Unseen
from pytest_vx11._observe.live import Live, LiveNeed
from pytest_vx11._observe.need import Memory
from pytest_vx11._observe.tables import Schema
from pytest_vx11._observe.tables.live import LiveTablesNeed

PATIENCE = 60.0
"""Seconds after which a test fails that waits for another process."""
#: Opens app.db, runs the statements, says so, and holds it until its input ends; dies at once where told to.
HOLDER = """
import os, sqlite3, sys
connection = sqlite3.connect("app.db", isolation_level=None)
for statement in sys.argv[2:]:
    connection.execute(statement)
print("held", flush=True)
if sys.argv[1] == "die":
    os._exit(0)
sys.stdin.read()
"""


def look(root: Path, url: str = "sqlite:///app.db", *, runtime: str = "process", seconds: float = PATIENCE) -> Schema:
    system = Live(system="shop", root=str(root), runtime=runtime, services={})
    need = LiveTablesNeed(system="shop", root=str(root), folder=str(root / "canon"), url=url, seconds=seconds)
    return Memory(seen={LiveNeed("shop"): system}).see(need)


def make(root: Path, script: str = "CREATE TABLE t (a INTEGER)") -> Path:
    with closing(sqlite3.connect(root / "app.db")) as connection:
        connection.executescript(script)
    return root / "app.db"


@contextmanager
def held(root: Path, *statements: str, how: str = "hold") -> Iterator[None]:
    """Let another process run statements on the database, and keep it open; or die with it open."""
    words = [sys.executable, "-c", HOLDER, how, *statements]
    with subprocess.Popen(words, cwd=root, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        if how == "die":
            process.wait(PATIENCE)
        yield


def lying(root: Path) -> dict[str, tuple[bytes, int]]:
    """Return all that lies there, with what is in it and when it was written."""
    return {each.name: (each.read_bytes(), each.stat().st_mtime_ns) for each in root.iterdir() if each.is_file()}


WAL = ("PRAGMA journal_mode=WAL", "CREATE TABLE IF NOT EXISTS u (b TEXT)")


def test_a_log_that_somebody_writes_is_read_with_the_file(tmp_path: Path) -> None:
    make(tmp_path)
    with held(tmp_path, *WAL):
        before = lying(tmp_path)
        assert set(before) == {"app.db", "app.db-wal", "app.db-shm"}
        assert list(look(tmp_path).tables) == ["t", "u"]
        assert lying(tmp_path) == before


def test_what_is_not_yet_committed_is_not_there(tmp_path: Path) -> None:
    make(tmp_path)
    with held(tmp_path, *WAL, "BEGIN IMMEDIATE", "CREATE TABLE never (c)"):
        assert list(look(tmp_path).tables) == ["t", "u"]


def test_a_database_with_a_log_that_nobody_has_open_gains_no_files(tmp_path: Path) -> None:
    make(tmp_path, ";".join(WAL))
    before = lying(tmp_path)
    assert set(before) == {"app.db"}
    assert list(look(tmp_path).tables) == ["u"]
    assert lying(tmp_path) == before


def test_a_log_whose_writer_died_is_read_and_left(tmp_path: Path) -> None:
    make(tmp_path)
    with held(tmp_path, *WAL, how="die"):
        before = lying(tmp_path)
        assert list(look(tmp_path).tables) == ["t", "u"]
        assert lying(tmp_path) == before


def test_a_log_without_its_index_is_not_guessed_at(tmp_path: Path) -> None:
    make(tmp_path)
    with held(tmp_path, *WAL, how="die"):
        (tmp_path / "app.db-shm").unlink()
        before = lying(tmp_path)
        with pytest.raises(Unseen, match="log has no index"):
            look(tmp_path)
        assert lying(tmp_path) == before


def test_a_writer_that_has_written_nothing_yet_hinders_nobody(tmp_path: Path) -> None:
    make(tmp_path)
    with held(tmp_path, "BEGIN EXCLUSIVE"):
        assert list(look(tmp_path).tables) == ["t"]


def test_a_database_that_stays_locked_is_unseen_after_a_while(tmp_path: Path) -> None:
    make(tmp_path)
    with held(tmp_path, "BEGIN EXCLUSIVE", "INSERT INTO t VALUES (1)"):
        before = lying(tmp_path)
        with pytest.raises(Unseen, match=r"could not be read within 0\.2 s: database is locked"):
            look(tmp_path, seconds=0.2)
        assert lying(tmp_path) == before


def test_a_lock_that_ends_is_waited_for(tmp_path: Path) -> None:
    make(tmp_path)
    found: list[Schema] = []
    reader = threading.Thread(target=lambda: found.append(look(tmp_path)))
    with held(tmp_path, "BEGIN EXCLUSIVE", "INSERT INTO t VALUES (1)"):
        reader.start()
    reader.join(PATIENCE)
    assert [list(each.tables) for each in found] == [["t"]]


def test_reading_takes_no_lock_from_a_writer_of_this_very_process(tmp_path: Path) -> None:
    with closing(sqlite3.connect(make(tmp_path), isolation_level=None)) as writer:
        writer.execute("BEGIN IMMEDIATE")
        look(tmp_path)
        other = "import sqlite3; sqlite3.connect('app.db', timeout=0).execute('BEGIN IMMEDIATE')"
        done = subprocess.run([sys.executable, "-c", other], cwd=tmp_path, capture_output=True, text=True, check=False)
        assert "database is locked" in done.stderr


def test_a_table_that_others_change_all_the_while_is_always_read_as_one_of_its_states(tmp_path: Path) -> None:
    path = make(tmp_path, "CREATE TABLE t (a INTEGER, b INTEGER)")
    stop = threading.Event()

    def change() -> None:
        with closing(sqlite3.connect(path, timeout=PATIENCE)) as connection:
            while not stop.wait(0.001):
                connection.executescript("BEGIN; DROP TABLE t; CREATE TABLE t (a INTEGER, b INTEGER); COMMIT")

    writer = threading.Thread(target=change)
    writer.start()
    try:
        for _ in range(10):
            assert list(look(tmp_path).tables["t"].columns) == ["a", "b"]
    finally:
        stop.set()
        writer.join(PATIENCE)


def test_a_journal_whose_writer_died_is_left_for_its_owner(tmp_path: Path) -> None:
    make(tmp_path, "PRAGMA page_size=512; CREATE TABLE t (a); INSERT INTO t VALUES (zeroblob(100000))")
    with held(tmp_path, "PRAGMA cache_size=1", "BEGIN", "UPDATE t SET a = randomblob(100000)", how="die"):
        before = lying(tmp_path)
        assert set(before) == {"app.db", "app.db-journal"}
        with pytest.raises(Unseen, match="a writer died"):
            look(tmp_path)
        assert lying(tmp_path) == before


def test_a_missing_database_is_wrong_where_the_system_was_started_here(tmp_path: Path) -> None:
    with pytest.raises(SourceError) as error:
        look(tmp_path, "sqlite:///data/app.db")
    (problem,) = error.value.problems
    assert problem.message == "the live database is not there"
    assert problem.place is not None
    assert problem.place.path == (tmp_path / "data/app.db").as_posix()
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("runtime", ["attach", "docker"])
def test_a_missing_database_may_lie_elsewhere_where_somebody_else_started_the_system(
    runtime: str, tmp_path: Path
) -> None:
    with pytest.raises(Unseen, match="may lie in a container"):
        look(tmp_path, runtime=runtime)


def test_where_nothing_runs_no_file_is_looked_for(tmp_path: Path) -> None:
    need = LiveTablesNeed(system="shop", root=str(tmp_path), folder=str(tmp_path), url="sqlite:///app.db")
    with pytest.raises(Unseen, match="nothing runs"):
        Memory().see(need)


def test_a_database_outside_of_the_tree_is_not_read(tmp_path: Path) -> None:
    root, outside = tmp_path / "tree", tmp_path / "outside"
    root.mkdir()
    outside.mkdir()
    make(outside)
    (root / "link.db").symlink_to(outside / "app.db")
    (root / "folder").symlink_to(outside)
    for path in (f"{outside.as_posix()}/app.db", "../outside/app.db", "link.db", "folder/app.db", "/etc/passwd"):
        with pytest.raises(Unseen, match="outside of the tree"):
            look(root, f"sqlite:///{path}")


def test_a_database_in_the_canon_s_folder_is_read(tmp_path: Path) -> None:
    (tmp_path / "root").mkdir()
    (tmp_path / "root/canon").symlink_to(tmp_path / "beside")
    (tmp_path / "beside").mkdir()
    path = make(tmp_path / "beside")
    assert list(look(tmp_path / "root", f"sqlite:///{path.as_posix()}").tables) == ["t"]


def test_a_folder_and_a_pipe_are_no_databases(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(SourceError, match="is a folder"):
        look(tmp_path, "sqlite:///folder")
    with pytest.raises(SourceError, match="no plain file"):
        look(tmp_path, "sqlite:///pipe")


@pytest.mark.parametrize("path", ["loop", "x" * 300, "app.db/below"])
def test_a_path_that_leads_nowhere_ends_with_a_reason(path: str, tmp_path: Path) -> None:
    (tmp_path / "loop").symlink_to("loop")
    (tmp_path / "app.db").touch()
    with pytest.raises((Unseen, SourceError), match="the live database"):
        look(tmp_path, f"sqlite:///{path}")


def test_a_read_only_folder_is_no_hindrance(tmp_path: Path) -> None:
    make(tmp_path, ";".join(WAL))
    tmp_path.chmod(0o500)
    try:
        assert list(look(tmp_path).tables) == ["u"]
    finally:
        tmp_path.chmod(0o700)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read every file")
def test_a_database_that_may_not_be_read_is_unseen(tmp_path: Path) -> None:
    make(tmp_path).chmod(0)
    with pytest.raises(Unseen, match="unable to open"):
        look(tmp_path)


def test_what_is_no_database_is_wrong(tmp_path: Path) -> None:
    for content in (b"{}", b"x" * 5000, b"SQLite format 3\0", b"SQLite format 3\0" + b"\xff" * 5000):
        (tmp_path / "app.db").write_bytes(content)
        with pytest.raises(SourceError, match="cannot be read as one of SQLite"):
            look(tmp_path)


def test_a_damaged_database_ends_with_a_reason_and_nothing_else(tmp_path: Path) -> None:
    tables = "".join(f"CREATE TABLE t{n} (a INTEGER PRIMARY KEY, b TEXT UNIQUE DEFAULT 'x');" for n in range(60))
    path = make(tmp_path, f"PRAGMA page_size=512; {tables}")
    whole, chance, broken = path.read_bytes(), random.Random(11), 0
    for _ in range(100):
        content = bytearray(whole[: chance.randrange(100, len(whole))] if chance.random() < 0.3 else whole)
        for _ in range(chance.choice((0, 1, 10, 200))):
            content[chance.randrange(20, len(content))] = chance.randrange(256)
        path.write_bytes(content)
        try:
            look(tmp_path)
        except (SourceError, Unseen):
            broken += 1
    assert broken > 30
    assert set(lying(tmp_path)) == {"app.db"}


def test_a_schema_that_was_tampered_with_ends_with_a_reason(tmp_path: Path) -> None:
    path = make(tmp_path)
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript("PRAGMA writable_schema=ON; UPDATE sqlite_master SET sql = 'CREATE TABLE t (a, a, ('")
    with pytest.raises(SourceError, match="malformed database schema"):
        look(tmp_path)


def test_names_that_are_no_text_are_read_as_far_as_they_can_be(tmp_path: Path) -> None:
    path = make(tmp_path, "CREATE TABLE tttt (cccc TEXT DEFAULT 'dddd')")
    raw = path.read_bytes()
    path.write_bytes(raw.replace(b"cccc", b"c\xff\xfec").replace(b"dddd", b"\xff\xff\xff\xff"))
    assert list(look(tmp_path).tables["tttt"].columns) == ["c\N{REPLACEMENT CHARACTER}\N{REPLACEMENT CHARACTER}c"]


def test_a_reading_that_takes_too_long_is_ended(tmp_path: Path) -> None:
    tables = "".join(f"CREATE TABLE t{n} (a, b, c);" for n in range(500))
    make(tmp_path, f"BEGIN; {tables} COMMIT")
    began = time.monotonic()
    with pytest.raises(Unseen, match="could not be read within 0 s: interrupted"):
        look(tmp_path, seconds=0.0)
    assert time.monotonic() - began < PATIENCE


def test_a_thousand_tables_are_read(tmp_path: Path) -> None:
    tables = "".join(f"CREATE TABLE t{n} (a INTEGER PRIMARY KEY, b TEXT UNIQUE);" for n in range(1000))
    make(tmp_path, f"BEGIN; {tables} COMMIT")
    assert len(look(tmp_path).tables) == 1000


@pytest.mark.skipif(sys.version_info < (3, 11), reason="sqlite3 has no limits before")
def test_a_statement_of_megabytes_is_not_taken_in(tmp_path: Path) -> None:
    make(tmp_path, f"CREATE TABLE t (a TEXT DEFAULT '{'x' * 500_000}')")
    column = look(tmp_path).tables["t"].columns["a"]
    assert (column.default, column.default_value) == (True, None)
    with closing(sqlite3.connect(tmp_path / "app.db")) as connection:
        connection.execute("PRAGMA writable_schema=ON")
        connection.execute("UPDATE sqlite_master SET sql = 'CREATE TABLE t (a)' || printf('%.*c', 20000000, ' ')")
        connection.commit()
    with pytest.raises((Unseen, SourceError), match=r"too big|malformed|MemoryError"):
        look(tmp_path)


def test_a_url_s_password_is_never_told(tmp_path: Path) -> None:
    with pytest.raises(Unseen, match="SQLite only") as error:
        look(tmp_path, "postgresql://user:hunter2@host/db")
    need = LiveTablesNeed(system="s", root="/", folder="/", url="postgresql://user:hunter2@host/db")
    assert "hunter2" not in f"{error.value}{need}"


def test_a_variable_that_is_not_set_is_named(tmp_path: Path) -> None:
    system = Live(system="shop", root=str(tmp_path), runtime="process", services={})
    need = LiveTablesNeed(system="shop", root=str(tmp_path), folder=str(tmp_path), url="", unset=("SHOP_DB",))
    with pytest.raises(Unseen, match=r"\$\{SHOP_DB\}"):
        Memory(seen={LiveNeed("shop"): system}).see(need)

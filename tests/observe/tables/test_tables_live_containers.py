"""A database that lies in a container: which of them it is, and that one state of it is read, from a copy."""

from __future__ import annotations

import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import IO

import pytest

from pytest_vx11._errors import SourceError, Unseen
from pytest_vx11._observe.live import Live, LiveNeed, Standing
from pytest_vx11._observe.need import Memory
from pytest_vx11._observe.tables import Schema
from pytest_vx11._observe.tables.live import LiveTablesNeed, copying
from tests.observe.tables.boxes import Boxes, mounted

PATIENCE = 60.0
SPLIT = "PRAGMA page_size=512; CREATE TABLE t (a INTEGER PRIMARY KEY, b BLOB);"


@pytest.fixture
def boxes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Boxes]:
    """Yield an engine; whatever was copied from it must be gone in the end."""
    copies = tmp_path / "copies"
    copies.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(copies))
    yield Boxes(tmp_path / "boxes")
    assert list(copies.iterdir()) == []


def make(path: Path, script: str = "CREATE TABLE t (a INTEGER)") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(script)
    return path


def need_of(root: Path, url: str = "sqlite:///data/app.db", seconds: float = PATIENCE) -> LiveTablesNeed:
    return LiveTablesNeed(system="shop", root=str(root), folder=str(root), url=url, seconds=seconds)


def look(boxes: Boxes, root: Path, url: str = "sqlite:///data/app.db", runtime: str = "docker") -> Schema:
    return boxes.memory(root, runtime).see(need_of(root, url))


def place(boxes: Boxes, root: Path, url: str = "sqlite:///data/app.db") -> str:
    return boxes.memory(root).see(need_of(root, url).file).place.path


@pytest.mark.parametrize("url", ["sqlite:///data/app.db", "sqlite:///./data/app.db", "sqlite:////app/data/app.db"])
def test_a_path_begins_where_the_container_works(url: str, boxes: Boxes, tmp_path: Path) -> None:
    boxes.make("orders")
    make(boxes.put("orders", "/app/data/app.db"))
    assert list(look(boxes, tmp_path, url).tables) == ["t"]
    assert place(boxes, tmp_path, url) == "shop-orders:/app/data/app.db"


def test_what_is_found_is_told_with_its_container(boxes: Boxes, tmp_path: Path) -> None:
    boxes.make("orders")
    make(boxes.put("orders", "/app/data/app.db"))
    assert look(boxes, tmp_path).tables["t"].place.path == "shop-orders:/app/data/app.db"


def test_a_file_of_the_tree_is_not_taken_for_the_one_in_the_container(boxes: Boxes, tmp_path: Path) -> None:
    make(tmp_path / "data/app.db", "CREATE TABLE committed (a)")
    boxes.make("orders")
    with pytest.raises(SourceError, match="the live database is not there"):
        look(boxes, tmp_path)
    make(boxes.put("orders", "/app/data/app.db"))
    assert list(look(boxes, tmp_path).tables) == ["t"]


def test_a_volume_that_two_services_share_is_one_database(boxes: Boxes, tmp_path: Path) -> None:
    boxes.make("a", mounted("data", "/app/data"))
    boxes.make("b", mounted("data", "/srv/store"), working_dir="/srv/store/..")
    boxes.make("c", mounted("data", "/x/data"), working_dir="/x")
    make(boxes.put("a", "/app/data/app.db"))
    assert list(look(boxes, tmp_path).tables) == ["t"]
    assert place(boxes, tmp_path) == "shop-a:/app/data/app.db"


def test_a_folder_and_one_below_it_that_two_services_mount_are_one_place(boxes: Boxes, tmp_path: Path) -> None:
    boxes.make("a", mounted("/host/data", "/app", "bind"))
    boxes.make("b", mounted("/host/data/data", "/app/data", "bind"))
    make(boxes.put("a", "/app/data/app.db"))
    assert place(boxes, tmp_path) == "shop-a:/app/data/app.db"


def test_what_is_kept_in_a_volume_is_meant_rather_than_what_images_brought_along(boxes: Boxes, tmp_path: Path) -> None:
    for name in ("a", "b"):
        boxes.make(name)
        make(boxes.put(name, "/app/data/app.db"), "CREATE TABLE baked (a)")
    boxes.make("c", mounted("data", "/app/data"))
    make(boxes.put("c", "/app/data/app.db"))
    assert list(look(boxes, tmp_path).tables) == ["t"]


def test_of_several_that_are_not_the_same_none_is_chosen(boxes: Boxes, tmp_path: Path) -> None:
    boxes.make("a", mounted("one", "/app/data"))
    boxes.make("b", mounted("two", "/app/data"))
    boxes.make("c", mounted("one", "/app/data"))
    for name in ("a", "b"):
        make(boxes.put(name, "/app/data/app.db"))
    with pytest.raises(Unseen, match="several containers") as error:
        look(boxes, tmp_path)
    assert error.value.reason.endswith(": shop-a:/app/data/app.db, shop-b:/app/data/app.db")


def test_a_service_that_is_not_expected_to_be_up_is_not_looked_into(boxes: Boxes, tmp_path: Path) -> None:
    boxes.make("a")
    boxes.make("b")
    make(boxes.put("a", "/app/data/app.db"))
    make(boxes.put("b", "/app/data/app.db"), "CREATE TABLE u (a)")
    assert list(boxes.memory(tmp_path, a="disabled").see(need_of(tmp_path)).tables) == ["u"]


def test_where_none_has_it_that_is_wrong_and_says_where_was_looked(boxes: Boxes, tmp_path: Path) -> None:
    boxes.make("a")
    boxes.make("b")
    with pytest.raises(SourceError) as error:
        look(boxes, tmp_path)
    (problem,) = error.value.problems
    assert (problem.message, problem.place) == ("the live database is not there", None)
    assert problem.hint.startswith("looked for at data/app.db in the containers of a, b:")


def test_attached_to_a_system_without_it_the_file_on_this_machine_will_do(boxes: Boxes, tmp_path: Path) -> None:
    boxes.make("a")
    with pytest.raises(Unseen, match="may lie in a container"):
        look(boxes, tmp_path, runtime="attach")
    make(tmp_path / "data/app.db")
    assert list(look(boxes, tmp_path, runtime="attach").tables) == ["t"]


def test_an_engine_without_any_container_of_the_system_changes_nothing(tmp_path: Path) -> None:
    services = {"a": Standing(name="a")}
    live = Live(system="shop", root="/", runtime="attach", services=services, engine=Boxes(tmp_path))
    make(tmp_path / "data/app.db")
    assert list(Memory(seen={LiveNeed("shop"): live}).see(need_of(tmp_path)).tables) == ["t"]


def test_one_that_cannot_be_looked_into_may_have_it(boxes: Boxes, tmp_path: Path) -> None:
    boxes.make("a")
    boxes.make("b")
    boxes.refuses = frozenset({"a"})
    with pytest.raises(Unseen, match="whether a has the live database, nobody could see: the engine does not answer"):
        look(boxes, tmp_path)
    make(boxes.put("b", "/app/data/app.db"))
    assert list(look(boxes, tmp_path).tables) == ["t"]


def test_a_container_that_has_vanished_is_unseen(boxes: Boxes, tmp_path: Path) -> None:
    boxes.make("a")
    memory = boxes.memory(tmp_path)
    del boxes.made["a"]
    with pytest.raises(Unseen, match="the container of a has gone"):
        memory.see(need_of(tmp_path))


def test_what_would_lie_in_memory_is_unseen(boxes: Boxes, tmp_path: Path) -> None:
    boxes.make("a", mounted(None, "/app/data", "tmpfs"))
    make(boxes.put("a", "/app/data/app.db"))
    with pytest.raises(Unseen, match="tmpfs"):
        look(boxes, tmp_path)


def test_the_innermost_mount_counts(boxes: Boxes, tmp_path: Path) -> None:
    boxes.make("a", mounted("inner", "/app/data"), mounted("outer", "/app"), mounted(None, "/", "tmpfs"))
    make(boxes.put("a", "/app/data/app.db"))
    assert list(look(boxes, tmp_path).tables) == ["t"]


def test_a_link_is_followed_and_the_log_lies_beside_its_end(boxes: Boxes, tmp_path: Path) -> None:
    boxes.make("a", mounted("data", "/store"))
    boxes.put("a", "/app/data/app.db").symlink_to("../../store/real.db")
    with closing(sqlite3.connect(boxes.put("a", "/store/real.db"))) as writer:
        writer.executescript("PRAGMA journal_mode=WAL; CREATE TABLE logged (a)")
        assert list(look(boxes, tmp_path).tables) == ["logged"]


def test_a_folder_is_wrong_unless_another_has_a_file(boxes: Boxes, tmp_path: Path) -> None:
    boxes.make("a", mounted("data", "/app/data"))
    boxes.make("b")
    boxes.put("a", "/app/data/app.db").mkdir()
    with pytest.raises(SourceError, match="is a folder"):
        look(boxes, tmp_path)
    make(boxes.put("b", "/app/data/app.db"))
    assert list(look(boxes, tmp_path).tables) == ["t"]


def test_a_pipe_is_no_database(boxes: Boxes, tmp_path: Path) -> None:
    boxes.make("a")
    os.mkfifo(boxes.put("a", "/app/data/app.db"))
    with pytest.raises(Unseen, match="is no file in the container"):
        look(boxes, tmp_path)


def test_a_log_is_read_with_the_file_and_nothing_is_written_there(boxes: Boxes, tmp_path: Path) -> None:
    boxes.make("a")
    path = boxes.put("a", "/app/data/app.db")
    with closing(sqlite3.connect(path)) as writer:
        writer.executescript("PRAGMA journal_mode=WAL; CREATE TABLE logged (a)")
        before = {each.name: (each.read_bytes(), each.stat().st_mtime_ns) for each in path.parent.iterdir()}
        assert list(look(boxes, tmp_path).tables) == ["logged"]
        assert {each.name: (each.read_bytes(), each.stat().st_mtime_ns) for each in path.parent.iterdir()} == before


def interrupted(path: Path) -> None:
    """Leave a database at `path` as a writer leaves it that dies in the middle: changed, with its journal."""
    live = make(path.with_name("live.db"), f"{SPLIT} INSERT INTO t (b) VALUES (zeroblob(100000))")
    with closing(sqlite3.connect(live, isolation_level=None)) as writer:
        for statement in (
            "PRAGMA cache_size=1",
            "BEGIN",
            "CREATE TABLE never (a)",
            "UPDATE t SET b = randomblob(90000)",
        ):
            writer.execute(statement)
        shutil.copy(live, path)
        shutil.copy(f"{live}-journal", f"{path}-journal")


def test_what_was_never_committed_is_rolled_back_in_the_copy_alone(boxes: Boxes, tmp_path: Path) -> None:
    boxes.make("a")
    path = boxes.put("a", "/app/data/app.db")
    interrupted(path)
    assert path.with_name("app.db-journal").stat().st_size > 512
    before = path.read_bytes()
    assert list(look(boxes, tmp_path).tables) == ["t"]
    assert path.read_bytes() == before


def test_a_journal_that_names_another_takes_nothing_away_here(boxes: Boxes, tmp_path: Path) -> None:
    boxes.make("a")
    path = boxes.put("a", "/app/data/app.db")
    interrupted(path)
    precious = tmp_path / "precious"
    precious.write_text("kept")
    name = str(precious).encode()
    tail = (1 << 30).to_bytes(4, "big") + name + len(name).to_bytes(4, "big") + sum(name).to_bytes(4, "big")
    with path.with_name("app.db-journal").open("ab") as journal:
        journal.write(tail + bytes.fromhex("d9d505f920a163d7"))
    with pytest.raises(Unseen, match="several databases"):
        look(boxes, tmp_path)
    assert precious.read_text() == "kept"


def test_a_file_that_changes_while_it_is_copied_is_copied_again(boxes: Boxes, tmp_path: Path) -> None:
    boxes.make("a")
    path = make(boxes.put("a", "/app/data/app.db"))

    def meanwhile(_: str) -> None:
        if len(boxes.copied) == 1:
            make(path, "CREATE TABLE u (a)")

    boxes.meanwhile = meanwhile
    assert list(look(boxes, tmp_path).tables) == ["t", "u"]
    assert len(boxes.copied) == 2


def test_a_file_that_changes_all_the_while_is_unseen(boxes: Boxes, tmp_path: Path) -> None:
    boxes.make("a")
    path = make(boxes.put("a", "/app/data/app.db"))
    boxes.meanwhile = lambda _: os.utime(path, ns=(0, len(boxes.copied)))
    with pytest.raises(Unseen, match="changed all the while"):
        look(boxes, tmp_path)
    assert len(boxes.copied) == 5


def test_a_log_that_only_grows_hinders_nobody(boxes: Boxes, tmp_path: Path) -> None:
    boxes.make("a")
    with closing(sqlite3.connect(boxes.put("a", "/app/data/app.db"), isolation_level=None)) as writer:
        writer.executescript("PRAGMA journal_mode=WAL; CREATE TABLE first (a)")

        def meanwhile(_: str) -> None:
            writer.execute(f"CREATE TABLE t{len(boxes.copied)} (a)")

        boxes.meanwhile = meanwhile
        assert list(look(boxes, tmp_path).tables) == ["first", "t1"]
    assert len(boxes.copied) == 2


def test_a_log_that_is_written_again_from_its_beginning_hinders_nobody(boxes: Boxes, tmp_path: Path) -> None:
    boxes.make("a")
    with closing(sqlite3.connect(boxes.put("a", "/app/data/app.db"), isolation_level=None)) as writer:
        tables = "".join(f"CREATE TABLE old{n} (a);" for n in range(50))
        writer.executescript(f"PRAGMA journal_mode=WAL; {tables} PRAGMA wal_checkpoint(RESTART); CREATE TABLE new (a)")

        def meanwhile(path: str) -> None:
            if not path.endswith("-wal"):
                writer.execute("CREATE TABLE t1 (a)")
                writer.execute("PRAGMA wal_checkpoint(PASSIVE)")

        boxes.meanwhile = meanwhile
        found = list(look(boxes, tmp_path).tables)
    assert (len(found), found[-2:], len(boxes.copied)) == (52, ["new", "t1"], 2)


def test_a_log_that_begins_anew_meanwhile_is_not_taken_for_one_that_grew(boxes: Boxes, tmp_path: Path) -> None:
    boxes.make("a")
    with closing(sqlite3.connect(boxes.put("a", "/app/data/app.db"), isolation_level=None)) as writer:
        writer.executescript("PRAGMA journal_mode=WAL; CREATE TABLE first (a)")

        def meanwhile(path: str) -> None:
            writer.execute(f"CREATE TABLE t{len(boxes.copied)} (a)")
            if path.endswith("-wal"):
                writer.execute("PRAGMA wal_checkpoint(RESTART)")
                writer.execute(f"CREATE TABLE anew{len(boxes.copied)} (a)")

        boxes.meanwhile = meanwhile
        with pytest.raises(Unseen, match="changed all the while"):
            look(boxes, tmp_path)


def test_a_log_that_goes_while_it_is_copied_is_no_hindrance(boxes: Boxes, tmp_path: Path) -> None:
    boxes.make("a")
    writer = sqlite3.connect(boxes.put("a", "/app/data/app.db"))
    writer.executescript("PRAGMA journal_mode=WAL; CREATE TABLE first (a)")
    boxes.meanwhile = lambda _: writer.close()
    assert list(look(boxes, tmp_path).tables) == ["first"]


def test_a_database_that_goes_while_it_is_copied_is_unseen(boxes: Boxes, tmp_path: Path) -> None:
    boxes.make("a")
    path = make(boxes.put("a", "/app/data/app.db"))
    boxes.meanwhile = lambda _: path.unlink()
    with pytest.raises(Unseen, match="has gone from its container"):
        look(boxes, tmp_path)


def test_a_damaged_database_is_wrong_when_it_is_so_twice(boxes: Boxes, tmp_path: Path) -> None:
    boxes.make("a")
    boxes.put("a", "/app/data/app.db").write_bytes(b"SQLite format 3\0" + b"\xff" * 5000)
    with pytest.raises(SourceError, match="cannot be read as one of SQLite") as error:
        look(boxes, tmp_path)
    assert str(error.value).startswith("shop-a:/app/data/app.db: ")
    assert len(boxes.copied) == 2


class Torn(Boxes):
    """Its first copy has half of two states, which no size and no time tells."""

    def copy(self, container: str, path: str, to: IO[bytes], most: int) -> bool:
        return super().copy(container, path, to, most) if self.copied else self._half(path, to)

    def _half(self, path: str, to: IO[bytes]) -> bool:
        self.copied.append(path)
        to.write(b"\xff" * 8192)
        return True


def test_a_copy_that_was_torn_once_is_not_held_against_it(tmp_path: Path) -> None:
    torn = Torn(tmp_path / "boxes")
    torn.make("a")
    make(torn.put("a", "/app/data/app.db"), "CREATE TABLE t (a)")
    assert list(look(torn, tmp_path).tables) == ["t"]
    assert len(torn.copied) == 2


def test_an_empty_file_is_a_database_without_tables(boxes: Boxes, tmp_path: Path) -> None:
    boxes.make("a")
    boxes.put("a", "/app/data/app.db").touch()
    assert dict(look(boxes, tmp_path).tables) == {}


def test_a_huge_file_is_not_copied(boxes: Boxes, tmp_path: Path) -> None:
    boxes.make("a")
    path = boxes.put("a", "/app/data/app.db")
    path.touch()
    os.truncate(path, copying.MOST + 1)
    with pytest.raises(Unseen, match="more than 256 MB"):
        look(boxes, tmp_path)
    assert boxes.copied == []


def test_copies_are_for_nobody_else(boxes: Boxes, tmp_path: Path) -> None:
    boxes.make("a")
    make(boxes.put("a", "/app/data/app.db"))
    modes: list[int] = []
    boxes.meanwhile = lambda _: modes.extend(each.stat().st_mode & 0o777 for each in (tmp_path / "copies").iterdir())
    look(boxes, tmp_path)
    assert modes == [0o700]

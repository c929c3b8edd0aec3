"""A database in a real container: in its own files or in a volume, written to or at rest, running or not."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from pytest_vx11._errors import SourceError, Unseen
from pytest_vx11._observe.containers import Engine
from pytest_vx11._observe.live import Live, LiveNeed, Standing
from pytest_vx11._observe.need import Memory
from pytest_vx11._observe.tables import Schema
from pytest_vx11._observe.tables.live import LiveTablesNeed
from tests.observe.containers.real import container, real_engine, wait_until

pytestmark = pytest.mark.docker

PATIENCE = 60.0
#: Makes the database, says so, and goes on as told: rests, or writes all the while.
WRITER = """
import os, sqlite3, sys, time
os.makedirs("/app/data", exist_ok=True)
connection = sqlite3.connect("/app/data/app.db", isolation_level=None)
connection.execute("PRAGMA journal_mode=" + sys.argv[1])
connection.execute("CREATE TABLE t (id INTEGER PRIMARY KEY, a BLOB)")
print("made", flush=True)
if sys.argv[2] == "die":
    os._exit(3)
while sys.argv[2] == "write":
    connection.execute("INSERT INTO t (a) VALUES (randomblob(500))")
    time.sleep(0.01)
time.sleep(600)
"""


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    with real_engine() as found:
        yield found


def look(engine: Engine, *containers: str, url: str = "sqlite:///data/app.db", runtime: str = "docker") -> Schema:
    services = {f"s{number}": Standing(name=f"s{number}", container=each) for number, each in enumerate(containers)}
    live = Live(system="shop", root="/nowhere", runtime=runtime, services=services, engine=engine)
    need = LiveTablesNeed(system="shop", root="/nowhere", folder="/nowhere", url=url, seconds=PATIENCE)
    return Memory(seen={LiveNeed("shop"): live}).see(need)


def wait_until_made(engine: Engine, name: str) -> None:
    wait_until(lambda: b"made" in engine.log(name, 5, 1000))


def writes(mode: str, how: str) -> tuple[str, ...]:
    return "python3", "-c", WRITER, mode, how


@pytest.mark.parametrize("mode", ["WAL", "DELETE"])
@pytest.mark.parametrize("how", ["rest", "die"])
def test_a_database_is_read_whether_its_container_runs_or_has_ended(mode: str, how: str, engine: Engine) -> None:
    with container(engine, *writes(mode, how)) as name:
        wait_until_made(engine, name)
        if how == "die":
            engine.client.wait(name)
        assert list(look(engine, name).tables) == ["t"]


def test_a_log_that_is_written_all_the_while_is_read_as_one_state(engine: Engine) -> None:
    with container(engine, *writes("WAL", "write")) as name:
        wait_until_made(engine, name)
        for _ in range(5):
            assert list(look(engine, name).tables["t"].columns) == ["id", "a"]


def test_a_file_that_is_written_all_the_while_is_read_or_unseen_and_never_wrong(engine: Engine) -> None:
    with container(engine, *writes("DELETE", "write")) as name:
        wait_until_made(engine, name)
        told = {attempt(engine, name) for _ in range(3)}
        assert told <= {"id, a", "the live database changed all the while it was copied"}


def attempt(engine: Engine, name: str) -> str:
    try:
        return ", ".join(look(engine, name).tables["t"].columns)
    except Unseen as unseen:
        return unseen.reason


def test_two_containers_of_one_volume_have_one_database(engine: Engine) -> None:
    with container(engine, *writes("WAL", "rest"), volumes=("/app/data",)) as first:
        wait_until_made(engine, first)
        with container(engine, "sleep", "600", volumes_from=[first]) as second:
            assert list(look(engine, second, first).tables) == ["t"]
        with container(engine, *writes("WAL", "rest")) as third:
            wait_until_made(engine, third)
            assert list(look(engine, third, first).tables) == ["t"]


def test_what_lies_nowhere_is_wrong_and_what_lies_in_memory_is_unseen(engine: Engine) -> None:
    with container(engine, "sleep", "600", tmpfs={"/scratch": ""}) as name:
        with pytest.raises(SourceError, match="is not there"):
            look(engine, name)
        with pytest.raises(Unseen, match="tmpfs"):
            look(engine, name, url="sqlite:////scratch/app.db")
        with pytest.raises(SourceError, match="is a folder"):
            look(engine, name, url="sqlite:////etc")
        with pytest.raises(SourceError, match="cannot be read as one of SQLite"):
            look(engine, name, url="sqlite:////etc/passwd")


def test_links_are_followed_and_a_circle_of_them_ends(engine: Engine) -> None:
    script = "ln -s /app/loop /app/loop; ln -s /etc/../etc/passwd /app/link; ln -s link /app/again; exec sleep 600"
    with container(engine, "sh", "-c", script) as name:
        wait_until(lambda: engine.path(name, "/app/again"))
        with pytest.raises(SourceError, match="cannot be read as one of SQLite"):
            look(engine, name, url="sqlite:///again")
        with pytest.raises(Unseen, match="whether s0 has the live database, nobody could see"):
            look(engine, name, url="sqlite:///loop")


def test_a_container_that_was_removed_is_unseen(engine: Engine) -> None:
    with container(engine, "sleep", "600", start=False) as name:
        pass
    with pytest.raises(Unseen, match="has gone"):
        look(engine, name)

"""What a real Redis answers, and what becomes of ports that do not."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from redis import Redis

from pytest_vx11 import Unseen, needs
from pytest_vx11.testing import FakeSystem, Harness, look
from tests.ports import free_port
from vx11_queue_depth import length
from vx11_queue_depth.facet import Queues
from vx11_queue_depth.length import Key, KeyNeed

CANON = """
services: {redis: {port: 6379}}
queues:
  jobs: {service: redis, list: jobs, at_most: 2}
  beat: {service: redis, list: beat, database: 3, required: true}
"""


def key_at(port: int, database: int = 0) -> Key:
    """Look at the key `jobs` of whoever listens at a port."""
    with FakeSystem(redis=("127.0.0.1", port)) as fake:
        need = KeyNeed(system="shop", service="redis", key="jobs", database=database)
        return look(need, {needs.live("shop"): fake.live})


def port_of(redis: Redis) -> int:
    """Return where a client asks."""
    return int(redis.connection_pool.connection_kwargs["port"])


@pytest.mark.parametrize(
    ("fill", "key"),
    [
        (lambda redis: None, Key(kind="none", length=0)),
        (lambda redis: redis.rpush("jobs", 1, 2, 3), Key(kind="list", length=3)),
        (lambda redis: redis.set("jobs", "x"), Key(kind="string", length=0)),
        (lambda redis: redis.hset("jobs", "a", "b"), Key(kind="hash", length=0)),
    ],
    ids=["none", "list", "string", "hash"],
)
def test_kind_and_length_are_told(redis: Redis, fill: Callable[[Redis], object], key: Key) -> None:
    fill(redis)
    assert key_at(port_of(redis)) == key


def test_each_database_has_keys_of_its_own(redis: Redis) -> None:
    with Redis("127.0.0.1", port_of(redis), db=3) as other:
        other.rpush("jobs", 1)
    assert (key_at(port_of(redis)).kind, key_at(port_of(redis), 3).length) == ("none", 1)


def test_the_whole_is_judged_by_what_is_there(redis: Redis, tmp_path: Path) -> None:
    redis.rpush("jobs", 1, 2, 3)
    with FakeSystem(redis=("127.0.0.1", port_of(redis))) as fake:
        told = Harness(tmp_path, Queues).run(CANON, system=fake)
    assert told.found == ["QUEUE1:redis:jobs", "QUEUE2:redis:beat"]
    assert told["redis::queues::jobs[running]"].actual == 3


def test_one_that_wants_a_password_cannot_be_asked(redis: Redis) -> None:
    redis.config_set("requirepass", "secret")
    with pytest.raises(Unseen, match=r"the Redis of redis cannot be asked: .*[Aa]uthentication"):
        key_at(port_of(redis))


def test_a_database_that_it_does_not_have_cannot_be_asked(redis: Redis) -> None:
    with pytest.raises(Unseen, match="DB index is out of range"):
        key_at(port_of(redis), 99)


def test_where_nobody_listens_nothing_is_told() -> None:
    with pytest.raises(Unseen, match=r"the Redis of redis cannot be asked: .*refused"):
        key_at(free_port())


def test_who_never_answers_is_waited_for_in_bounds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(length, "PATIENCE", 0.3)
    began = time.monotonic()
    with socket.create_server(("127.0.0.1", 0)) as mute, pytest.raises(Unseen, match=r"cannot be asked: .*imed? ?out"):
        key_at(mute.getsockname()[1])
    assert time.monotonic() - began < 3

"""Putting questions: at once where they change nothing, alone and in order where they can, each once."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest

from pytest_vx11._errors import Unseen
from pytest_vx11._observe.live import Address, Live, LiveNeed, Standing
from pytest_vx11._observe.need import Memory, Sight
from pytest_vx11._observe.probed import Probed
from pytest_vx11._observe.probes import Asked, AskerNeed, Auth, HttpProbe, Probe, sweep
from tests.fakes.server import PATIENCE, Line, keeping, plain, serving


@dataclass
class Log:
    """What was asked, in order, and how many at once."""

    asked: list[str] = field(default_factory=list)
    now: int = 0
    most: dict[str, int] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)
    gate: threading.Barrier | None = None

    def ask(self, name: str) -> None:
        with self.lock:
            self.asked.append(name)
            self.now += 1
            self.most[name] = self.now
        if self.gate is not None and name.startswith("read"):
            self.gate.wait(PATIENCE)
        with self.lock:
            self.most[name] = max(self.most[name], self.now)
            self.now -= 1


@dataclass(frozen=True)
class Question(Probe[str]):
    name: str
    log: Log = field(compare=False)
    whole: bool = field(default=False, compare=False)
    others: bool = False

    @property
    def alone(self) -> bool:
        return self.name.startswith("write")

    @property
    def through_others(self) -> bool:
        return self.others

    def look(self, sight: Sight) -> str:
        self.log.ask(self.name)
        if "unseen" in self.name:
            raise Unseen("nobody can")
        return "whole" if self.whole else "start"

    def probed(self, fact: Any) -> Iterator[Probed]:
        return iter(())


def test_what_can_change_something_is_asked_alone_and_in_order() -> None:
    log = Log()
    names = ["read 1", "read 2", "write 1", "write 2", "read 3", "write 3"]
    sweep([Question(name, log) for name in names], Memory())
    assert sorted(log.asked[:2]) == ["read 1", "read 2"]
    assert log.asked[2:] == ["write 1", "write 2", "read 3", "write 3"]
    assert [log.most[name] for name in names if name.startswith("write")] == [1, 1, 1]


def test_what_changes_nothing_is_asked_at_once() -> None:
    log = Log(gate=threading.Barrier(8))  # nobody gets through before all eight are there
    sweep([Question(f"read {number}", log) for number in range(8)], Memory(), threads=8)
    assert len(log.asked) == 8


def test_each_is_asked_once_and_for_the_whole_where_somebody_wants_it() -> None:
    log, memory = Log(), Memory()
    some, whole = Question("read", log), Question("read", log, whole=True)
    sweep([some, whole, some], memory)
    assert log.asked == ["read"]
    assert memory.see(some) == "whole"


def test_what_is_put_through_others_comes_after_them() -> None:
    log = Log()
    sweep([Question("last", log, others=True), Question("read", log)], Memory(), threads=1)
    assert log.asked == ["read", "last"]


def test_what_nobody_can_ask_ends_nothing() -> None:
    log, memory = Log(), Memory()
    sweep([Question("unseen", log), Question("read", log)], memory)
    assert sorted(log.asked) == ["read", "unseen"]
    with pytest.raises(Unseen):
        memory.see(Question("unseen", log))


def test_once_it_is_stopped_nothing_more_is_asked() -> None:
    log = Log()
    sweep([Question("write 1", log), Question("write 2", log)], Memory(), stopped=lambda: bool(log.asked))
    assert log.asked == ["write 1"]


def test_everything_that_was_learned_is_told() -> None:
    told: list[object] = []
    memory = Memory(learned=lambda need, seen: told.append(seen))
    sweep([Question("read", Log()), Question("unseen", Log())], memory)
    assert sorted(map(str, told)) == ["nobody can", "start"]


def live(port: int, host: str = "127.0.0.1") -> Live:
    web = Standing(name="web", addresses={port: Address(host, port)})
    return Live(system="shop", root="/", runtime="attach", services={"web": web})


def test_what_a_write_does_can_be_read_after_it() -> None:
    state = {"made": False}

    def behave(line: Line) -> None:
        while request := line.request():
            if request.startswith(b"POST"):
                state["made"] = True
            line.send(plain(b"yes" if state["made"] else b"no"))

    with serving(behave) as fake:
        memory = Memory({LiveNeed("shop"): live(fake.address.port)})
        make = HttpProbe(system="shop", service="web", method="POST", target="/", auth=Auth.RIGHT, changes=True)
        before, after = (
            HttpProbe(system="shop", service="web", method="GET", target=target, whole=True)
            for target in ("/before", "/after")
        )
        sweep([before, make, after], memory)
        assert [memory.see(each).answer.body for each in (before, after)] == [b"no", b"yes"]
        memory.see(AskerNeed()).close()


def test_a_question_becomes_a_row_without_its_token() -> None:
    with serving(keeping(plain(b"hello"))) as fake:
        memory = Memory({LiveNeed("shop"): live(fake.address.port)})
        probe = HttpProbe(system="shop", service="web", method="GET", target="/x?y=1")
        fact = memory.see(probe)
        memory.see(AskerNeed()).close()
    assert isinstance(fact, Asked)
    (row,) = probe.probed(fact)
    assert (row.service, row.kind, row.status, row.size, row.snippet, row.auth) == (
        "web",
        "http",
        200,
        5,
        "hello",
        "none",
    )
    assert row.asked == f"GET http://127.0.0.1:{fake.address.port}/x?y=1"


@pytest.mark.parametrize(
    ("service", "port", "reason"),
    [("other", None, "no part of what was brought up"), ("web", 81, "no port 81"), ("off", None, "is disabled")],
)
def test_who_is_not_there_cannot_be_asked(service: str, port: int | None, reason: str) -> None:
    there = live(1)
    services = {**there.services, "off": Standing(name="off", absent="the service is disabled")}
    memory = Memory({LiveNeed("shop"): Live(system="shop", root="/", runtime="attach", services=services)})
    probe = HttpProbe(system="shop", service=service, method="GET", target="/", port=port)
    with pytest.raises(Unseen, match=reason):
        memory.see(probe)

"""Looking into containers before anybody judges: services at once, each in the canon's order."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass

from pytest_vx11._checks.check import Check, Witness
from pytest_vx11._engine.ahead import look_ahead
from pytest_vx11._errors import Unseen
from pytest_vx11._observe.containers import CommandNeed, CommandSeen
from pytest_vx11._observe.live import Live, Standing
from pytest_vx11._observe.need import Memory, Need, Sight
from pytest_vx11._source.place import Place

SEEN = CommandSeen(status=0, output="", seconds=0.0)


@dataclass(frozen=True, slots=True)
class Does(CommandNeed):
    """A command that tells that it was run."""

    tell: Callable[[str], None] = lambda _: None

    def look(self, sight: Sight) -> CommandSeen:
        self.tell(self.words[0])
        return SEEN


@dataclass(frozen=True, slots=True)
class Another(Need[int]):
    """Something that nobody looks at ahead."""

    def look(self, sight: Sight) -> int:
        raise AssertionError


def check(service: str, *needs: Need[object]) -> Check:
    return Check(
        system="shop", service=service, facet="structure", subject="x", witness=Witness.RUNNING, expected="",
        at=Place("canon.yaml", 1, 1), needs=needs,
    )  # fmt: skip


def live(*standing: Standing) -> Live:
    return Live(system="shop", root="/", runtime="docker", services={each.name: each for each in standing}, writes=True)


def up(name: str) -> Standing:
    return Standing(name=name, addresses={}, container="c" * 64)


def test_services_are_looked_into_at_once() -> None:
    meeting = threading.Barrier(3)
    needs = [Does("shop", name, ("a",), 1.0, lambda _: void(meeting.wait(60))) for name in ("a", "b", "c")]
    memory = Memory()
    look_ahead([check(each.service, each) for each in needs], live(*map(up, "abc")), memory, lambda: False)
    assert [memory.known(each) for each in needs] == [SEEN] * 3


def test_of_one_service_all_is_done_in_the_canons_order() -> None:
    done: list[str] = []
    checks = [check("a", Does("shop", "a", (f"{number}",), 1.0, done.append)) for number in range(50)]
    look_ahead(checks, live(up("a")), Memory(), lambda: False)
    assert done == [f"{number}" for number in range(50)]


def test_what_cannot_be_seen_holds_up_nothing() -> None:
    def fails(_: str) -> None:
        raise Unseen("gone")

    done: list[str] = []
    first, second = Does("shop", "a", ("1",), 1.0, fails), Does("shop", "a", ("2",), 1.0, done.append)
    look_ahead([check("a", first, second)], live(up("a")), Memory(), lambda: False)
    assert done == ["2"]


def test_nothing_is_done_in_a_service_that_is_not_expected_to_be_up() -> None:
    done: list[str] = []
    absent = Standing(name="a", addresses={}, container="c" * 64, absent="it is disabled")
    unstarted = Standing(name="b", addresses={}, container="c" * 64, unstarted="it is waited for in vain")
    checks = [check(name, Does("shop", name, ("1",), 1.0, done.append)) for name in "abc"]
    look_ahead(checks, live(absent, unstarted, Standing(name="c", addresses={})), Memory(), lambda: False)
    assert not done


def test_nothing_more_is_done_once_it_is_stopped() -> None:
    done: list[str] = []
    checks = [check("a", Does("shop", "a", (f"{number}",), 1.0, done.append)) for number in range(5)]
    look_ahead(checks, live(up("a")), Memory(), lambda: len(done) == 2)
    assert done == ["0", "1"]


def test_what_is_no_look_into_a_container_is_left_to_whoever_judges() -> None:
    memory = Memory()
    look_ahead([check("a", Another())], live(up("a")), memory, lambda: False)
    assert memory.known(Another()) is None


def void(_: object) -> None:
    """Return nothing."""

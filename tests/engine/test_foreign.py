"""Planning with a facet that misbehaves: an error at the start that says which, and where."""

from __future__ import annotations

import itertools
import random
import threading
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from pytest_vx11 import SchemaPart, schema
from pytest_vx11._canon.model import Canon
from pytest_vx11._checks.check import Check
from pytest_vx11._checks.verdict import Judged
from pytest_vx11._engine import foreign
from pytest_vx11._errors import CanonError
from pytest_vx11._extensions import Registry
from pytest_vx11._facets.base import Facet, Origin
from pytest_vx11._observe.need import Need, Sight
from pytest_vx11._source.problem import Problem
from pytest_vx11.testing import Harness

#: What no type checker lets through, and Python does.
WRONG_AT: Any = {"at": "canon.yaml"}
NO_TUPLE: Any = {"needs": []}
NO_NEEDS: Any = {"needs": None}
Plans = Callable[[Facet, Canon], Iterable[Any]]


@dataclass
class Unhashable(Need[int]):
    value: list[int]

    def look(self, sight: Sight) -> int:
        return len(self.value)


def facet(plans: Plans, examine: Callable[[Canon], Iterable[Any]] = lambda _: ()) -> Facet:
    class Mine(Facet):
        name = "mine"

        def plan(self, canon: Canon) -> Iterator[Check]:
            return iter(plans(self, canon))

        def judge(self, check: Check, sight: Sight) -> Judged:
            return Judged()

        def examine(self, canon: Canon) -> Iterable[Problem]:
            return examine(canon)

    registry = Registry(Origin("checks/mine.py"))
    registry.add(Mine)
    return registry.facets[0]


def one(self: Facet, canon: Canon, subject: str = "a") -> Check:
    return self.declared(canon, subject, 1, canon.said.place)


def told(tmp_path: Path, mine: Facet) -> str:
    with pytest.raises(CanonError) as raised:
        Harness(tmp_path, mine).checks("system: s\nservices: {a: {port: 1}}")
    (problem,) = raised.value.problems
    return problem.shown(lambda place: f"{place.path.rpartition('/')[2]}:{place.line}")


def raises(self: Facet, canon: Canon) -> Iterator[Check]:
    yield one(self, canon)
    raise KeyError("port")


def drawn(self: Facet, canon: Canon) -> Iterator[Check]:
    yield one(self, canon, str(random.random()))


def grows() -> Plans:
    calls = itertools.count(1)
    return lambda self, canon: (one(self, canon, str(number)) for number in range(next(calls)))


def moves() -> Plans:
    calls = itertools.count(1)
    return lambda self, canon: [replace(one(self, canon), expected=next(calls))]


@pytest.mark.parametrize(
    ("plans", "said"),
    [
        (raises, "the test: Mine: cannot plan: KeyError: 'port', in test_foreign.py:"),
        (drawn, "the test: Mine: its plan is not the same twice: s::s::mine::0."),
        (grows(), "the test: Mine: its plan is not the same twice: 1 checks, then 2 (plan in a stable order"),
        (moves(), "the test: Mine: its plan is not the same twice: s::s::mine::a[declared] expects, or needs"),
        (lambda *_: ["a"], "the test: Mine: plan yields 'a', which is no Check (yield self.declared(canon, …))"),
        (lambda self, canon: [replace(one(self, canon), facet="ports")], "is of another system or facet"),
        (lambda self, canon: [replace(one(self, canon), system="t")], "is of another system or facet"),
        (lambda self, canon: [replace(one(self, canon), service="b")], "which the canon does not have"),
        (lambda self, canon: [one(self, canon, "")], "a subject is text that is not empty"),
        (lambda self, canon: [replace(one(self, canon), **WRONG_AT)], "its `at` is 'canon.yaml', and no Place"),
        (lambda self, canon: [replace(one(self, canon), **NO_TUPLE)], "needs is a tuple of Needs, found []"),
        (lambda self, canon: [replace(one(self, canon), **NO_NEEDS)], "needs is a tuple of Needs, found None"),
        (lambda self, canon: [replace(one(self, canon), needs=(Unhashable([1]),))], "cannot be hashed (make it a frozen"),
        (lambda self, canon: [replace(one(self, canon), judge=None)], 'its check "a" has nobody who judges it (give the'),
        (lambda *_: 5, "cannot plan: TypeError: 'int' object is not iterable"),
    ],
)  # fmt: skip
def test_what_a_plan_may_not_do(tmp_path: Path, plans: Plans, said: str) -> None:
    assert said in told(tmp_path, facet(plans))


def test_a_plan_that_never_ends_is_cut(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(foreign, "MOST", 1000)
    mine = facet(lambda self, canon: (one(self, canon, str(number)) for number in itertools.count()))
    assert "plans more than 1,000 checks: it does not seem to end" in told(tmp_path, mine)


def test_a_plan_or_a_rule_that_waits_for_ever_is_ended(tmp_path: Path) -> None:
    def waits(*_: Any) -> Iterator[Check]:
        threading.Event().wait(60)
        yield from ()

    for mine in (facet(waits), facet(lambda *_: (), waits)):
        type(mine).seconds = 0.2
        assert "EndlessError: did not end within 0.2 s" in told(tmp_path, mine)


def test_a_plan_that_needs_a_variable_without_a_value_says_so(tmp_path: Path) -> None:
    class Waiting(Facet):
        name = "waiting"
        schema = SchemaPart(service={"backlog": schema.whole("a number from 0", 0)}, top={"queues": {}})

        def plan(self, canon: Canon) -> Iterator[Check]:
            for service in canon.services.values():
                if said := service.stated("backlog"):
                    yield self.declared(canon, "backlog", int(said.value), said.at, service=service.name)

        def judge(self, check: Check, sight: Sight) -> Judged:
            return Judged()

    with pytest.raises(CanonError) as raised:
        Harness(tmp_path, Waiting).checks('services:\n  a: {backlog: "${NOBODY_SET_IT}"}\n')
    (problem,) = raised.value.problems
    assert problem.message == "backlog: ${NOBODY_SET_IT} is not set, and the facet waiting cannot plan without"
    assert problem.place is not None
    assert problem.place.line == 4


def test_what_is_expected_becomes_plain_data(tmp_path: Path) -> None:
    mine = facet(lambda self, canon: [replace(one(self, canon), expected={"a": (object(), {2, 1})})])
    (check,) = (each for each in Harness(tmp_path, mine).checks("services: {a: {port: 1}}") if each.facet == "mine")
    assert check.expected == {"a": ["<object object>", [1, 2]]}


def test_two_checks_of_one_subject_are_stated_twice(tmp_path: Path) -> None:
    assert '"a" is stated twice' in told(tmp_path, facet(lambda self, canon: [one(self, canon), one(self, canon)]))


def test_a_rule_that_raises_or_yields_what_is_no_problem(tmp_path: Path) -> None:
    assert "cannot examine this canon: ZeroDivisionError" in told(tmp_path, facet(lambda *_: (), lambda _: [1 // 0]))
    assert "examine yields 'x', which is no Problem" in told(tmp_path, facet(lambda *_: (), lambda _: ["x"]))


def test_a_built_in_facet_is_asked_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def plan_of(each: Facet, canon: Canon) -> Iterable[Check]:
        asked.append(each.name)
        return foreign.plan_of(each, canon)

    monkeypatch.setattr("pytest_vx11._engine.plan.plan_of", plan_of)
    Harness(tmp_path).checks("services: {a: {port: 1}}")
    assert asked.count("ports") == 1

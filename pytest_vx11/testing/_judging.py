"""Judging one check by facts that a test gives."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from pytest_vx11._checks.check import Check, Judge
from pytest_vx11._checks.verdict import Judged, Verdict
from pytest_vx11._engine import judge as engine
from pytest_vx11._engine.guard import Guard
from pytest_vx11._engine.plan import Plan
from pytest_vx11._observe.need import Fact, Need, Sight
from pytest_vx11.testing._given import Given, given_facts


class OfPlan:
    """The judgement of a check, which remembers the plan that the check is of: its facet's codes and seconds are there."""

    def __init__(self, plan: Plan, judge: Judge) -> None:
        self.plan = plan
        self._judge = judge
        #: As `functools.wraps` has it: an error tells of the line of this one.
        self.__wrapped__ = judge

    def __call__(self, check: Check, sight: Sight) -> Judged:
        return self._judge(check, sight)


def planned(plan: Plan) -> list[Check]:
    """Return the checks of a plan so that each can be judged by itself."""
    return [
        replace(check, judge=OfPlan(plan, check.judge)) if check.judge is not None else check for check in plan.checks
    ]


def look(need: Need[Fact], facts: Mapping[Need[Any], Any] | None = None) -> Fact:
    """Return what one need sees, by the given facts alone where it sees other needs: an observer of one's own in a test.

        with FakeSystem(redis=("127.0.0.1", port)) as fake:
            depth = look(Depth("shop", "redis", "jobs"), {needs.live("shop"): fake.live})

    Raises Unseen or SourceError as the looking does, and NotGiven where it asks for a need that was not given.
    """
    return need.look(Given(f"{type(need).__name__}.look", (), facts or {}))


def judge(check: Check, facts: Mapping[Need[Any], Any] | Any = None) -> Verdict:
    """Return the verdict of one check, which `Harness.check` or `Harness.checks` has made, by the given facts alone.

    `facts` is a mapping of need to fact, or one fact of a check that has one need; of a fact that is None, or an empty
    mapping, the need must be said. A fact that is an `Unseen` or a `SourceError` is raised where it is asked for.

        check = harness.check("services: {orders: {owner: sales}}", "orders::owners::owner[declared]")
        assert judge(check, needs.File(place=Place("CODEOWNERS"), data=b"sales")).outcome is Outcome.MATCH
        assert judge(check, Unseen("it is not here")).outcome is Outcome.UNVERIFIED

    It is judged as in a run: what it finds becomes plain data, and a code that its facet does not list, an error and a
    judgement that takes longer than the facet's `seconds` become the findings VX001 and VX004. Raises NotGiven where the
    judgement asks for a need that was not given; nothing is ever looked at. Raises TypeError where one fact is given to a
    check that has not one need, and where the check was made in another way.
    """
    sight = Given(check.id, check.needs, given_facts(check, facts))
    if check.judge is None:
        return engine.judge(check, sight)
    if not isinstance(check.judge, OfPlan):
        raise TypeError(f"{check.id} was not made by a Harness, so that nobody knows its facet: take Harness.check")
    plan = check.judge.plan
    guard = Guard([plan], engine.KNOWN)

    def judged_by(check: Check, sight_: Sight) -> Judged:
        try:
            return guard.judged(check, sight_)
        finally:
            sight.judging = False

    verdict = engine.judge(check, sight, plan.canon.root, judged_by)
    if sight.missing is not None:
        raise sight.missing
    return verdict

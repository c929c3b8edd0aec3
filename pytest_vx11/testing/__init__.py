"""Testing facets and checks of one's own: by facts that are given, by a tree, by a system that is up.

    from pytest_vx11.testing import FakeSystem, Harness, judge

    def test_who_has_no_owner_is_found(tmp_path):
        harness = Harness(tmp_path, Owners)
        check = harness.check("services: {orders: {owner: sales}}", "orders::owners::owner[declared]")
        assert judge(check, needs.File(place=Place("CODEOWNERS"), data=b"billing\\n")).findings

    def test_the_whole(tmp_path):
        harness = Harness(tmp_path, Owners)
        harness.write("CODEOWNERS", "sales\\n")
        assert harness.run("services: {orders: {owner: sales}}").found == []

    def test_what_runs(tmp_path):
        with FakeSystem(orders={"GET /health": (200, {"status": "ok"})}) as fake:
            told = Harness(tmp_path).run(CANON, system=fake)
        assert told["orders::endpoints::GET /health[running]"].outcome is Outcome.MATCH

All are judged as in a run: by the same guard, with the same verdicts. `judge` takes facts and looks at nothing, and so does
`look`, for a need of one's own; `Harness`
has a tree and looks at it; `FakeSystem` is a system on real sockets, `FakeEngine` the engine of one in containers. What a
test should have given and did not is `NotGiven`. The other names here are what a container is made of.
"""

from __future__ import annotations

from typing import Any as _Any

from pytest_vx11._deprecated import old_name as _old_name
from pytest_vx11._observe.containers import (
    Attached,
    Binding,
    CommandSeen,
    Condition,
    Health,
    HealthRun,
    HealthStatus,
    Mounted,
    PathSeen,
)
from pytest_vx11.testing._engine import FakeEngine
from pytest_vx11.testing._given import NotGiven
from pytest_vx11.testing._harness import Harness
from pytest_vx11.testing._judging import judge, look
from pytest_vx11.testing._routes import FakeRequest
from pytest_vx11.testing._system import FakeSystem
from pytest_vx11.testing._verdicts import Verdicts

__all__ = [
    "Attached",
    "Binding",
    "CommandSeen",
    "Condition",
    "FakeEngine",
    "FakeRequest",
    "FakeSystem",
    "Harness",
    "Health",
    "HealthRun",
    "HealthStatus",
    "Mounted",
    "NotGiven",
    "PathSeen",
    "Verdicts",
    "judge",
    "look",
]


def __getattr__(name: str) -> _Any:
    """Return what a name that goes stands for, and warn; raises AttributeError for any other."""
    return _old_name(__name__, name)

"""A run whose system a test has put up."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from pytest_vx11._canon.model import Canon
from pytest_vx11._engine.choosing import Choice
from pytest_vx11._engine.launching import launches
from pytest_vx11._engine.plan import Plan
from pytest_vx11._engine.run import Run
from pytest_vx11._engine.runtimes import Means, Wanted
from pytest_vx11._engine.system import System
from pytest_vx11._engine.tokens import read_auth
from pytest_vx11._errors import Unseen
from pytest_vx11._observe.live import Live
from pytest_vx11._observe.need import Fact, Memory, Need
from pytest_vx11._runtime.base import Runtime
from pytest_vx11.testing._engine import FakeEngine
from pytest_vx11.testing._system import FakeSystem


class GivenRun(Run):
    """A run that is given some facts, which nobody looks for."""

    def __init__(self, plan: Plan, system: System, facts: Mapping[Need[Any], Any]) -> None:
        super().__init__([plan], systems=[system])
        self._memory = GivenMemory(facts)


class GivenMemory(Memory):
    """Remembers what was given, whatever else is seen of it."""

    def __init__(self, facts: Mapping[Need[Any], Any]) -> None:
        super().__init__(facts)
        self._given = frozenset(facts)

    def put(self, need: Need[Fact], seen: Fact | Unseen) -> None:
        """Set what somebody else has seen, unless that was given."""
        if need not in self._given:
            super().put(need, seen)


class GivenSystem(System):
    """A system that is up already, and asked as any other is."""

    def __init__(self, canon: Canon, fake: FakeSystem, mode: str | None, means: Means) -> None:
        described = launches(canon, mode)
        wanted = Wanted(canon=canon, mode=mode, launches=described, auth=read_auth(canon, means.environ, make=False))
        super().__init__(wanted, Choice(fake.runtime, "the test has put it up"), means)
        absent = {launch.name: launch.absent for launch in described}
        self._given = GivenRuntime(fake, fake.live_for(canon, absent, writes=means.writes))

    def _begin(self, memory: Memory) -> Runtime:  # noqa: ARG002
        self._runtime = self._given
        return self._given


class GivenRuntime(Runtime):
    """Starts nothing and ends nothing: both are the test's."""

    name: ClassVar[str] = "given"

    def __init__(self, fake: FakeSystem, live: Live) -> None:
        self._fake = fake
        self._live = live

    def start(self) -> Live:
        """Return where the system stands."""
        return self._live

    def stop(self) -> None:
        """Leave it as it is."""

    def ended(self) -> Mapping[str, str]:
        """Return what the test says of it."""
        return self._fake.ended

    def killed(self) -> Mapping[str, int]:
        """Return what the test says of it."""
        return self._fake.killed


def raise_missing(system: FakeSystem | None) -> None:
    """Raise NotGiven, once, where the FakeEngine of a system was asked what it was not told, whoever has caught that."""
    engine = system.engine if system is not None else None
    if isinstance(engine, FakeEngine) and engine.missing is not None:
        missing, engine.missing = engine.missing, None
        raise missing

"""A worker of xdist: it collects and reports, and asks the process that the user started for everything else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from multiprocessing.connection import Client, Connection
from pathlib import Path
from typing import Any

import pytest

from pytest_vx11._canon.model import Canon
from pytest_vx11._checks.check import Check
from pytest_vx11._checks.verdict import Verdict
from pytest_vx11._engine.verdicts import Planned
from pytest_vx11._errors import Unseen
from pytest_vx11._observe.live import Live
from pytest_vx11._plugin.collecting import Collecting
from pytest_vx11._plugin.nodes import register_markers
from pytest_vx11._plugin.own.names import PLUGIN
from pytest_vx11._plugin.own.tests import OwnTests
from pytest_vx11._plugin.registering import Late
from pytest_vx11._plugin.workers import Broken, Hello
from pytest_vx11._source.problem import Problem


def start_in_worker(config: pytest.Config, given: dict[str, Any]) -> None:
    """Register what collects and runs the checks; `given` is the host's address and key."""
    proxy, hello = Proxy.connect(given)
    # xdist hands on what the user typed, or what was made of it, depending on its version.
    config.args[:] = hello.arguments
    register_markers(config, hello.facets)
    own = OwnTests(proxy, hello.facets, strict=hello.strict)
    config.pluginmanager.register(own, PLUGIN)
    config.pluginmanager.register(Late(config, proxy), "vx11-late")
    collecting = Collecting(proxy, hello.canons, hello.selection, own, strict=hello.strict)
    config.pluginmanager.register(collecting, "vx11-collecting")


_BATCH = 100


class Proxy:
    """A worker's end: asks the host, and for some of the next chosen checks with each, as asking takes its time."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._chosen: list[str] = []
        self._places: dict[str, int] = {}
        self._known: dict[str, Verdict] = {}

    def expect(self, ids: Sequence[str], systems: Sequence[str] = ()) -> None:
        """Take note of the checks that are chosen, in the order in which they will be asked for."""
        self._chosen = list(ids)
        self._places = {each: place for place, each in enumerate(ids)}
        self._ask("expect", (list(ids), list(systems)))

    @classmethod
    def connect(cls, given: dict[str, Any]) -> tuple[Proxy, Hello]:
        """Return a proxy, and what it was told."""
        proxy = cls(Client(given["address"], authkey=given["key"]))
        return proxy, proxy._ask("hello", None)

    def planned(self, path: str) -> Sequence[Planned]:
        """Return the checks of one canon."""
        planned: Sequence[Planned] = self._ask("planned", path)
        return planned

    def verdicts(self, ids: Sequence[str]) -> Sequence[Verdict]:
        """Return the verdicts of some checks."""
        for each in ids:
            if each not in self._known:
                place = self._places.get(each)
                batch = [each] if place is None else self._chosen[place : place + _BATCH]
                self._known.update(zip(batch, self._ask("verdicts", batch), strict=True))
        return [self._known[each] for each in ids]

    def canons(self) -> Sequence[Canon]:
        """Return the canons of the run."""
        canons: Sequence[Canon] = self._ask("canons", None)
        return canons

    def live(self, system: str) -> Live:
        """Return a system once it is up; raises Unseen where it is not."""
        live: Live | Unseen = self._ask("live", system)
        if isinstance(live, Unseen):
            raise live
        return live

    def ended(self, system: str) -> Mapping[str, str]:
        """Return the services of a system that have ended until now, and how."""
        ended: Mapping[str, str] = self._ask("ended", system)
        return ended

    def own(self, check: Check, verdict: Verdict) -> Verdict:
        """Hand over the verdict of a test of the user's own; return it as it is with all that is known of it."""
        known: Verdict = self._ask("own", (check, verdict))
        return known

    def starred(self, text: str) -> str:
        """Return a text with the run's secrets starred."""
        return str(self._ask("starred", text)) if text else text

    def truth(self) -> Path | None:
        """Return where truth is recorded; None where it is turned off."""
        path: Path | None = self._ask("truth", None)
        return path

    def wrong(self, problem: Problem) -> None:
        """Hand on something that is wrong with the project."""
        self._ask("wrong", problem)

    def _ask(self, what: str, argument: Any) -> Any:
        self._connection.send((what, argument))
        answer = self._connection.recv()
        if isinstance(answer, Broken):
            raise RuntimeError(f"the process that was started failed to answer:\n{answer.trace}")
        return answer

"""Whoever gives verdicts, as the hooks of pytest know it: in one process the run itself, in a worker its proxy."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple, Protocol

from pytest_vx11._canon.model import Canon
from pytest_vx11._checks.check import Check
from pytest_vx11._checks.verdict import Verdict
from pytest_vx11._observe.live import Live
from pytest_vx11._source.place import Place
from pytest_vx11._source.problem import Problem


class Planned(NamedTuple):
    """What a worker has to know of a check."""

    id: str
    service: str
    facet: str
    name: str
    witness: str
    at: Place


class Verdicts(Protocol):
    """Whoever can plan a canon and give verdicts: the run itself, or its proxy in a worker."""

    def planned(self, path: str) -> Sequence[Planned]:
        """Return the checks of the canon at an absolute POSIX path, in order."""
        ...

    def expect(self, ids: Sequence[str], systems: Sequence[str] = ()) -> None:
        """Take note of the checks that are chosen, and of systems that tests of the user's own look at."""
        ...

    def verdicts(self, ids: Sequence[str]) -> Sequence[Verdict]:
        """Return the verdict of each check, judged at most once a run."""
        ...

    def canons(self) -> Sequence[Canon]:
        """Return the canons of the run."""
        ...

    def live(self, system: str) -> Live:
        """Return a system once it is up; raises Unseen where it is not. Its engine is not for another process."""
        ...

    def ended(self, system: str) -> Mapping[str, str]:
        """Return the services of a system that have ended until now, and how: `ended with 1`."""
        ...

    def own(self, check: Check, verdict: Verdict) -> Verdict:
        """Take in the verdict of a test of the user's own; return it as it is with all that is known of it."""
        ...

    def starred(self, text: str) -> str:
        """Return a text with the run's secrets starred."""
        ...

    def truth(self) -> Path | None:
        """Return where truth is recorded, once all is there that is known so far; None where it is turned off."""
        ...

    def wrong(self, problem: Problem) -> None:
        """Take note of something that is wrong with the project: the run ends with exit status 4."""
        ...

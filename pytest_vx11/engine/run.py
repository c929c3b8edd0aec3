"""One run: its plans, what was seen, and the verdicts so far."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import fields, is_dataclass
from typing import Any, NamedTuple, Protocol

from pytest_vx11.checks.check import Check
from pytest_vx11.checks.verdict import Outcome, Verdict
from pytest_vx11.engine.judge import judge
from pytest_vx11.engine.plan import Plan
from pytest_vx11.engine.redact import tokens, without
from pytest_vx11.observe.need import Memory, Watch
from pytest_vx11.source.place import Place
from pytest_vx11.source.problem import Problem


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

    def expect(self, ids: Sequence[str]) -> None:
        """Take note of the checks that are chosen."""
        ...

    def verdicts(self, ids: Sequence[str]) -> Sequence[Verdict]:
        """Return the verdict of each check, judged at most once a run."""
        ...


class Run:
    """Looks once for all, and judges each check once. Raises KeyError for an id that nobody planned."""

    def __init__(self, plans: Iterable[Plan], watch: Watch = nullcontext) -> None:
        self.plans = tuple(plans)
        self.checks = {check.id: check for plan in self.plans for check in plan.checks}
        self.unset: dict[Problem, None] = {}
        self._memory = Memory(watch=watch)
        self._verdicts: dict[str, Verdict] = {}
        self._hidden = tokens((plan.canon for plan in self.plans), os.environ)
        self._missing = tuple(_missing_variables(self.plans))

    def planned(self, path: str) -> Sequence[Planned]:
        """Return the checks of one canon."""
        return [_row(check) for plan in self.plans if plan.canon.path == path for check in plan.checks]

    def expect(self, ids: Sequence[str]) -> None:
        """Nothing is gained by knowing: a check is judged when it is asked for."""

    def verdicts(self, ids: Sequence[str]) -> Sequence[Verdict]:
        """Return the verdicts of some checks."""
        for each in ids:
            if each not in self._verdicts:
                self._verdicts[each] = self._judged(self.checks[each])
        return [self._verdicts[each] for each in ids]

    def _judged(self, check: Check) -> Verdict:
        unset = self._unset(check) if check.judge is not None else None
        if unset is None:
            return without(self._hidden, judge(check, self._memory))
        self.unset[unset] = None
        return Verdict(outcome=Outcome.UNVERIFIED, reason=unset.message)

    def _unset(self, check: Check) -> Problem | None:
        """Return what is said of a variable without a value that the check has in it: the nearest to where it is stated.

        Such a value stays as it was written, wherever it went: into a placeholder, into a need.
        """
        if not self._missing:
            return None
        told = set(_texts((check.expected, check.about, check.needs)))
        found = (each for each in self._missing if any(each.written in text for text in told))
        nearest = min(found, key=lambda each: each.distance(check.at), default=None)
        return nearest.problem if nearest else None


def _row(check: Check) -> Planned:
    return Planned(check.id, check.service, check.facet, check.name, check.witness.value, check.at)


class _Missing(NamedTuple):
    """A value of the canon whose variable has no value."""

    written: str
    place: Place
    problem: Problem

    def distance(self, at: Place) -> tuple[bool, int]:
        return self.place.path != at.path, abs(self.place.line - at.line)


def _missing_variables(plans: Iterable[Plan]) -> Iterator[_Missing]:
    for plan in plans:
        for place, variable in plan.canon.variables.items():
            if variable.missing:
                names = ", ".join(f"${{{name.split(':')[0]}}}" for name in variable.missing)
                says = "; ".join(name.partition(": ")[2] for name in variable.missing if ": " in name)
                message = f"{names} is not set" + (f": {says}" if says else "")
                problem = Problem(place, message, "set it, or give it a default: ${NAME:-default}")
                yield _Missing(variable.written, place, problem)


def _texts(value: Any) -> Iterator[str]:
    """Yield every text in plain data and in needs."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        yield from _texts([*value.keys(), *value.values()])
    elif isinstance(value, (list, tuple, frozenset)):
        for each in value:
            yield from _texts(each)
    elif is_dataclass(value):
        yield from _texts([getattr(value, field.name) for field in fields(value)])

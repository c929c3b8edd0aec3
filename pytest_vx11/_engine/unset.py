"""Variables of a canon that have no value, and the checks that would need one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from typing import Any, NamedTuple

from pytest_vx11._checks.check import Check
from pytest_vx11._engine.plan import Plan
from pytest_vx11._observe.tables.live import LiveTablesNeed
from pytest_vx11._source.place import Place
from pytest_vx11._source.problem import Problem

_HINT = "set it, or give it a default: ${NAME:-default}"


class Unset:
    """All that have no value. Such a value stays as it was written, wherever it went: into a placeholder, into a need."""

    def __init__(self, plans: Iterable[Plan]) -> None:
        self._missing = tuple(_missing(plans))

    def problem(self, check: Check) -> Problem | None:
        """Return what is said of a variable that the check has in it: the nearest to where it is stated."""
        for name in (name for need in check.needs if isinstance(need, LiveTablesNeed) for name in need.unset):
            return Problem(check.at, f"the url of the check's database has ${{{name}}}, which is not set", _HINT)
        if not self._missing:
            return None
        told = set(_texts((check.expected, check.about, check.needs)))
        found = (each for each in self._missing if any(each.written in text for text in told))
        nearest = min(found, key=lambda each: each.distance(check.at), default=None)
        return nearest.problem if nearest else None


class _Missing(NamedTuple):
    """A value of the canon whose variable has no value."""

    written: str
    place: Place
    problem: Problem

    def distance(self, at: Place) -> tuple[bool, int]:
        return self.place.path != at.path, abs(self.place.line - at.line)


def _missing(plans: Iterable[Plan]) -> Iterator[_Missing]:
    for plan in plans:
        for place, variable in plan.canon.variables.items():
            if variable.missing:
                names = ", ".join(f"${{{name.split(':')[0]}}}" for name in variable.missing)
                says = "; ".join(name.partition(": ")[2] for name in variable.missing if ": " in name)
                message = f"{names} is not set" + (f": {says}" if says else "")
                yield _Missing(variable.written, place, Problem(place, message, _HINT))


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

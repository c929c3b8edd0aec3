"""What a test of the user's own is about, by its marker and the fixtures that it takes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pytest

from pytest_vx11._canon.model import Canon
from pytest_vx11._own.nouns import Endpoint, Table, endpoints_of, tables_of
from pytest_vx11._plugin.own.names import FIXTURES
from pytest_vx11._source.words import did_you_mean, harmless

MARKER = "vx11"
FACET = "tests"
#: Those that want the system to be up.
RUNNING = frozenset({"vx11_http", "vx11_container", "vx11_truth"})
_KEYS = ("service", "facet", "system")


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """What one test is about, as far as that is said."""

    system: str
    service: str | None = None
    endpoint: Endpoint | None = None
    table: Table | None = None

    @property
    def name(self) -> str:
        """What a test's id has of it in brackets."""
        if self.endpoint is not None:
            return f"{self.service}-{self.endpoint.name}"
        if self.table is not None:
            return f"{self.table.database}.{self.table.name}"
        return self.service or self.system


@dataclass(frozen=True, slots=True, kw_only=True)
class Marked:
    """What the marker says; raises ValueError, with a sentence, where that is nothing that there is."""

    services: tuple[str, ...] = ()
    facet: str = FACET
    system: str | None = None

    @classmethod
    def of(cls, item: pytest.Item, canons: Mapping[str, Canon], facets: Iterable[str]) -> Marked:
        """Return what a test's marker says, held against what there is."""
        said_so = _said_by_markers(item)
        system = said_so.get("system")
        if system is not None:
            _known("system", system, canons)
        of = [canons[system]] if system is not None else list(canons.values())
        said = said_so.get("service")
        services = _services_named(said)
        names = {name for canon in of for name in canon.services}
        for each in services:
            _known("service", each, names)
        facet = said_so.get("facet", FACET)
        _known("facet", facet, facets)
        return cls(services=services, facet=facet, system=system)


def _said_by_markers(item: pytest.Item) -> dict[str, Any]:
    """Return what the markers say of a test, key by key; the nearest one counts, a class's where the test says nothing."""
    said: dict[str, Any] = {}
    for marker in reversed(list(item.iter_markers(MARKER))):
        unknown = [str(each) for each in (*marker.args, *(key for key in marker.kwargs if key not in _KEYS))]
        if unknown:
            raise ValueError(f'the marker vx11 takes service=, facet= and system=, not "{harmless(unknown[0], 80)}"')
        said |= marker.kwargs
    return said


def _services_named(said: object) -> tuple[str, ...]:
    if said is None or isinstance(said, str):
        return () if said is None else (said,)
    if not isinstance(said, (list, tuple)) or not said:
        raise ValueError(
            f"the marker vx11 wants a service's name, or a list of names, found {harmless(repr(said), 80)}"
        )
    return tuple(said)


def _known(kind: str, name: object, valid: Iterable[str]) -> None:
    names = sorted(valid)
    if name not in names:
        said = harmless(str(name), 80)
        meant = did_you_mean(said, names) or f"there are {', '.join(names)}"
        raise ValueError(f'the marker vx11 names the {kind} "{said}", and there is none: {meant}')


def is_own(item: pytest.Item) -> bool:
    """Tell whether a test is a check: by its marker, or by what it takes."""
    names: Sequence[str] = getattr(item, "fixturenames", ())
    return item.get_closest_marker(MARKER) is not None or not FIXTURES.isdisjoint(names)


def wants_running(item: pytest.Item) -> bool:
    """Tell whether a test looks at what runs."""
    names: Sequence[str] = getattr(item, "fixturenames", ())
    return not RUNNING.isdisjoint(names)


def parameters(names: Sequence[str], marked: Marked, canons: Iterable[Canon]) -> list[Target] | None:
    """Return what a test is run over, in the order of the canon; None where it is run once.

    Raises ValueError, with a sentence, where it takes a fixture that wants a service, and names none.
    """
    of = [canon for canon in canons if marked.system in (None, canon.system)]
    several = len(of) > 1
    if "vx11_endpoint" in names:
        return [target for canon in of for target in _endpoints(canon, marked)]
    if "vx11_table" in names:
        return [Target(system=canon.system, table=table) for canon in of for table in tables_of(canon)]
    if "vx11_service" in names or len(marked.services) > 1 or (several and marked.services):
        return [target for canon in of for target in _services(canon, marked)]
    if "vx11_container" in names and not marked.services:
        raise ValueError("vx11_container wants a service: take vx11_service too, or mark the test vx11(service=…)")
    if several:
        return [Target(system=canon.system) for canon in of]
    return None


def alone(marked: Marked, canons: Sequence[Canon]) -> Target:
    """Return what a test is about that is run once."""
    canon = next(canon for canon in canons if marked.system in (None, canon.system))
    return Target(system=canon.system, service=next(iter(marked.services), None))


def _services(canon: Canon, marked: Marked) -> Iterator[Target]:
    for name in canon.services:
        if not marked.services or name in marked.services:
            yield Target(system=canon.system, service=name)


def _endpoints(canon: Canon, marked: Marked) -> Iterator[Target]:
    for target in _services(canon, marked):
        for endpoint in endpoints_of(canon.services[target.service or ""]):
            yield Target(system=canon.system, service=target.service, endpoint=endpoint)


def target_in(item: pytest.Item) -> Target | None:
    """Return what a test was parametrized with."""
    callspec: Any = getattr(item, "callspec", None)
    found = callspec.params.get("_vx11_target") if callspec is not None else None
    return found if isinstance(found, Target) else None

"""dependencies: what each service waits for before it starts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from pytest_vx11._canon.model import Canon, Service, entries
from pytest_vx11._canon.part import SchemaPart, choice, described, either, keys, named, some, text
from pytest_vx11._canon.rules import unknown_service
from pytest_vx11._checks.check import Check
from pytest_vx11._facets.base import Facet
from pytest_vx11._facets.dependencies.codes import CODES
from pytest_vx11._facets.dependencies.declared import judge_set
from pytest_vx11._facets.dependencies.running import judge_waited
from pytest_vx11._facets.shared.compose import service_check
from pytest_vx11._facets.shared.containers import container_check
from pytest_vx11._source.located import Map, Seq
from pytest_vx11._source.place import Place
from pytest_vx11._source.problem import Problem

_CONDITION = choice("service_started", "service_healthy", "service_completed_successfully")
_CONDITIONED = either("{condition: …}, or nothing", keys("{condition: …}", {"condition": _CONDITION}), {"type": "null"})


class Dependencies(Facet):
    """`depends_on` is the exact set; `[]` says that the service is a root of the order."""

    name = "dependencies"
    schema = SchemaPart(
        service={
            "depends_on": described(
                "The exact set of services it waits for; [] for none.",
                either(
                    "a list of services, or a mapping of them",
                    some(text("a service"), "a list of services", at_least=0),
                    named("services with conditions", _CONDITIONED),
                ),
            )
        }
    )
    codes = CODES

    def examine(self, canon: Canon) -> Iterable[Problem]:
        """Yield the dependencies that nobody defines, and the cycles."""
        graph: dict[str, list[str]] = {}
        for service in canon.services.values():
            graph[service.name] = []
            for name, at in _wanted_places(service):
                if name in canon.services:
                    graph[service.name].append(name)
                elif not canon.unset(at):
                    message, hint = unknown_service(name, canon.services)
                    yield Problem(at, f"services.{service.name}.depends_on: {message}", hint)
        for cycle in _cycles(graph):
            at = canon.services[cycle[0]].said.at("depends_on")
            hint = "depends_on: [] says that it waits for none" if len(cycle) == 2 else ""
            yield Problem(at, f"depends_on goes in a circle: {' → '.join(cycle)}", hint)

    def plan(self, canon: Canon) -> Iterator[Check]:
        """One check a service that states them, for each witness."""
        for service in canon.services.values():
            said = service.stated("depends_on")
            if said:
                wanted = dict(_wanted(said.value))
                expected = said.value if isinstance(said.value, Map) else list(wanted)
                declared = service_check(self, canon, service, "depends_on", expected, said.at, judge_set, wanted)
                yield declared
                yield container_check(self, canon, declared, judge_waited, ("VX230", "VX231", "VX232"))


def _wanted(value: Any) -> Iterator[tuple[str, str | None]]:
    if isinstance(value, Map):
        for name, said, _ in entries(value):
            yield name, said.get("condition") if isinstance(said, Map) else None
    else:
        for name in value:
            yield str(name), None


def _wanted_places(service: Service) -> Iterator[tuple[str, Place]]:
    value = service.said.get("depends_on")
    if isinstance(value, Map):
        yield from ((name, at) for name, _, at in entries(value))
    elif isinstance(value, Seq):
        yield from ((str(name), at) for name, at in value.located())


def _cycles(graph: Mapping[str, list[str]]) -> Iterator[list[str]]:
    """Yield each circle once, from the service of it that the canon names first."""
    done: set[str] = set()
    for start in graph:
        path = [start]
        pending = [iter(graph[start])]
        while pending and start not in done:
            name = next(pending[-1], None)
            if name is None:
                pending.pop()
                done.add(path.pop())
            elif name in path:
                yield [*path[path.index(name) :], name]
            elif name not in done:
                path.append(name)
                pending.append(iter(graph[name]))

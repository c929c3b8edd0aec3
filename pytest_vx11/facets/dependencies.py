"""dependencies: what each service waits for before it starts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from pytest_vx11.canon.model import Canon, Service, entries
from pytest_vx11.canon.part import SchemaPart, choice, described, either, keys, named, some, text
from pytest_vx11.canon.rules import unknown_service
from pytest_vx11.checks.check import Check
from pytest_vx11.checks.code import Code
from pytest_vx11.checks.verdict import Finding, Judged
from pytest_vx11.facets.base import Facet
from pytest_vx11.facets.shared.compose import NO_SERVICE, service_check
from pytest_vx11.observe.compose import Service as Declared
from pytest_vx11.observe.need import Sight
from pytest_vx11.source.located import Map, Seq
from pytest_vx11.source.place import Place
from pytest_vx11.source.problem import Problem

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
    codes = (
        NO_SERVICE,
        Code(
            code="VX130",
            title="a dependency is not declared",
            text="The canon says that the service depends on another, and `depends_on` in the Compose file does not.",
            example="depends_on: [tentaculo_link], and the Compose service has no depends_on",
        ),
        Code(
            code="VX131",
            title="a dependency that the canon does not have",
            text="`depends_on` in the canon is the exact set. What Compose adds, by `links` or a shared namespace too, "
            "changes the order in which the system starts.",
            example="depends_on: [], and the Compose service depends on madre",
        ),
        Code(
            code="VX132",
            title="a dependency waits for another condition",
            text="The canon states the condition of a dependency, and the Compose file has another one. Without one it "
            "is `service_started`.",
            example="depends_on: {db: {condition: service_healthy}}, and Compose has `depends_on: [db]`",
        ),
    )

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
                yield service_check(self, canon, service, "depends_on", expected, said.at, judge_set, wanted)
                yield self.running(canon, "depends_on", expected, said.at, service=service.name)


def judge_set(check: Check, service: Declared, _: Sight) -> Judged:
    """`about` maps each wanted service to its condition, or to None where none is stated."""
    wanted: Mapping[str, str | None] = check.about
    declared = {each.name: each for each in service.depends_on}
    findings: list[Finding] = []

    def find(code: str, name: str, message: str, expected: Any, actual: Any, at: Place, hint: str) -> None:
        subject = f"{check.service}:{name}"
        findings.append(
            Finding(
                code=code, subject=subject, message=message, expected=expected, actual=actual, hint=hint, places=(at,)
            )
        )

    at = service.raw.key_at("depends_on") if declared else service.place
    for name, condition in wanted.items():
        if name not in declared:
            message = f"{check.service} does not depend on {name}"
            find(
                "VX130",
                name,
                message,
                list(wanted),
                list(declared),
                at,
                f"add {name} to depends_on in the Compose file",
            )
        elif condition and declared[name].condition != condition:
            message = f"{check.service} waits for {name} to be {declared[name].condition}, the canon wants {condition}"
            hint = f"set condition: {condition} in the Compose file"
            find("VX132", name, message, condition, declared[name].condition, declared[name].place, hint)
    for name, dependency in declared.items():
        if name not in wanted:
            message = f"{check.service} depends on {name}, which the canon does not say"
            hint = "take it out of the Compose file, or add it to the canon"
            find("VX131", name, message, list(wanted), list(declared), dependency.place, hint)
    return Judged(actual=list(declared), findings=tuple(findings), places=(at,) if declared else ())


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

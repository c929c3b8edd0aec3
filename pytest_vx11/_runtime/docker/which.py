"""Which services of a Compose project are started, and what each waits for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from pytest_vx11._errors import Unseen
from pytest_vx11._observe.compose import Project, Service
from pytest_vx11._runtime.base import Condition, Launch


def to_start(project: Project, launches: Sequence[Launch], *, whole: bool) -> dict[str, Service]:
    """Return the services to be started, by name, in the Compose file's order.

    They are those that the canon expects; what these wait for, where the canon does not name it; and, of a `whole`
    system, whatever else Compose starts by default.
    """
    known = {launch.name for launch in launches}
    wanted = [launch.name for launch in launches if not launch.absent]
    if whole:
        wanted += [name for name, service in project.services.items() if name not in known and _by_default(service)]
    found: set[str] = set()
    while wanted:
        name = wanted.pop()
        service = project.services.get(name)
        if service is not None and name not in found:
            found.add(name)
            wanted += [each for each in _awaited(service) if each not in known]
    return {name: service for name, service in project.services.items() if name in found}


def as_launches(services: Mapping[str, Service], launches: Sequence[Launch]) -> list[Launch]:
    """Return the services as a start takes them: what the Compose file says they wait for, and the canon's ports."""
    canon = {launch.name: launch for launch in launches}
    return [
        Launch(
            name=name,
            after=dict(_after(service, services)),
            ports=canon[name].ports if name in canon else {},
        )
        for name, service in services.items()
    ]


def undefined(project: Project, launches: Sequence[Launch]) -> list[str]:
    """Return the services that are expected and that the Compose file does not define."""
    return [launch.name for launch in launches if not launch.absent and launch.name not in project.services]


def _by_default(service: Service) -> bool:
    try:
        return not service.profiles and (service.replicas is None or service.replicas.value != 0)
    except Unseen:
        return False


def _awaited(service: Service) -> list[str]:
    try:
        return [each.name for each in service.depends_on]
    except Unseen:
        return []


def _after(service: Service, started: Mapping[str, Service]) -> Iterator[tuple[str, Condition]]:
    for each in service.depends_on:
        if each.name in started:
            yield each.name, Condition(each.condition)

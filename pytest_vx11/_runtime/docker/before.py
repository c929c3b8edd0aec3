"""What keeps a system from being started in containers, seen before anything is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from pytest_vx11._errors import Unseen
from pytest_vx11._observe.compose import Project, Service
from pytest_vx11._observe.containers import Engine
from pytest_vx11._observe.containers.labels import COMPOSE_PROJECT
from pytest_vx11._observe.live import Address
from pytest_vx11._runtime.base import Launch
from pytest_vx11._runtime.docker.naming import Naming
from pytest_vx11._runtime.docker.spec import problems_of
from pytest_vx11._runtime.ports import LOOPBACK, taken
from pytest_vx11._source.problem import Problem

_FREE = "or let the run take free ports and names of its own: --vx11-ports ephemeral"


def what_is_wrong(engine: Engine, project: Project, services: Mapping[str, Service], naming: Naming) -> list[str]:
    """Return every reason; raises Unseen where the engine does not answer."""
    if not services:
        return ["the Compose file defines none of the services that are expected"]
    wrong = [*project.problems, *project.unset]
    wrong += [problem for service in services.values() for problem in _problems(engine, service, project, naming)]
    found = [_told(problem) for problem in dict.fromkeys(wrong)]
    if not found and not naming.own:
        found = _taken(engine, services.values(), naming)
    return found


def _problems(engine: Engine, service: Service, project: Project, naming: Naming) -> tuple[Problem, ...]:
    return problems_of(service, project, free_ports=naming.own, environ=project.variables, api=engine.api)


def _told(problem: Problem) -> str:
    at = f"{problem.place}: " if problem.place else ""
    return f"{at}{problem.message}{f'; {problem.hint}' if problem.hint else ''}"


def _taken(engine: Engine, services: Iterable[Service], naming: Naming) -> list[str]:
    """Return which names and ports somebody has; the ports of a container that has the very name go with it."""
    found, others = [], []
    for service in services:
        name = naming.container(service)
        there = engine.container(name)
        if there is None:
            others.append(service)
        elif there.made_here:
            found.append(f"a run has left or kept the container {name} up: `vx11 clean` ends it, {_FREE}")
        else:
            project = there.labels.get(COMPOSE_PROJECT)
            whose = f", of the Compose project {project}" if project else ""
            found.append(f"there is already a container {name}{whose}: remove it (docker rm -f {name}), {_FREE}")
    return [*found, *_ports(engine, others)]


def _ports(engine: Engine, services: Iterable[Service]) -> Iterator[str]:
    """Yield which ports somebody has, where the engine is of this machine."""
    if engine.host not in LOOPBACK:
        return
    wanted = []
    for service in services:
        try:
            tcp = [port.published for port in service.ports if port.protocol == "tcp"]
        except Unseen:
            continue
        wanted.append(Launch(name=service.name, ports={each: Address("", each) for each in tcp if each}))
    yield from (f"{each}; end it, {_FREE}" for each in taken(wanted))

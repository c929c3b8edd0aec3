"""From the merged mapping to a `Project`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, TypeVar

from pytest_vx11._errors import Unseen
from pytest_vx11._observe.compose.merging.environment import environment
from pytest_vx11._observe.compose.merging.reading import Reading
from pytest_vx11._observe.compose.merging.variables import Variables
from pytest_vx11._observe.compose.parts import Network, Volume
from pytest_vx11._observe.compose.project import Project
from pytest_vx11._observe.compose.rules.consistency import inconsistencies
from pytest_vx11._observe.compose.service import Service
from pytest_vx11._observe.compose.values.fields import Refused, Unknown, flag, text
from pytest_vx11._source.located import Map
from pytest_vx11._source.place import Place
from pytest_vx11._source.problem import in_order

_Resource = TypeVar("_Resource", Network, Volume)
_PARTS: tuple[Callable[[Service], Any], ...] = (
    lambda service: service.build,
    lambda service: service.ports,
    lambda service: service.expose,
    lambda service: service.healthcheck,
    lambda service: service.memory,
    lambda service: service.restart,
    lambda service: service.replicas,
    lambda service: service.depends_on,
    lambda service: service.networks,
    lambda service: service.volumes,
    lambda service: service.command,
    lambda service: service.entrypoint,
    lambda service: service.environment,
)


def assemble(model: Map, name: str | None, variables: Variables, reading: Reading) -> Project:
    """Return the project that the merged `model` describes, every part of it read once for what is wrong."""
    services = _services(model, variables, reading)
    _note_refused(services, reading)
    networks = _resources(Network, model, "networks", name, reading)
    project = Project(
        name=name,
        files=tuple(reading.files),
        services=services,
        networks=_with_default(networks, services, name),
        volumes=_resources(Volume, model, "volumes", name, reading),
        problems=(),
        unset=tuple(reading.unset),
        blank=tuple(reading.blank),
        raw=model,
        variables=variables.values,
    )
    blank = {each.place for each in reading.blank}
    problems = in_order([*reading.problems, *inconsistencies(project)])
    return replace(
        project,
        problems=tuple(each for each in problems if each.place not in blank),
        unset=(*reading.unset, *(each for each in problems if each.place in blank)),
    )


def _note_refused(services: Mapping[str, Service], reading: Reading) -> None:
    wrong = {problem.place for problem in reading.problems}
    for service in services.values():
        for part in _PARTS:
            try:
                part(service)
            except Refused as error:
                problem = error.problem()
                if problem.place not in wrong:
                    reading.problems[problem] = None
            except Unseen:
                pass  # not wrong: only not to be known here


def _services(model: Map, variables: Variables, reading: Reading) -> dict[str, Service]:
    body = model.get("services")
    if not isinstance(body, Map):
        return {}
    return {name: _service(body, name, variables, reading) for name in body}


def _service(services: Map, name: str, variables: Variables, reading: Reading) -> Service:
    body = services[name] if isinstance(services[name], Map) else Map(services.key_at(name))
    extends = body.get("extends")
    return Service(
        name=name,
        place=services.key_at(name),
        body=body,
        root=reading.root,
        variables=environment(body, variables, reading),
        unread=extends.error() if isinstance(extends, Unknown) else None,
    )


def _resources(
    kind: type[_Resource], model: Map, key: str, project: str | None, reading: Reading
) -> dict[str, _Resource]:
    body = model.get(key)
    if not isinstance(body, Map):
        return {}
    return {name: _resource(kind, body, name, project, reading) for name in body}


def _resource(kind: type[_Resource], bodies: Map, key: str, project: str | None, reading: Reading) -> _Resource:
    body, place = bodies[key], bodies.key_at(key)
    if not isinstance(body, Map):
        return kind(key=key, name=_own_name(key, project), external=False, driver=None, place=place)
    try:
        external, stated = _external(body)
        driver = text(body, "driver")
    except Unseen as error:
        if isinstance(error, Refused):
            reading.problems[error.problem()] = None
        return kind(key=key, name=None, external=False, driver=None, place=place)
    name = stated or (key if external else _own_name(key, project))
    return kind(key=key, name=name, external=external, driver=driver.value if driver else None, place=place)


def _own_name(key: str, project: str | None) -> str | None:
    return f"{project}_{key}" if project else None


def _external(body: Map) -> tuple[bool, str | None]:
    stated = text(body, "name")
    nested = body.get("external")
    if isinstance(nested, Map):
        inner = text(nested, "name")
        return True, stated.value if stated else inner.value if inner else None
    external = flag(body, "external")
    return bool(external and external.value), stated.value if stated else None


def _with_default(
    networks: dict[str, Network], services: Mapping[str, Service], project: str | None
) -> dict[str, Network]:
    if "default" in networks:
        return networks
    for service in services.values():
        place = _default_place(service)
        if place is not None:
            name = _own_name("default", project)
            return {**networks, "default": Network(key="default", name=name, external=False, driver=None, place=place)}
    return networks


def _default_place(service: Service) -> Place | None:
    try:
        return next((each.place for each in service.networks if each.network == "default"), None)
    except Unseen:
        return None

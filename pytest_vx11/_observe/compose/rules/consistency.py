"""What Compose refuses although each value by itself is well formed.

Facts: compose-go's `checkConsistency` and `graph.CheckCycle`. Profiles are left aside: a service of any profile is held
to the same, and one that depends on a service of another profile is not refused here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from pytest_vx11._errors import Unseen
from pytest_vx11._observe.compose.parts import MountType, Said
from pytest_vx11._observe.compose.project import Project
from pytest_vx11._observe.compose.service import Service
from pytest_vx11._observe.compose.values import fields
from pytest_vx11._observe.compose.values.fields import Unknown, number, size, text, texts
from pytest_vx11._observe.compose.values.links import dependencies
from pytest_vx11._source.located import Map, Seq
from pytest_vx11._source.place import Place
from pytest_vx11._source.problem import Problem
from pytest_vx11._source.words import did_you_mean


def inconsistencies(project: Project) -> Iterator[Problem]:
    """Yield what is wrong between the parts of a project; what cannot be known is passed over."""
    for service in project.services.values():
        for alone in _ALONE:
            yield from _known(alone(service))
        for together in _TOGETHER:
            yield from _known(together(service, project))
    yield from _names(project.services.values())
    yield from _secrets(project.raw)
    yield from _external(project.raw)
    yield from _cycles(project.services)


def _known(found: Iterator[Problem]) -> list[Problem]:
    try:
        return list(found)
    except Unseen:
        return []


def _image(service: Service) -> Iterator[Problem]:
    body = service.raw
    if not body.get("image") and "build" not in body and "provider" not in body:
        place = body.at("image") if "image" in body else service.place
        yield Problem(place, f"{service.name} has neither an image nor a build")


def _dockerfile(service: Service) -> Iterator[Problem]:
    build = service.build
    if build and build.inline and build.dockerfile:
        yield Problem(build.inline.place, "build has both dockerfile and dockerfile_inline")


def _platforms(service: Service) -> Iterator[Problem]:
    platform, build = text(service.raw, "platform"), service.raw.get("build")
    platforms = texts(build, "platforms") if isinstance(build, Map) else ()
    if platform and platforms and all(each.value != platform.value for each in platforms):
        yield Problem(platform.place, "the platform is not among those of the build")


def _contexts(service: Service, project: Project) -> Iterator[Problem]:
    for _, said in service.build.additional_contexts if service.build else ():
        name = said.value.removeprefix("service:")
        if name == said.value:
            continue
        if name not in project.services:
            yield _undefined("service", name, said.place, project.services)
        elif "build" not in project.services[name].raw:
            yield Problem(said.place, f"the service {name[:80]} is not built, and can be no context")


def _network_mode(service: Service) -> Iterator[Problem]:
    if service.network_mode and service.raw.get("networks"):
        yield Problem(service.network_mode.place, f"{service.name} has both network_mode and networks")


def _networks(service: Service, project: Project) -> Iterator[Problem]:
    for each in service.networks:
        if each.network not in project.networks:
            yield _undefined("network", each.network, each.place, project.networks)


def _volumes(service: Service, project: Project) -> Iterator[Problem]:
    for each in service.volumes:
        if each.type is MountType.VOLUME and each.source and each.source not in project.volumes:
            yield _undefined("volume", each.source, each.place, project.volumes)


def _dependencies(service: Service, project: Project) -> Iterator[Problem]:
    for each in service.depends_on:
        if each.name not in project.services:
            yield _undefined("service", each.name, each.place, project.services)


def _granted(service: Service, project: Project) -> Iterator[Problem]:
    for key in ("secrets", "configs"):
        defined = project.raw.get(key)
        items = service.raw.get(key)
        for item, place in items.located() if isinstance(items, Seq) else ():
            name = item.get("source") if isinstance(item, Map) else item
            if isinstance(name, str) and name not in (defined or ()):
                yield _undefined(key[:-1], name, place, defined or {})


def _undefined(kind: str, name: str, place: Place, defined: Mapping[str, Any]) -> Problem:
    return Problem(place, f"the {kind} {fields.quoted(name)} is not defined", did_you_mean(name, defined))


def _replicas(service: Service) -> Iterator[Problem]:
    scale, deploy = number(service.raw, "scale"), service.raw.get("deploy")
    replicas = number(deploy, "replicas") if isinstance(deploy, Map) else None
    if scale and replicas and scale.value != replicas.value:
        yield Problem(scale.place, "scale and deploy.replicas differ")
    count = service.replicas
    if count and count.value < 0:
        yield Problem(count.place, "there cannot be less than no containers")
    if count and count.value > 1 and service.container_name:
        yield Problem(service.container_name.place, f"{count.value} containers cannot have one container_name")


def _memory(service: Service) -> Iterator[Problem]:
    older, body = size(service.raw, "mem_limit"), service.raw
    for key in ("deploy", "resources", "limits"):
        inner = body.get(key)
        if not isinstance(inner, Map):
            return
        body = inner
    newer = size(body, "memory")
    if older and older.value and older.value != (newer.value if newer else 0):
        yield Problem(older.place, "mem_limit and deploy.resources.limits.memory differ")


def _targets(service: Service) -> Iterator[Problem]:
    seen: dict[str, Place] = {}
    for each in service.volumes:
        if each.target in seen:
            at = seen[each.target]
            yield Problem(each.place, f"another mount has this target, in line {at.line}")
        seen.setdefault(each.target, each.place)


def _names(services: Iterable[Service]) -> Iterator[Problem]:
    """Yield the container names that two services bear; in a profile they may never meet."""
    seen: dict[str, str] = {}
    for service in services:
        said = _container_name(service)
        if said is not None and seen.setdefault(said.value, service.name) != service.name:
            yield Problem(said.place, f"the container of {seen[said.value]} has the same name")


def _container_name(service: Service) -> Said[str] | None:
    try:
        return None if service.profiles else service.container_name
    except Unseen:
        return None


def _secrets(model: Map) -> Iterator[Problem]:
    for key, sources in (("secrets", ("file", "environment")), ("configs", ("file", "environment", "content"))):
        bodies = _bodies(model, key)
        for name, body in bodies.items():
            if not isinstance(body, Map) or isinstance(body.get("external"), Unknown):
                continue
            count = sum(source in body for source in sources)
            if count > 1:
                yield Problem(bodies.key_at(name), f"{name} must have only one of {', '.join(sources)}")
            if not count and not body.get("external") and "driver" not in body:
                yield Problem(bodies.key_at(name), f"{name} must have one of {', '.join(sources)}")


def _bodies(model: Map, key: str) -> Map:
    bodies = model.get(key)
    return bodies if isinstance(bodies, Map) else Map(model.place)


def _external(model: Map) -> Iterator[Problem]:
    for name, body in _bodies(model, "volumes").items():
        if isinstance(body, Map) and body.get("external") not in (None, False, "false"):
            for key in body:
                if key not in ("name", "external") and not key.startswith("x-"):
                    yield Problem(body.key_at(key), f"{name} is external, and can have no {key}")


def _cycles(services: Mapping[str, Service]) -> Iterator[Problem]:
    """Yield one problem for each circle in the dependencies, found without recursion."""
    edges = {name: _before(service) for name, service in services.items()}
    done: set[str] = set()
    for start, first in edges.items():
        trail: dict[str, Iterator[str]] = {} if start in done else {start: iter(first)}
        while trail:
            name = next(reversed(trail))
            follow = next(trail[name], None)
            if follow is None:
                done.add(name)
                del trail[name]
            elif follow in trail:
                yield Problem(edges[name][follow], f"the services depend in a circle: {_circle(trail, follow)}")
            elif follow in edges and follow not in done:
                trail[follow] = iter(edges[follow])


def _circle(trail: Iterable[str], end: str) -> str:
    names = list(trail)
    return " → ".join([*names[names.index(end) :], end])


def _before(service: Service) -> dict[str, Place]:
    try:
        return {each.name: each.place for each in dependencies(service.raw)}
    except Unseen:
        return {}


_ALONE: tuple[Callable[[Service], Iterator[Problem]], ...] = (
    _image,
    _dockerfile,
    _platforms,
    _network_mode,
    _replicas,
    _memory,
    _targets,
)
_TOGETHER: tuple[Callable[[Service, Project], Iterator[Problem]], ...] = (
    _contexts,
    _networks,
    _volumes,
    _dependencies,
    _granted,
)

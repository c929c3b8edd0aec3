"""What a service hangs on: the services before it, and the networks it is on."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pytest_vx11._observe.compose.parts import Attachment, Dependency
from pytest_vx11._observe.compose.values.fields import Refused, Unknown, flag, mapping, text, texts, value_at
from pytest_vx11._source.located import Map
from pytest_vx11._source.place import Place

CONDITIONS = ("service_started", "service_healthy", "service_completed_successfully")
_SHARED = ("network_mode", "ipc", "pid", "uts", "cgroup")


def dependencies(service: Map) -> tuple[Dependency, ...]:
    """Return the dependencies of a service's mapping in canonical form, and the implied ones as Compose adds them."""
    found = {each.name: each for each in _stated(service)}
    for each in _implied(service):
        found.setdefault(each.name, each)
    return tuple(found.values())


def _stated(service: Map) -> Iterator[Dependency]:
    body = mapping(service, "depends_on")
    for name in body if body is not None else ():
        yield _dependency(body, name)  # type: ignore[arg-type]


def _dependency(body: Map, name: str) -> Dependency:
    entry = mapping(body, name)
    if entry is None:
        raise Refused(f"{name} must be a mapping", (body.at(name),))
    condition, required, restart = text(entry, "condition"), flag(entry, "required"), flag(entry, "restart")
    said = condition.value if condition else CONDITIONS[0]
    if said not in CONDITIONS:
        raise Refused(f"condition must be one of {', '.join(CONDITIONS)}", (entry.at("condition"),))
    return Dependency(
        name=name,
        condition=said,
        required=required is None or required.value,
        restart=bool(restart and restart.value),
        implied=False,
        place=body.key_at(name),
    )


def _implied(service: Map) -> Iterator[Dependency]:
    for said in texts(service, "links"):
        yield _started(said.value.partition(":")[0], said.place, restart=True)
    for key in _SHARED:
        shared = value_at(service, key)
        if isinstance(shared, str) and shared.startswith("service:"):
            yield _started(shared.removeprefix("service:"), service.at(key), restart=True)
    for said in texts(service, "volumes_from"):
        if not said.value.startswith("container:"):
            yield _started(said.value.partition(":")[0], said.place, restart=False)


def _started(name: str, place: Place, *, restart: bool) -> Dependency:
    return Dependency(name=name, condition=CONDITIONS[0], required=True, restart=restart, implied=True, place=place)


def attachments(service: Map) -> tuple[Attachment, ...]:
    """Return the networks of a service's mapping in canonical form, the default one where Compose adds it."""
    if "network_mode" in service or "provider" in service:
        return ()
    body = mapping(service, "networks")
    if not body:
        place = service.key_at("networks") if body is not None else service.place
        return (Attachment(network="default", aliases=(), implicit=True, place=place),)
    return tuple(_attachment(body, network) for network in body)


def _attachment(body: Map, network: str) -> Attachment:
    entry: Any = body[network]
    if isinstance(entry, Unknown):
        raise entry.error()
    if entry is not None and not isinstance(entry, Map):
        raise Refused(f"{network} must be a mapping or nothing", (body.at(network),))
    aliases = texts(entry, "aliases") if entry is not None else ()
    return Attachment(
        network=network, aliases=tuple(said.value for said in aliases), implicit=False, place=body.key_at(network)
    )

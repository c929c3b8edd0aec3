"""From the canon to what a runtime starts and asks."""

from __future__ import annotations

import posixpath
import shlex
from collections.abc import Iterator, Mapping
from typing import Any

from pytest_vx11._canon.model import Canon, Service
from pytest_vx11._canon.reach import own_names, own_port, ports_of
from pytest_vx11._observe.live import Address, HealthCommand, HealthUrl, read_health
from pytest_vx11._runtime.base import Condition, Launch
from pytest_vx11._source.located import Map

#: Last parts of paths that say whether a service is well.
_HEALTHY_NAMES = frozenset({"health", "healthz", "healthcheck", "ready", "readyz", "live", "livez", "ping", "status"})
_HERE = "127.0.0.1"


def launches(canon: Canon, mode: str | None) -> tuple[Launch, ...]:
    """Return every service as a runtime takes it; those that are disabled or not in the mode are absent."""
    absent = {service.name: _absent(canon, service, mode) for service in canon.services.values()}
    return tuple(_launch(service, absent) for service in canon.services.values())


def health_targets(service: Service) -> tuple[str, ...]:
    """Return the paths that say whether a service is well, the most telling first; empty where nobody names one."""
    health = _health(service)
    found = [health.target] if isinstance(health, HealthUrl) and health.port == own_port(service) else []
    return tuple(dict.fromkeys([*found, *_healthy_paths(service)]))


def _absent(canon: Canon, service: Service, mode: str | None) -> str:
    if service.disabled:
        return "the service is disabled, and is not started"
    modes = canon.section("modes")
    if mode is not None and service.name not in ((modes.get(mode) if modes is not None else None) or ()):
        return f"the service is not in the mode {mode}"
    return ""


def _launch(service: Service, absent: Mapping[str, str]) -> Launch:
    tcp = [port for port in ports_of(service) if port.protocol == "tcp"]
    return Launch(
        name=service.name,
        command=_command(service.said.get("run")),
        after={name: condition for name, condition in _after(service) if absent.get(name) == ""},
        ports={port.target: Address(_host(port.host_ip), port.published or port.target) for port in tcp},
        health=_health(service),
        container=str(service.said["container"]) if "container" in service.said else None,
        absent=absent[service.name],
    )


def _host(stated: str | None) -> str:
    return {None: _HERE, "0.0.0.0": _HERE, "::": "::1"}.get(stated) or str(stated)


def _command(said: Any) -> tuple[str, ...] | None:
    if said is None:
        return None
    return tuple(shlex.split(said)) if isinstance(said, str) else tuple(str(word) for word in said)


def _after(service: Service) -> Iterator[tuple[str, Condition]]:
    said = service.said.get("depends_on") or ()
    for name in said:
        stated = said[name] if isinstance(said, Map) else None
        condition = stated.get("condition") if isinstance(stated, Map) else None
        yield str(name), Condition(condition) if condition else Condition.STARTED


def _health(service: Service) -> HealthUrl | HealthCommand | None:
    said = service.said.get("healthcheck")
    test = said.get("test") if isinstance(said, Map) else None
    if test is not None:
        return read_health(test, own_names(service))
    port = own_port(service)
    target = next(_healthy_paths(service), None)
    if port is None or target is None:
        return None
    # Nobody said that it is a healthcheck: any answer but a failure shows that the service is up.
    return HealthUrl(port=port, target=target, below=500)


def _healthy_paths(service: Service) -> Iterator[str]:
    """Yield the paths of GET endpoints whose name says that they tell of health, and that answer 200 without a token."""
    for route, said in (service.said.get("endpoints") or {}).items():
        method, _, path = route.partition(" ")
        stated = said if isinstance(said, Map) else {}
        if (
            method == "GET"
            and "{" not in path
            and posixpath.basename(path) in _HEALTHY_NAMES
            and stated.get("auth") != "required"
        ):
            yield path

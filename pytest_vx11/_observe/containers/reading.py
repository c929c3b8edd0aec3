"""From what an engine says of a container to the container."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import datetime, timezone
from typing import Any, TypeVar

from pytest_vx11._observe.containers.json import Json, inside, listed, mapping, number, text
from pytest_vx11._observe.containers.labels import COMPOSE_DEPENDS_ON, DEPENDS_ON, IMAGE, NAME, PORTS, RUN
from pytest_vx11._observe.containers.model import (
    Attached,
    Binding,
    Condition,
    Container,
    Health,
    HealthRun,
    HealthStatus,
    Mounted,
)

_Word = TypeVar("_Word", Condition, HealthStatus)
_PORT = re.compile(r"([0-9]{1,5})/([a-z]+)")
_TIME = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d+))?(Z|[+-]\d\d:\d\d)")
#: What an engine says of a time that never came.
_NEVER = 1
#: Real names of networks and volumes, and every name each goes by.
Names = Mapping[str, frozenset[str]]


def read_container(body: Json, networks: Names, volumes: Names) -> Container:
    """Return the container of an inspect's answer (Docker Engine API, ContainerInspect)."""
    state, config, host = mapping(body, "State"), mapping(body, "Config"), mapping(body, "HostConfig")
    labels = {str(key): str(value) for key, value in mapping(config, "Labels").items()}
    real_name = text(body, "Name").removeprefix("/")
    made_here = RUN in labels
    return Container(
        id=text(body, "Id"),
        name=labels.get(NAME, real_name) if made_here else real_name,
        real_name=real_name,
        image=labels.get(IMAGE, text(config, "Image")) if made_here else text(config, "Image"),
        image_id=text(body, "Image"),
        image_reference=text(config, "Image"),
        condition=_word(Condition, text(state, "Status"), Condition.UNKNOWN),
        exit_code=number(state, "ExitCode"),
        oom_killed=inside(state, "OOMKilled") is True,
        error=text(state, "Error"),
        started_at=read_time(text(state, "StartedAt")),
        restarts=number(body, "RestartCount"),
        pid=number(state, "Pid") or None,
        health=_health(mapping(config, "Healthcheck"), mapping(state, "Health")),
        memory=number(host, "Memory"),
        restart=_restart(mapping(host, "RestartPolicy")),
        published=tuple(_bindings(_told(host, labels) if made_here else mapping(host, "PortBindings"))),
        bound=tuple(_bindings(mapping(body, "NetworkSettings", "Ports"))),
        user=text(config, "User"),
        working_dir=text(config, "WorkingDir"),
        network_mode=text(host, "NetworkMode"),
        mounts=tuple(_mounts(body, volumes)),
        networks=tuple(_networks(mapping(body, "NetworkSettings", "Networks"), networks)),
        depends_on=_depends_on(labels.get(DEPENDS_ON if made_here else COMPOSE_DEPENDS_ON)),
        labels=labels,
        made_here=made_here,
    )


def read_time(said: str) -> datetime | None:
    """Return a time of the engine's; None where it never came, or is none."""
    match = _TIME.fullmatch(said)
    if match is None:
        return None
    seconds, fraction, zone = match.groups()
    micro = (fraction or "0")[:6].ljust(6, "0")
    try:
        when = datetime.fromisoformat(f"{seconds}.{micro}{'+00:00' if zone == 'Z' else zone}")
        return None if when.year <= _NEVER else when.astimezone(timezone.utc)
    except (ValueError, OverflowError):
        return None


def _word(kind: type[_Word], said: str, other: _Word) -> _Word:
    return next((each for each in kind if each.value == said), other)


def _restart(policy: Json) -> str:
    name = text(policy, "Name") or "no"
    count = number(policy, "MaximumRetryCount")
    return f"{name}:{count}" if count and name == "on-failure" else name


def _health(check: Json, state: Json) -> Health | None:
    test = tuple(str(word) for word in listed(check, "Test"))
    if not test or test[0] == "NONE":
        return None
    runs = [each for each in listed(state, "Log") if isinstance(each, Mapping)]
    return Health(
        test=test,
        interval=number(check, "Interval"),
        timeout=number(check, "Timeout"),
        start_period=number(check, "StartPeriod"),
        start_interval=number(check, "StartInterval"),
        retries=number(check, "Retries"),
        status=_word(HealthStatus, text(state, "Status"), HealthStatus.STARTING),
        runs=tuple(HealthRun(status=number(each, "ExitCode"), output=text(each, "Output")) for each in runs),
    )


def _told(host: Json, labels: Mapping[str, str]) -> Json:
    """Return what the Compose file publishes, where a run took free ports instead."""
    with suppress(ValueError, RecursionError):
        said = json.loads(labels.get(PORTS, ""))
        if isinstance(said, Mapping):
            return said
    return mapping(host, "PortBindings")


def _bindings(ports: Json) -> Iterator[Binding]:
    for port in ports:
        match = _PORT.fullmatch(str(port))
        for each in listed(ports, port) if match else []:
            published = text(each, "HostPort")
            assert match is not None
            yield Binding(
                target=int(match[1]),
                protocol=match[2],
                host_ip=text(each, "HostIp"),
                published=int(published) if published.isascii() and published.isdigit() and int(published) else None,
            )


def _mounts(body: Json, volumes: Names) -> Iterator[Mounted]:
    seen = set()
    for each in listed(body, "Mounts"):
        kind, target = text(each, "Type"), text(each, "Destination")
        name = text(each, "Name")
        seen.add(target)
        source = name if kind == "volume" else text(each, "Source") or None
        yield Mounted(
            type=kind,
            source=source or None,
            target=target,
            read_only=inside(each, "RW") is False,
            names=volumes.get(name, frozenset({name})) if name else frozenset(),
        )
    for target, options in mapping(body, "HostConfig", "Tmpfs").items():
        if target not in seen:
            yield Mounted(type="tmpfs", source=None, target=target, read_only="ro" in str(options).split(","))


def _networks(said: Json, networks: Names) -> Iterator[Attached]:
    for name in said:
        yield Attached(
            name=name,
            names=networks.get(name, frozenset({name})),
            aliases=tuple(str(alias) for alias in listed(said, name, "Aliases")),
            address=text(said, name, "IPAddress") or text(said, name, "GlobalIPv6Address"),
        )


def _depends_on(said: str | None) -> Mapping[str, str] | None:
    if said is None:
        return None
    waits: dict[str, str] = {}
    for each in said.split(","):
        name, _, rest = each.partition(":")
        if name:
            waits[name] = rest.partition(":")[0] or "service_started"
    return waits


def names_of(name: str, labels: Any, *keys: str) -> frozenset[str]:
    """Return every name that a network or a volume goes by: its real one, and those that labels give it."""
    return frozenset({name, *(said for key in keys if (said := text(labels, key)))})

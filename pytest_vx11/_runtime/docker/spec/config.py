"""What a container is by itself: its command, its environment, its health.

Facts: Docker Engine API, ContainerCreate, the fields beside `HostConfig`; what Compose v2 puts there.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from pytest_vx11._observe.compose.values.fields import duration, flag, text
from pytest_vx11._runtime.docker.spec import networks, ports
from pytest_vx11._runtime.docker.spec.model import Ask
from pytest_vx11._runtime.docker.spec.reading import plain, stated, table


def command(ask: Ask) -> list[str] | None:
    """Return the command. Without one, the engine takes the image's only where no entrypoint is given either."""
    said = plain(ask.service.command)
    return None if said is None else list(said)


def entrypoint(ask: Ask) -> list[str] | None:
    """Return the entrypoint; an empty list takes away the image's."""
    said = plain(ask.service.entrypoint)
    return None if said is None else list(said)


def environment(ask: Ask) -> list[str] | None:
    """Return the environment; a name that is passed on and not set here is not passed."""
    known = {name: said.value for name, said in ask.service.environment.items()}
    return [f"{name}={value}" for name, value in known.items() if value is not None] or None


def healthcheck(ask: Ask) -> dict[str, Any] | None:
    """Return what is stated of the healthcheck: the rest is the image's."""
    said = ask.service.healthcheck
    if said is None:
        return None
    if said.disabled:
        return {"Test": ["NONE"]}
    test = plain(said.test)
    return stated(
        {
            "Test": None if test is None else list(test),
            "Interval": plain(said.interval),
            "Timeout": plain(said.timeout),
            "StartPeriod": plain(said.start_period),
            # Older engines probe at the usual interval from the beginning, which only takes longer.
            "StartInterval": plain(said.start_interval) if ask.api >= (1, 44) else None,
            "Retries": plain(said.retries),
        }
    )


def stop_timeout(ask: Ask) -> int | None:
    """Return the whole seconds that the container has to stop."""
    said = duration(ask.service.raw, "stop_grace_period")
    return None if said is None else said.value // 10**9


def labels(ask: Ask) -> dict[str, str]:
    """Return the service's own labels, and over them those by which the run knows its container again."""
    service, naming = ask.service, ask.naming
    waits = [f"{each.name}:{each.condition}:{str(each.restart).lower()}" for each in service.depends_on]
    return (table(service.raw, "labels") or {}) | naming.labelled(
        service=service.name,
        name=naming.declared(service),
        image=plain(service.image) or f"{naming.project}-{service.name}",
        ports=json.dumps(ports.declared(ask)),
        depends_on=",".join(waits),
    )


def _text(key: str) -> Callable[[Ask], str | None]:
    return lambda ask: plain(text(ask.service.raw, key))


def _flag(key: str) -> Callable[[Ask], bool | None]:
    return lambda ask: plain(flag(ask.service.raw, key))


#: Each field of the API, and how it is read of a service.
CONFIG: Mapping[str, Callable[[Ask], Any]] = {
    "Cmd": command,
    "Entrypoint": entrypoint,
    "Env": environment,
    "WorkingDir": _text("working_dir"),
    "User": _text("user"),
    "Hostname": _text("hostname"),
    "Domainname": _text("domainname"),
    "MacAddress": networks.mac_address,
    "ExposedPorts": ports.exposed,
    "Labels": labels,
    "Healthcheck": healthcheck,
    "StopSignal": _text("stop_signal"),
    "StopTimeout": stop_timeout,
    "Tty": _flag("tty"),
    "OpenStdin": _flag("stdin_open"),
}

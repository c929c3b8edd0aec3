"""Ports: those that are published, and those that are only exposed.

Facts: Docker Engine API, ContainerCreate, `ExposedPorts` and `PortBindings`; what Compose v2 puts there.
"""

from __future__ import annotations

from pytest_vx11._observe.compose import Port
from pytest_vx11._runtime.docker.spec.model import Ask, Cannot

Bindings = dict[str, list[dict[str, str]]]
_NOT_ITS_OWN = ("service:", "container:")


def exposed(ask: Ask) -> dict[str, dict[str, str]] | None:
    """Return every port that the container shows, each with nothing beneath it, as the API has it."""
    alone = [f"{said.value}/{said.text.partition('/')[2].lower() or 'tcp'}" for said in ask.service.expose]
    names = [*alone, *(_name(port) for port in ask.service.ports)]
    return {name: {} for name in names} or None


def bindings(ask: Ask) -> Bindings | None:
    """Return what is published where: as the file has it, or at ports that the engine chooses."""
    mode = ask.service.network_mode
    ports = ask.service.ports
    if mode is not None and ports and mode.value.startswith(_NOT_ITS_OWN):
        raise Cannot(
            "a container in the network of another one publishes no ports",
            (ports[0].place,),
            "publish them where the network is",
        )
    if mode is not None and mode.value == "host" and ask.free_ports:
        raise Cannot(
            "a service on the host's own network takes the ports that it likes, not free ones",
            (mode.place,),
            "use --vx11-ports fixed, or put the service on a network",
        )
    return _bound(ports, free=ask.free_ports) or None


def declared(ask: Ask) -> Bindings:
    """Return what the file publishes, whatever the run takes instead."""
    return _bound(ask.service.ports, free=False)


def _bound(ports: tuple[Port, ...], *, free: bool) -> Bindings:
    found: Bindings = {}
    for port in ports:
        binding = {"HostIp": port.host_ip, "HostPort": "" if free else _published(port)}
        found.setdefault(_name(port), []).append(binding)
    return found


def _published(port: Port) -> str:
    if port.published_range is not None:
        return "{}-{}".format(*port.published_range)
    return "" if port.published is None else str(port.published)


def _name(port: Port) -> str:
    return f"{port.target}/{port.protocol}"

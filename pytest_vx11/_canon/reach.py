"""How a service is reached: its ports, and the names that it goes by."""

from __future__ import annotations

from contextlib import suppress

from pytest_vx11._canon.model import Service
from pytest_vx11._canon.ports import Wanted, parse_ports
from pytest_vx11._source.located import Map


def ports_of(service: Service) -> list[Wanted]:
    """Return every port that a service states, in order; what a variable without a value leaves open is left out."""
    said = [service.said["port"]] if "port" in service.said else []
    texts = [f"{port}:{port}" for port in said] + [str(each) for each in service.said.get("ports") or ()]
    ports: list[Wanted] = []
    for text in texts:
        with suppress(ValueError):
            ports += parse_ports(text)
    return ports


def own_port(service: Service) -> int | None:
    """Return the port that a service is asked at: its first TCP port, as it has it itself."""
    return next(iter(service.ports), None)


def own_names(service: Service) -> tuple[str, ...]:
    """Return the hosts by which a service may call itself: its name, its container's, its aliases."""
    networks = service.said.get("networks")
    stated = [each for each in networks.values() if isinstance(each, Map)] if isinstance(networks, Map) else []
    aliases = [str(alias) for each in stated for alias in each.get("aliases") or ()]
    container = [str(service.said["container"])] if "container" in service.said else []
    return (service.name, *container, *aliases)

"""Where the services of a system in containers are reached from here."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from pytest_vx11._observe.containers import Binding, Container
from pytest_vx11._observe.live import Address
from pytest_vx11._runtime.ports import takes_connections

_ALL = frozenset({"", "0.0.0.0", "::"})
#: Addresses of this machine: an engine that publishes there is of this machine, and its networks may be reached too.
_HERE = frozenset({"127.0.0.1", "localhost", "::1"})
#: Finds a container by its id.
Find = Callable[[str], Container | None]


def addresses_of(container: Container, ports: Mapping[int, Address], host: str, find: Find) -> dict[int, Address]:
    """Return where each of a service's own TCP ports is reached; what cannot be reached from here is left out.

    That is the port that the host publishes; else the container's own address, where it is of this machine and somebody
    takes connections there. `host` is where the engine publishes.
    """
    if container.network_mode == "host":
        return {port: Address(host, port) for port in ports}
    shared = container.network_mode.partition("container:")[2]
    owner = (find(shared) if shared else None) or container
    found: dict[int, Address] = {}
    for port in ports:
        bound = [each for each in owner.bound if each.target == port and each.protocol == "tcp" and each.published]
        if bound:
            found[port] = _published(bound, host)
        elif host in _HERE:
            found.update(_inside(owner, port))
    return found


def _published(bound: list[Binding], host: str) -> Address:
    """Return one address of a port that is published, of IPv4 where there is one."""
    first = min(bound, key=lambda each: ":" in each.host_ip)
    return Address(host if first.host_ip in _ALL else first.host_ip, first.published or 0)


def _inside(container: Container, port: int) -> dict[int, Address]:
    for network in container.networks:
        if network.address and takes_connections(network.address, port):
            return {port: Address(network.address, port)}
    return {}

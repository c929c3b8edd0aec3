"""The networks of a container: which one it begins with, what it is called on each, and where.

Facts: Docker Engine API, `NetworkMode` and EndpointSettings; what Compose v2 puts there.
"""

from __future__ import annotations

from typing import Any

from pytest_vx11._observe.compose import Attachment
from pytest_vx11._observe.compose.values.fields import mapping, number, quoted, text
from pytest_vx11._runtime.docker.spec.links import links
from pytest_vx11._runtime.docker.spec.model import Ask, Cannot
from pytest_vx11._runtime.docker.spec.reading import plain, scalars, stated, table
from pytest_vx11._runtime.docker.spec.sharing import shared
from pytest_vx11._source.located import Map

_MODES = ("none", "host", "bridge", "default")
_SHARED = ("service:", "container:")
_INTERFACE = "com.docker.network.endpoint.ifname"


def ordered(ask: Ask) -> list[Attachment]:
    """Return the networks as Compose orders them: by priority, then by name."""
    return sorted(ask.service.networks, key=lambda each: (-_priority(_entry(ask, each)), each.network))


def network_mode(ask: Ask) -> str:
    """Return the network that the container is made on, or the word that says why it has none of its own."""
    mode = ask.service.network_mode
    if mode is None:
        first = next(iter(ordered(ask)), None)
        return "none" if first is None else ask.naming.network(first.network)
    if mode.value.startswith(_SHARED):
        return shared("network_mode")(ask) or mode.value
    if mode.value not in _MODES:
        raise Cannot(
            f"network_mode names a network of somebody else's, {quoted(mode.value)}",
            (mode.place,),
            "declare it under networks: an empty one of the run's own stands in for it",
        )
    return mode.value


def endpoints(ask: Ask) -> list[tuple[str, dict[str, Any]]]:
    """Return each network by its name on the engine, the first one first, and how the container is joined to it."""
    return [(ask.naming.network(each.network), _endpoint(ask, each)) for each in ordered(ask)]


def mac_address(ask: Ask) -> str | None:
    """Return the address that belongs to the container as a whole, as all have it before API 1.44."""
    if ask.api >= (1, 44) and ask.service.network_mode is None:
        return None
    said = [(each, text(_entry(ask, each), "mac_address")) for each in ordered(ask)]
    given = [address for _, address in said if address is not None]
    if len(given) > 1:
        ask.since(1, 44, "a MAC address on more than one network", given[1].place)
    first = said[0][1] if said else None
    return plain(first or text(ask.service.raw, "mac_address"))


def _endpoint(ask: Ask, at: Attachment) -> dict[str, Any]:
    entry = _entry(ask, at)
    return stated(
        {
            "Aliases": _aliases(ask, at),
            "Links": links(ask) or None,
            "IPAMConfig": _addresses(ask, at, entry) or None,
            "DriverOpts": _options(ask, entry),
            "MacAddress": _own_mac(ask, at, entry) if ask.api >= (1, 44) else None,
            "GwPriority": _gateway_priority(ask, entry),
        }
    )


def _aliases(ask: Ask, at: Attachment) -> list[str]:
    # The declared name of the container comes with it, for a run may have to give it another one.
    names = (ask.naming.declared(ask.service), ask.service.name, *at.aliases)
    return list(dict.fromkeys(names))


def _addresses(ask: Ask, at: Attachment, entry: Map) -> dict[str, Any]:
    found: dict[str, Any] = {}
    network = ask.project.networks.get(at.network)
    # Without the file's subnets, which two runs cannot both have, there is nothing that an address could lie in.
    if not ask.naming.own and not (network and network.external):
        found = {"IPv4Address": _text(entry, "ipv4_address"), "IPv6Address": _text(entry, "ipv6_address")}
    return stated({**found, "LinkLocalIPs": scalars(entry, "link_local_ips")})


def _options(ask: Ask, entry: Map) -> dict[str, str] | None:
    options = table(entry, "driver_opts") or {}
    interface = text(entry, "interface_name")
    if interface is not None:
        ask.since(1, 48, "interface_name", interface.place)
        options[_INTERFACE] = interface.value
    return options or None


def _own_mac(ask: Ask, at: Attachment, entry: Map) -> str | None:
    first = ordered(ask)[0].network == at.network
    return _text(entry, "mac_address") or (_text(ask.service.raw, "mac_address") if first else None)


def _gateway_priority(ask: Ask, entry: Map) -> int | None:
    said = number(entry, "gw_priority")
    if said is not None:
        ask.since(1, 48, "gw_priority", said.place)
    return plain(said)


def _priority(entry: Map) -> int:
    return plain(number(entry, "priority")) or 0


def _entry(ask: Ask, at: Attachment) -> Map:
    body = mapping(ask.service.raw, "networks")
    entry = None if body is None else mapping(body, at.network)
    return Map(at.place) if entry is None else entry


def _text(body: Map, key: str) -> str | None:
    return plain(text(body, key))

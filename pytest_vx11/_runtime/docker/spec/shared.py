"""Networks and volumes, which the containers of a system share.

Facts: Docker Engine API, NetworkCreate and VolumeCreate; what Compose v2 puts there.
"""

from __future__ import annotations

import hashlib
import ipaddress
from typing import Any

from pytest_vx11._observe.compose import Network, Project, Volume
from pytest_vx11._observe.compose.values.fields import entry_of, flag, text, value_at
from pytest_vx11._runtime.docker.naming import Naming
from pytest_vx11._runtime.docker.spec.model import Cannot
from pytest_vx11._runtime.docker.spec.reading import beside, entries, inner, plain, stated, table
from pytest_vx11._source.located import Map

#: Only one network of these kinds can be, and the engine has it.
_THE_ENGINES = ("host", "none", "bridge")
#: The option that names a bridge of the host, of which there cannot be two.
_BRIDGE = "com.docker.network.bridge.name"


def network_body(project: Project, key: str, naming: Naming) -> dict[str, Any]:
    """Return what the engine is told to make the network `key`; a plain one stands in for an external one."""
    network = project.networks[key]
    body = _body(project, "networks", network)
    base = {"Name": naming.network(key), "CheckDuplicate": True}
    if network.external:
        _refuse_the_engines(network)
        return {**base, "Driver": "bridge", "Labels": _labels(network, naming, {})}
    _refuse_what_is_new(network, body)
    fields = {
        "Driver": network.driver or "bridge",
        "Options": _network_options(body, naming),
        "IPAM": _ipam(body, key, naming),
        "Internal": plain(flag(body, "internal")),
        "EnableIPv6": plain(flag(body, "enable_ipv6")),
        "Attachable": plain(flag(body, "attachable")),
        "Labels": _labels(network, naming, table(body, "labels") or {}),
    }
    return {**base, **stated(fields)}


def volume_body(project: Project, key: str, naming: Naming) -> dict[str, Any]:
    """Return what the engine is told to make the volume `key`; an empty one stands in for an external one."""
    volume = project.volumes[key]
    body = _body(project, "volumes", volume)
    base = {"Name": naming.volume(key)}
    if volume.external:
        return {**base, "Driver": "local", "Labels": _labels(volume, naming, {})}
    fields = {
        "Driver": volume.driver or "local",
        "DriverOpts": _volume_options(body),
        "Labels": _labels(volume, naming, table(body, "labels") or {}),
    }
    return {**base, **stated(fields)}


def _body(project: Project, kind: str, what: Network | Volume) -> Map:
    """Return what is written of it; the project knows neither its driver nor its name where a part is not known here."""
    body = inner(project.raw, kind, what.key) if kind in project.raw else None
    if body is None:
        return Map(what.place)
    for key in ("external", "name", "driver"):
        value_at(body, key)
    return body


def _labels(what: Network | Volume, naming: Naming, own: dict[str, str]) -> dict[str, str]:
    return own | naming.labelled(key=what.key, name=what.name or f"{naming.project}_{what.key}")


def _refuse_the_engines(network: Network) -> None:
    if network.name in _THE_ENGINES:
        raise Cannot(
            f'the network {network.key} is the engine\'s own "{network.name}", for which none can stand in',
            (network.place,),
            f"write network_mode: {network.name}",
        )


def _refuse_what_is_new(network: Network, body: Map) -> None:
    if network.driver in ("host", "none"):
        raise Cannot(
            f"there can be no second network with the driver {network.driver}",
            (body.at("driver"),),
            f"write network_mode: {network.driver} at the service",
        )
    four = flag(body, "enable_ipv4")
    if four is not None and not four.value:
        raise Cannot("a network without IPv4 is not made here", (four.place,), "leave enable_ipv4 out")


def _network_options(body: Map, naming: Naming) -> dict[str, str] | None:
    options = table(body, "driver_opts") or {}
    return {name: value for name, value in options.items() if not (naming.own and name == _BRIDGE)} or None


def _ipam(body: Map, key: str, naming: Naming) -> dict[str, Any] | None:
    ipam = inner(body, "ipam")
    if ipam is None:
        return None
    pools = [entry_of(item, place, "an entry of ipam.config") for item, place in entries(ipam, "config")]
    config = [_own_pool(each, key, naming) if naming.own else _pool(each) for each in pools]
    fields = {
        "Driver": plain(text(ipam, "driver")),
        "Config": [each for each in config if each] or None,
        "Options": table(ipam, "options"),
    }
    return stated(fields) or None


def _pool(body: Map) -> dict[str, Any]:
    return stated(
        {
            "Subnet": plain(text(body, "subnet")),
            "IPRange": plain(text(body, "ip_range")),
            "Gateway": plain(text(body, "gateway")),
            "AuxiliaryAddresses": table(body, "aux_addresses"),
        }
    )


def _own_pool(body: Map, key: str, naming: Naming) -> dict[str, Any]:
    """Return a pool that no other run has: the engine chooses one of IPv4, and not every engine one of IPv6."""
    said = text(body, "subnet")
    if said is None or ":" not in said.value:
        return {}
    unlike = hashlib.sha256(f"{naming.run_id}/{key}".encode()).digest()[:7]  # RFC 4193: 40 bits, and 16 of a subnet
    first = ipaddress.IPv6Address(b"\xfd" + unlike + bytes(8))
    return {"Subnet": f"{first}/64"}


def _volume_options(body: Map) -> dict[str, str] | None:
    options = table(body, "driver_opts")
    device = options.get("device", "") if options else ""
    if options and device and "bind" in options.get("o", "").split(","):
        written = inner(body, "driver_opts") or body
        options["device"] = beside(device, written.at("device"))
    return options

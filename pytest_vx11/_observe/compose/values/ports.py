"""Published and exposed ports: the short form as the engine's own parser reads it, and the long one.

Facts: docker/go-connections `nat.ParsePortSpec`; the Compose specification, "ports" and "expose".
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterator
from itertools import islice
from typing import Any

from pytest_vx11._errors import Unseen
from pytest_vx11._observe.compose.parts import Port, Said
from pytest_vx11._observe.compose.values.fields import (
    Refused,
    Unknown,
    entry_of,
    listed,
    number,
    quoted,
    refused,
    text,
    value_at,
)
from pytest_vx11._observe.compose.values.short import Short, written
from pytest_vx11._source.located import Map
from pytest_vx11._source.place import Place

_RANGE = re.compile(r"([0-9]{1,9})(?:-([0-9]{1,9})(?:-.*)?)?", re.ASCII)  # what follows a second dash is passed over
_PROTOCOLS = ("tcp", "udp", "sctp")
_LAST = 65535
_MOST = 100_000


def published(service: Map) -> tuple[Port, ...]:
    """Return the ports of a service's mapping in canonical form."""
    items = listed(service, "ports")
    return () if items is None else tuple(_port(item, place) for item, place in items.located())


def exposed(service: Map) -> tuple[Said[int], ...]:
    """Return the ports under `expose`, ranges written out."""
    items = listed(service, "expose")
    if items is None:
        return ()
    found = tuple(islice((port for item, place in items.located() for port in _exposed(item, place)), _MOST + 1))
    if len(found) > _MOST:
        raise Unseen(f"more than {_MOST:,} ports are exposed", (service.at("expose"),))
    return found


def _exposed(item: Any, place: Place) -> Iterator[Said[int]]:
    if isinstance(item, Unknown):
        raise item.error()
    if isinstance(item, bool) or not isinstance(item, (int, str)):
        raise Refused("an entry of expose must be a port", (place,))
    try:
        first, last = port_range(str(item).partition("/")[0])
    except ValueError as error:
        # Compose takes any text here, and the engine may not.
        raise Unseen(refused(item, error, place).reason, (place,)) from error
    for port in range(first, last + 1):
        yield Said(port, place, str(item))


def _port(entry: Any, place: Place) -> Port:
    item = entry_of(entry, place, "a port")
    target = number(item, "target")
    if target is None or not 0 <= target.value <= _LAST:
        raise Refused("the port inside the container must be a number up to 65535", (item.at("target"),))
    one, several = _published(item)
    host, protocol = text(item, "host_ip"), text(item, "protocol")
    return Port(
        target=target.value,
        published=one,
        published_range=several,
        host_ip=_address(host) if host else "",
        protocol=protocol.value.lower() if protocol and protocol.value else "tcp",
        place=item.place,
        text=written(item),
    )


def _published(item: Map) -> tuple[int | None, tuple[int, int] | None]:
    value = value_at(item, "published")
    if value is None or value == "":
        return None, None
    try:
        first, last = port_range(str(value))
    except ValueError as error:
        raise refused(value, error, item.at("published")) from error
    return (first or None, None) if first == last else (None, (first, last))


def _address(host: Said[str]) -> str:
    try:
        ipaddress.ip_address(host.value)
    except ValueError as error:
        raise Refused(f"{quoted(host.value)} is no IP address", (host.place,)) from error
    return host.value


def port_range(text: str) -> tuple[int, int]:
    """Return the ends of `8000` or `8000-8010`; raises ValueError where it is neither."""
    match = _RANGE.fullmatch(text)
    if match is None:
        raise ValueError(f'"{text[:60]}" is no port and no range of ports')
    first, last = int(match[1]), int(match[2] or match[1])
    if last > _LAST or last < first:
        raise ValueError(f'"{text[:60]}" is no range of ports up to 65535')
    return first, last


def long_forms(text: str, place: Place) -> Iterator[Short]:
    """Yield the canonical form of each port in the short `text`; raises ValueError where it is none."""
    parts = text.split(":")
    host_ip, host, inside = ":".join(parts[:-2]), parts[-2] if len(parts) > 1 else "", parts[-1]
    ports, protocol = _protocol(inside)
    if not ports:
        raise ValueError("no port of the container is given")
    address = _bare_address(host_ip)
    first, last = port_range(ports)
    if not first:
        raise ValueError("port 0 of a container cannot be published")
    out_first, out_last = port_range(host) if host else (0, 0)
    if host and first != last and last - first != out_last - out_first:
        raise ValueError(f'the ranges "{host}" and "{ports}" differ in length')
    entry: dict[str, Any] = {"mode": "ingress", **({"host_ip": address} if address else {}), "protocol": protocol}
    for port in sorted(range(first, last + 1), key=str):
        outside = (
            f"{out_first}-{out_last}" if first == last and out_first != out_last else str(out_first + port - first)
        )
        yield Short(text, place, {**entry, "target": port, **({"published": outside} if host else {})})


def _protocol(inside: str) -> tuple[str, str]:
    ports, protocol, *_ = *inside.split("/"), ""  # the engine's parser looks at no more than one slash
    if protocol and protocol.lower() not in _PROTOCOLS:
        raise ValueError(f'"{protocol[:40]}" is no protocol')
    return ports, protocol.lower() or "tcp"


def _bare_address(host_ip: str) -> str:
    if not host_ip:
        return ""
    bare = host_ip[1:-1] if host_ip.startswith("[") and host_ip.endswith("]") else host_ip
    if ":" in bare and bare is host_ip:
        raise ValueError(f'"{host_ip[:60]}" needs brackets')
    try:
        ipaddress.ip_address(bare)
    except ValueError:
        raise ValueError(f'"{bare[:60]}" is no IP address') from None
    return bare

"""Ports that somebody has taken before the system is started."""

from __future__ import annotations

import socket
from collections.abc import Iterator, Sequence

from pytest_vx11._errors import Unseen
from pytest_vx11._observe.listeners import Listener, listeners
from pytest_vx11._runtime.base import Launch

#: Whoever listens on one of these also takes the port from a service that listens on 127.0.0.1 or on all addresses.
_CLASHING = frozenset({"127.0.0.1", "0.0.0.0", "::", "::1", "::ffff:127.0.0.1", "::ffff:0.0.0.0"})
LOOPBACK = ("127.0.0.1", "::1")
_PATIENCE = 1.0


def taken(launches: Sequence[Launch]) -> Iterator[str]:
    """Yield what is said of each TCP port of these services that somebody listens on: `port 80 (web) is taken by …`."""
    try:
        sockets = listeners()
    except Unseen:
        yield from _taken_unseen(launches)
        return
    holders: dict[int, Listener] = {}
    for each in sockets:
        if each.protocol == "tcp" and each.host in _CLASHING:
            holders[each.port] = holders.get(each.port) or each
    for launch in launches:
        for port in launch.ports:
            if port in holders:
                yield f"port {port} ({launch.name}) is taken by {holders[port].owner}"


def twice(launches: Sequence[Launch]) -> Iterator[str]:
    """Yield what is said of each port that two services want, as containers of their own may and processes cannot."""
    first: dict[int, str] = {}
    for launch in launches:
        for port in launch.ports:
            if port in first:
                yield f"port {port} is wanted by {first[port]} and {launch.name}: as processes they cannot both have it"
            first.setdefault(port, launch.name)


def takes_connections(host: str, port: int) -> bool:
    """Tell whether somebody takes a connection there."""
    try:
        with socket.create_connection((host, port), timeout=_PATIENCE) as connection:
            # A socket can by chance be given the very port it connects to, and then meets itself (RFC 9293, section 3.5).
            return bool(connection.getsockname() != connection.getpeername())
    except OSError:
        return False


def host_of(port: int) -> str:
    """Return the address of this machine at which a service takes connections: 127.0.0.1, unless only ::1 does.

    Some programs take `localhost` for the second.
    """
    return next((host for host in LOOPBACK if takes_connections(host, port)), LOOPBACK[0])


def _taken_unseen(launches: Sequence[Launch]) -> Iterator[str]:
    """The same where the machine does not tell who listens: whoever takes a connection has the port."""
    for launch in launches:
        for port in launch.ports:
            if any(takes_connections(host, port) for host in LOOPBACK):
                yield f"port {port} ({launch.name}) is taken by somebody (this machine does not tell who)"

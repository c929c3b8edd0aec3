"""Who really listens on this machine, and on which address."""

from __future__ import annotations

import socket
from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from pytest_vx11._observe.listeners import Listener, listeners, tree_pids
from pytest_vx11._observe.live import Address, LiveNeed
from pytest_vx11._observe.need import Need, Sight

_PATIENCE = 2.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Listening:
    """Every listening socket of this machine, and which processes are each service's."""

    sockets: tuple[Listener, ...]
    services: Mapping[str, frozenset[int]]
    """The processes that a started service is made of, by its name."""

    def of(self, service: str) -> tuple[Listener, ...]:
        """Return what a started service listens on."""
        own = self.services.get(service, frozenset())
        return tuple(socket for socket in self.sockets if socket.pid in own)

    def at(self, protocol: str, port: int) -> tuple[Listener, ...]:
        """Return whoever listens on a port."""
        return tuple(each for each in self.sockets if each.protocol == protocol and each.port == port)


@dataclass(frozen=True, slots=True)
class ListeningNeed(Need[Listening]):
    """One look at the machine, for all services of a system."""

    system: str
    title: ClassVar[str] = "who listens"

    def look(self, sight: Sight) -> Listening:
        """Raises Unseen where nothing of the system runs."""
        live = sight.see(LiveNeed(self.system))
        started = {each.name: each.pid for each in live.services.values() if each.pid is not None}
        return Listening(sockets=tuple(listeners()), services={name: tree_pids(pid) for name, pid in started.items()})


@dataclass(frozen=True, slots=True)
class ConnectNeed(Need[bool]):
    """Whether somebody takes connections there."""

    address: Address
    title: ClassVar[str] = "who listens"

    def look(self, sight: Sight) -> bool:  # noqa: ARG002
        """Connect, and hang up."""
        try:
            with socket.create_connection(self.address, timeout=_PATIENCE):
                return True
        except OSError:
            return False

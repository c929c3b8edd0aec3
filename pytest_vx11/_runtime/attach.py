"""A system that somebody else has started."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import ClassVar

from pytest_vx11._errors import Unseen
from pytest_vx11._observe.live import Address, Live, Standing
from pytest_vx11._runtime.base import Launch, Runtime, Unavailable
from pytest_vx11._runtime.docker.found import Found
from pytest_vx11._runtime.docker.standing import addresses_of
from pytest_vx11._runtime.ports import LOOPBACK, host_of, takes_connections

_MOST = 5


class AttachRuntime(Runtime):
    """Starts nothing and ends nothing; services are where their containers, or else the host, publish them."""

    name: ClassVar[str] = "attach"

    def __init__(
        self,
        *,
        system: str,
        root: str,
        launches: Sequence[Launch],
        writes: bool = False,
        find: Callable[[], Found] = Found,
    ) -> None:
        """`writes` says that what can change something may be asked; `find` looks for containers of the system."""
        self._system = system
        self._root = root
        self._launches = tuple(launches)
        self._writes = writes
        self._find = find
        self._found = Found()

    def start(self) -> Live:
        """Look whether anything of the system is there; raises Unavailable where nothing is."""
        try:
            self._found = self._find()
        except Unseen as unseen:
            raise Unavailable((unseen.reason,)) from None
        standing = {each.name: self._standing(each) for each in self._launches}
        expected = [
            (launch, address)
            for launch in self._launches
            if not launch.absent
            for address in standing[launch.name].addresses.values()
        ]
        if not self._found.containers and not any(takes_connections(*address) for _, address in expected):
            raise Unavailable((self._nothing([f"{address} ({launch.name})" for launch, address in expected]),))
        return Live(
            system=self._system,
            root=self._root,
            runtime=self.name,
            services=standing,
            writes=self._writes,
            engine=self._found.engine,
            no_engine=self._found.says,
        )

    def stop(self) -> None:
        """Leave it as it is."""
        if self._found.engine is not None:
            self._found.engine.close()

    def ended(self) -> Mapping[str, str]:
        """Return the services whose container does not run, and what it does instead."""
        return {name: each.how() for name, each in self._found.containers.items() if not each.is_up}

    def _standing(self, launch: Launch) -> Standing:
        container, engine = self._found.containers.get(launch.name), self._found.engine
        if container is None or engine is None:
            addresses = {own: _reached(address) for own, address in launch.ports.items()}
            return Standing(name=launch.name, addresses=addresses, absent=launch.absent)
        return Standing(
            name=launch.name,
            addresses=addresses_of(container, launch.ports, engine.host, engine.container),
            absent=launch.absent,
            container=container.id,
        )

    def _nothing(self, places: Sequence[str]) -> str:
        looked = f" ({self._found.says})" if self._found.says else ""
        if not places:
            why = "the canon states no TCP port of a service that is expected"
            return f"nobody knows where {self._system} is: {why}{looked}"
        more = f" and {len(places) - _MOST} more" if len(places) > _MOST else ""
        tried = f"{', '.join(places[:_MOST])}{more}"
        return f"nothing of {self._system} answers at {tried}{looked}; start it, or choose another runtime"


def _reached(address: Address) -> Address:
    if address.host not in LOOPBACK or takes_connections(*address):
        return address
    return Address(host_of(address.port), address.port)

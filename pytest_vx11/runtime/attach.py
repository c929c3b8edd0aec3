"""A system that somebody else has started."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from pytest_vx11.observe.live import Address, Live, Standing
from pytest_vx11.runtime.base import Launch, Runtime, Unavailable
from pytest_vx11.runtime.ports import LOOPBACK, host_of, takes_connections

_MOST = 5


class AttachRuntime(Runtime):
    """Starts nothing and ends nothing; services are where the host publishes them."""

    name: ClassVar[str] = "attach"

    def __init__(self, *, system: str, root: str, launches: Sequence[Launch], writes: bool = False) -> None:
        """`writes` says that what can change something may be asked."""
        self._system = system
        self._root = root
        self._launches = tuple(launches)
        self._writes = writes

    def start(self) -> Live:
        """Look whether anything of the system is there; raises Unavailable where nothing is."""
        standing = {each.name: _standing(each) for each in self._launches}
        expected = [
            (launch, address)
            for launch in self._launches
            if not launch.absent
            for address in standing[launch.name].addresses.values()
        ]
        if not any(takes_connections(*address) for _, address in expected):
            raise Unavailable((self._nothing([f"{address} ({launch.name})" for launch, address in expected]),))
        return Live(
            system=self._system,
            root=self._root,
            runtime=self.name,
            services=standing,
            writes=self._writes,
        )

    def stop(self) -> None:
        """Leave it as it is."""

    def _nothing(self, places: Sequence[str]) -> str:
        if not places:
            return f"nobody knows where {self._system} is: the canon states no TCP port of a service that is expected"
        more = f" and {len(places) - _MOST} more" if len(places) > _MOST else ""
        tried = f"{', '.join(places[:_MOST])}{more}"
        return f"nothing of {self._system} answers at {tried}; start it, or choose another runtime"


def _standing(launch: Launch) -> Standing:
    addresses = {own: _reached(address) for own, address in launch.ports.items()}
    return Standing(name=launch.name, addresses=addresses, absent=launch.absent)


def _reached(address: Address) -> Address:
    if address.host not in LOOPBACK or takes_connections(*address):
        return address
    return Address(host_of(address.port), address.port)

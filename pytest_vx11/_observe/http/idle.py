"""Connections that wait for another question."""

from __future__ import annotations

import threading

from pytest_vx11._observe.http.wire import Wire
from pytest_vx11._observe.live import Address

#: How many wait at most, over all addresses.
_MOST = 64


class Idle:
    """Keeps connections until somebody needs them. Threads may share it."""

    def __init__(self) -> None:
        self._wires: list[tuple[Address, Wire]] = []
        self._lock = threading.Lock()
        self._closed = False

    def take(self, address: Address) -> Wire | None:
        """Return the newest that is still good, or None."""
        while (wire := self._newest(address)) is not None:
            if wire.quiet():
                return wire
            wire.close()
        return None

    def put(self, address: Address, wire: Wire) -> None:
        """Keep a connection; the oldest goes where there are too many."""
        with self._lock:
            if self._closed:
                gone = wire
            else:
                self._wires.append((address, wire))
                if len(self._wires) <= _MOST:
                    return
                _, gone = self._wires.pop(0)
        gone.close()

    def release(self, address: Address) -> None:
        """Close those to an address."""
        while (wire := self._newest(address)) is not None:
            wire.close()

    def close(self) -> None:
        """Close all, and keep none from now on."""
        with self._lock:
            self._closed = True
            wires, self._wires = self._wires, []
        for _, wire in wires:
            wire.close()

    def _newest(self, address: Address) -> Wire | None:
        with self._lock:
            for index in range(len(self._wires) - 1, -1, -1):
                if self._wires[index][0] == address:
                    return self._wires.pop(index)[1]
        return None

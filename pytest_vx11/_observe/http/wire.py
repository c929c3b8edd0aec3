"""A connection on which no wait is longer than one deadline, however the other side spreads its bytes."""

from __future__ import annotations

import socket
from contextlib import suppress
from time import monotonic

from pytest_vx11._observe.live import Address

_BLOCK = 64 * 1024


class Wire:
    """One TCP connection and what was read of it ahead. For one thread at a time.

    Every method that waits raises TimeoutError at `until`, and OSError where the connection breaks.
    """

    def __init__(self, sock: socket.socket, until: float) -> None:
        self._sock = sock
        self._ahead = bytearray()
        self.until = until
        """The deadline, on the monotonic clock."""
        self.received = 0
        """How many bytes came since `renew`."""

    def renew(self, until: float) -> None:
        """Begin another exchange, with a deadline of its own."""
        self.until = until
        self.received = 0

    def send(self, data: bytes) -> None:
        """Send all of it."""
        self._sock.settimeout(_left(self.until))
        self._sock.sendall(data)

    def line(self, most: int) -> bytes:
        """Return the next line with its end; without, where it is longer than `most` or the connection ended."""
        searched = 0
        while (end := self._ahead.find(b"\n", searched)) < 0 and len(self._ahead) < most:
            searched = len(self._ahead)
            if not self._receive():
                break
        return self._take(min(end + 1, most) if end >= 0 else most)

    def some(self, most: int = _BLOCK) -> bytes:
        """Return what is there, waiting for the first byte; nothing where the connection ended."""
        if not self._ahead:
            self._receive()
        return self._take(most)

    def quiet(self) -> bool:
        """Tell whether nothing came that nobody read: neither bytes, nor the connection's end."""
        if self._ahead:
            return False
        try:
            self._sock.setblocking(False)
            self._sock.recv(1, socket.MSG_PEEK)
        except BlockingIOError:
            return True
        except OSError:
            return False
        return False

    def cut(self) -> None:
        """End whatever another thread waits for on it."""
        with suppress(OSError):
            self._sock.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        """Close it at once, whatever is on its way."""
        self._sock.close()

    def _receive(self) -> bool:
        self._sock.settimeout(_left(self.until))
        block = self._sock.recv(_BLOCK)
        self._ahead += block
        self.received += len(block)
        return bool(block)

    def _take(self, most: int) -> bytes:
        taken = bytes(self._ahead[:most])
        del self._ahead[:most]
        return taken


def connect(address: Address, until: float) -> Wire:
    """Return a new connection; raises OSError where none comes about, TimeoutError where not in time."""
    problem: OSError = ConnectionRefusedError("the host has no address")
    for family, kind, protocol, _, place in _places(address):
        sock = socket.socket(family, kind, protocol)
        try:
            sock.settimeout(_left(until))
            sock.connect(place)
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            if sock.getsockname() != sock.getpeername():
                return Wire(sock, until)
            # A client's port can be picked so that it meets itself, and nobody is there.
            problem = ConnectionRefusedError("Connection refused")
        except OSError as error:
            problem = error
        sock.close()
    raise problem


def _places(address: Address) -> list[tuple[int, int, int, str, tuple[object, ...]]]:
    try:
        return list(socket.getaddrinfo(address.host, address.port, type=socket.SOCK_STREAM))
    except UnicodeError as error:
        raise OSError("the host's name cannot be looked up") from error


def _left(until: float) -> float:
    left = until - monotonic()
    if left <= 0:
        raise TimeoutError
    return left

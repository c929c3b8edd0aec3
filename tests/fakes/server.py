"""A TCP server that does on each connection what a test tells it to, however wrong that is."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

from pytest_vx11._observe.live import Address

#: Longer than any test waits.
PATIENCE = 60.0


class Line:
    """One connection, from the server's side."""

    def __init__(self, sock: socket.socket, over: threading.Event, number: int) -> None:
        self._sock = sock
        self._over = over
        self.number = number
        """Which connection it is, from 1 on."""

    def request(self) -> bytes:
        """Read a request to the end of its head, and the body that it states; nothing where the client is gone."""
        data = b""
        while b"\r\n\r\n" not in data:
            data += (block := self._sock.recv(65536))
            if not block:
                return b""
        head, _, body = data.partition(b"\r\n\r\n")
        length = next((int(line[15:]) for line in head.split(b"\r\n") if line.startswith(b"Content-Length:")), 0)
        while len(body) < length and (block := self._sock.recv(65536)):
            body += block
        return head + b"\r\n\r\n" + body

    def some(self) -> bytes:
        """Read what is there; nothing where the client is gone."""
        return self._sock.recv(65536)

    def send(self, *parts: bytes) -> None:
        self._sock.sendall(b"".join(parts))

    def dribble(self, data: bytes, pause: float = 0.05) -> None:
        """Send one byte after the other until the test is over, from the first again after the last."""
        while True:
            for index in range(len(data)):
                self.send(data[index : index + 1])
                if self._over.wait(pause):
                    return

    def flood(self, block: bytes) -> None:
        """Send the block again and again, until the client goes away or the test is over."""
        while not self._over.is_set():
            self.send(block)

    def hold(self) -> None:
        """Say nothing until the test is over."""
        self._over.wait(PATIENCE)

    def reset(self) -> None:
        """Break the connection off instead of ending it."""
        self._sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\0\0\0\0\0\0\0")
        self._sock.close()

    def end(self) -> None:
        """End the connection; only its own thread may, or the number it frees is another's while this one reads it."""
        self.wake()
        self._sock.close()

    def wake(self) -> None:
        """End whatever wait its thread is in."""
        with suppress(OSError):
            self._sock.shutdown(socket.SHUT_RDWR)


Behaviour = Callable[[Line], None]


class Fake:
    """A server that runs."""

    def __init__(self, behave: Behaviour, listening: socket.socket) -> None:
        self._behave = behave
        self._listening = listening
        self._over = threading.Event()
        self._lines: list[Line] = []
        self._threads: list[threading.Thread] = []
        self.address = Address(*listening.getsockname()[:2])
        self._accepting = threading.Thread(target=self._accept)

    @property
    def connections(self) -> int:
        """How many were accepted so far."""
        return len(self._lines)

    def start(self) -> None:
        self._accepting.start()

    def stop(self) -> None:
        self._over.set()
        with suppress(OSError):  # one more connection, so that the accepting ends
            socket.create_connection(self.address, timeout=PATIENCE).close()
        self._accepting.join(PATIENCE)
        self._listening.close()
        for line in self._lines:
            line.wake()
        for thread in self._threads:
            thread.join(PATIENCE)

    def _accept(self) -> None:
        while True:
            sock, _ = self._listening.accept()
            if self._over.is_set():
                sock.close()
                return
            self._lines.append(line := Line(sock, self._over, len(self._lines) + 1))
            self._threads.append(thread := threading.Thread(target=self._serve, args=(line,)))
            thread.start()

    def _serve(self, line: Line) -> None:
        with suppress(OSError):
            self._behave(line)
        line.end()


@contextmanager
def serving(behave: Behaviour, host: str = "127.0.0.1") -> Iterator[Fake]:
    """Run a server for as long as the block."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as listening:
        listening.bind((host, 0))
        listening.listen(128)
        fake = Fake(behave, listening)
        fake.start()
        try:
            yield fake
        finally:
            fake.stop()


def answering(*parts: bytes) -> Behaviour:
    """Return what reads one request, sends the parts and closes."""

    def behave(line: Line) -> None:
        line.request()
        line.send(*parts)

    return behave


def keeping(*parts: bytes) -> Behaviour:
    """Return what answers every request of a connection with the parts."""

    def behave(line: Line) -> None:
        while line.request():
            line.send(*parts)

    return behave


def plain(body: bytes, *headers: bytes) -> bytes:
    """Return a decent answer."""
    lines = [b"HTTP/1.1 200 OK", b"Content-Length: %d" % len(body), *headers]
    return b"\r\n".join([*lines, b"", body])

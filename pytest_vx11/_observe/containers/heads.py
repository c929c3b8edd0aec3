"""Short questions to an engine at a socket of this machine, over connections that are kept.

docker-py makes a new connection for every path that it asks of, and takes a millisecond of this machine for each.
"""

from __future__ import annotations

import socket
from time import monotonic
from typing import TYPE_CHECKING

from pytest_vx11._observe.http.failed import Failed
from pytest_vx11._observe.http.head import Head, read_head
from pytest_vx11._observe.http.idle import Idle
from pytest_vx11._observe.http.wire import Wire
from pytest_vx11._observe.live import Address

if TYPE_CHECKING:
    import docker


class Heads:
    """Asks for heads alone (RFC 9110, section 9.3.2). Threads may share it."""

    def __init__(self, path: str, seconds: float) -> None:
        """`seconds` is what one answer may take."""
        self._place = Address(path, 0)
        self._seconds = seconds
        self._idle = Idle()

    @classmethod
    def of(cls, client: docker.APIClient) -> Heads | None:
        """Return what asks the same engine as docker-py's client; None where that is at no socket of this machine."""
        path = getattr(client.get_adapter(client.base_url), "socket_path", None)
        return cls(path, client.timeout) if isinstance(path, str) else None

    def ask(self, target: str) -> Head:
        """Return the head of the answer; raises OSError where none comes."""
        wire = self._idle.take(self._place) or self._connected()
        keeps = False
        try:
            wire.renew(monotonic() + self._seconds)
            wire.send(f"HEAD {target} HTTP/1.1\r\nHost: engine\r\n\r\n".encode("ascii"))
            head = read_head(wire, "HEAD")
            keeps = head.keeps
        except Failed as failed:
            raise OSError(failed.says) from None
        finally:
            if keeps:
                self._idle.put(self._place, wire)
            else:
                wire.close()
        return head

    def close(self) -> None:
        """Let go of its connections."""
        self._idle.close()

    def _connected(self) -> Wire:
        made = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            made.settimeout(self._seconds)
            made.connect(self._place.host)
        except BaseException:
            made.close()
            raise
        return Wire(made, monotonic() + self._seconds)

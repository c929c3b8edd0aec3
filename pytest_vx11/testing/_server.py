"""One service of a test: a small HTTP server on loopback."""

from __future__ import annotations

import socket
import socketserver
import threading
from collections.abc import Callable
from contextlib import suppress
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler
from typing import Any

from pytest_vx11._observe.live import Address
from pytest_vx11.testing._routes import FakeRequest, Sent, Table, nothing

_POLL = 0.02
_METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")


class Server(socketserver.ThreadingTCPServer):
    """Answers from its table, in a thread a connection, until it is closed."""

    request_queue_size = 64

    def __init__(
        self, service: str, table: Table, heard: Callable[[FakeRequest], None], failed: Callable[[Exception], None]
    ) -> None:
        """`heard` is told of each request, before it is answered, and `failed` what raised instead of answering."""
        super().__init__(("127.0.0.1", 0), _Handler)
        self.service = service
        self.table = table
        self.heard, self.failed = heard, failed
        self.address = Address(*self.socket.getsockname()[:2])
        self._open: set[Any] = set()
        self._serving = threading.Thread(target=self.serve_forever, args=(_POLL,), name=f"vx11-fake-{service}")
        self._serving.start()

    def close(self) -> None:
        """End every connection, and return once all its threads have ended."""
        self.shutdown()
        self._serving.join()
        for each in tuple(self._open):
            # One that a client keeps open would be waited for.
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
        self.server_close()

    def get_request(self) -> tuple[socket.socket, Any]:
        """Remember what is open."""
        request, address = super().get_request()
        self._open.add(request)
        return request, address

    def shutdown_request(self, request: Any) -> None:
        """Forget what is closed."""
        self._open.discard(request)
        super().shutdown_request(request)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that went away is no news."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Server

    def answer(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        headers = {name.lower(): value for name, value in self.headers.items()}
        request = FakeRequest(
            service=self.server.service, method=self.command, target=self.path, headers=headers, body=body
        )
        self.server.heard(request)
        self._send(self._said(request))

    def _said(self, request: FakeRequest) -> Sent:
        try:
            return self.server.table.answer(request)
        # It is the test's, which is told of it once it is over.
        except Exception as error:  # noqa: BLE001
            self.server.failed(error)
            return nothing(HTTPStatus.INTERNAL_SERVER_ERROR)

    def _send(self, sent: Sent) -> None:
        self.send_response(sent.status)
        for name, value in sent.headers:
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(sent.body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(sent.body)

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""


# The names by which a handler is found (Python documentation, http.server).
for _method in _METHODS:
    setattr(_Handler, f"do_{_method}", _Handler.answer)

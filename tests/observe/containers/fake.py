"""An engine's socket behind which anything may sit."""

from __future__ import annotations

import json
import socketserver
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

#: What is sent to a request, given its method and its target; None closes without a word.
Answers = Callable[[str, str], "bytes | None"]


def answer(body: object, status: int = 200, **headers: str) -> bytes:
    """Return an answer in JSON, or of the very bytes."""
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    lines = [
        f"HTTP/1.1 {status} Said",
        "Content-Type: application/json",
        f"Content-Length: {len(content)}",
        "Connection: close",
    ]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join((*lines, "", "")).encode() + content


VERSION = answer({"ApiVersion": "1.41", "Version": "20.10"})


class Hang(Exception):
    """Raised by answers that never come."""


@contextmanager
def engine_at(path: Path, answers: Answers) -> Iterator[dict[str, str]]:
    """Serve it on a socket, and give the environment that leads there."""
    over = threading.Event()

    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            method, target, _ = self.rfile.readline().decode().split(" ")
            while self.rfile.readline().strip():
                pass
            try:
                self.wfile.write(answers(method, target) or b"")
            except Hang:
                over.wait()

    class Server(socketserver.ThreadingMixIn, socketserver.UnixStreamServer):
        daemon_threads = True

        def handle_error(self, request: Any, client_address: Any) -> None:
            """A client that has gone is no news."""

    with Server(str(path), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield {"DOCKER_HOST": f"unix://{path}"}
        finally:
            over.set()
            server.shutdown()
            thread.join()

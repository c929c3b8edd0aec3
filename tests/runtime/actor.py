"""A service of the tests: takes one step after the other, as its arguments say."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path


def serve(port: str, status: str = "200") -> None:
    """Answer every request with a status, until somebody ends it; the first one leaves a mark `<port>.asked`."""
    server = socket.create_server(("127.0.0.1", int(port)))
    while True:
        connection, _ = server.accept()
        with connection:
            if connection.recv(65536):
                mark(f"{port}.asked")
                if status != "silent":
                    connection.sendall(f"HTTP/1.0 {status} Said\r\nContent-Length: 0\r\n\r\n".encode())
                    continue
            if status == "silent":
                time.sleep(600)


def mark(name: str) -> None:
    """Leave a file that says which process was here, and which files it saw."""
    seen = ",".join(sorted(os.listdir()))
    draft = Path(f".{name}.{os.getpid()}")
    draft.write_text(f"{os.getpid()} {seen}")
    draft.replace(name)


def until(name: str) -> None:
    """Wait for a mark."""
    while not os.path.exists(name):
        time.sleep(0.01)


def deaf(name: str) -> None:
    """Ignore SIGTERM, and mark that it came."""
    signal.signal(signal.SIGTERM, lambda *_: mark(name))


def polite(name: str) -> None:
    """End on SIGTERM, and mark that it came."""

    def leave(*_: object) -> None:
        mark(name)
        os._exit(0)

    signal.signal(signal.SIGTERM, leave)


def detached(name: str, environ: str = "same") -> None:
    """Leave a process in a session of its own, that marks itself and stays."""
    command = [sys.executable, "-S", __file__, f"mark:{name}", "hold"]
    subprocess.Popen(command, start_new_session=True, env={} if environ == "empty" else None)


def main() -> None:
    steps = {
        "serve": serve,
        "mark": mark,
        "until": until,
        "deaf": deaf,
        "polite": polite,
        "detached": detached,
        "say": lambda text: os.write(1, text.encode() + b"\n"),
        "hold": lambda: time.sleep(600),
        "exit": lambda status: os._exit(int(status)),
        "die": lambda: os.kill(os.getpid(), signal.SIGKILL),
    }
    for step in sys.argv[1:]:
        name, *arguments = step.split(":")
        steps[name](*arguments)  # type: ignore[operator]


if __name__ == "__main__":
    main()

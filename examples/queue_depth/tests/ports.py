"""Ports for tests."""

from __future__ import annotations

import random
import socket


def free_port() -> int:
    """Return a port below those that the kernel hands out to whoever connects, so that no stranger gets it meanwhile."""
    while True:
        port = random.randrange(15000, 32000)
        with socket.socket() as taken:
            try:
                taken.bind(("127.0.0.1", port))
            except OSError:
                continue
        return port

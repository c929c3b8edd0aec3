"""A real FastAPI application under a real uvicorn, in a thread of the test."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic

import uvicorn
from fastapi import FastAPI

from pytest_vx11._observe.live import Address
from tests.fakes.server import PATIENCE

#: The one that uses nothing of `websockets` that newer versions warn of.
_WEBSOCKETS = "websockets-sansio"


@contextmanager
def running(app: FastAPI) -> Iterator[Address]:
    """Serve the application for as long as the block."""
    config = uvicorn.Config(app, log_level="critical", ws=_WEBSOCKETS, lifespan="off", timeout_graceful_shutdown=1)
    server = uvicorn.Server(config)
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen(64)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        try:
            _wait_for(server)
            yield Address(*listening.getsockname())
        finally:
            server.should_exit = True
            thread.join(PATIENCE)


def _wait_for(server: uvicorn.Server) -> None:
    until = monotonic() + PATIENCE
    pause = threading.Event()
    while not server.started and monotonic() < until:
        pause.wait(0.01)
    assert server.started

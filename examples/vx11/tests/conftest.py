"""A gateway to ask, a database of its own for each test, and real servers where two services must talk."""

from __future__ import annotations

import asyncio
import secrets
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
import uvicorn
from fastapi import FastAPI
from fastapi.testclient import TestClient

from config import settings
from tentaculo_link.main_v7 import app as gateway_app

Start = Callable[[str, FastAPI], str]


@pytest.fixture(autouse=True)
def token(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> str:
    """A token and a database that only this test knows, and no service that really listens."""
    made = secrets.token_hex(16)
    monkeypatch.setenv("VX11_TOKEN", made)
    monkeypatch.setenv("VX11_DATABASE_URL", f"sqlite:///{tmp_path}/runtime/vx11.db")
    for module in settings.MODULES:
        monkeypatch.setenv(settings.url_variable(module.name), "http://127.0.0.1:1")
    return made


@pytest.fixture
def headers(token: str) -> dict[str, str]:
    """What a guarded route asks for."""
    return {settings.TOKEN_HEADER: token}


@pytest.fixture
def gateway() -> Iterator[TestClient]:
    """The gateway, started and stopped."""
    with TestClient(gateway_app) as client:
        yield client


@pytest.fixture
def start(monkeypatch: pytest.MonkeyPatch) -> Iterator[Start]:
    """Serve an application under a service's name on a free port; all others find it there."""
    with ExitStack() as running:

        def serve(name: str, app: FastAPI) -> str:
            url = running.enter_context(_serving(app))
            monkeypatch.setenv(settings.url_variable(name), url)
            return url

        yield serve


async def _serve(server: uvicorn.Server, listener: socket.socket) -> None:
    await server.serve([listener])
    left = asyncio.all_tasks() - {asyncio.current_task()}
    if left:  # what the server has cancelled closes its own connections before it ends
        await asyncio.wait(left, timeout=5)
    for _ in range(5):  # connections that are closed are gone some turns of the loop later
        await asyncio.sleep(0.005)


@contextmanager
def _serving(app: FastAPI) -> Iterator[str]:
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    # A test may leave a request behind that would last: it is given a second.
    # And its WebSockets are the ones that use nothing of `websockets` that newer versions warn of.
    config = uvicorn.Config(app, log_level="critical", ws="websockets-sansio", timeout_graceful_shutdown=1)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=asyncio.run, args=[_serve(server, listener)], daemon=True)
    thread.start()
    deadline = time.monotonic() + 30
    while not server.started and thread.is_alive() and time.monotonic() < deadline:
        time.sleep(0.01)
    assert server.started
    yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    server.should_exit = True
    thread.join()

"""Containers of the engine that runs on this machine, made for one test each and removed after it."""

from __future__ import annotations

import os
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from typing import Any

from pytest_vx11._observe.containers import Engine
from tests.docker.base_image import bases
from tests.docker.engine import engine_here
from tests.docker.fixtures import the_base

LABEL = "vx11-test.observe"


@contextmanager
def real_engine() -> Iterator[Engine]:
    """Give the engine, with the tests' base image; where there is none, the test is skipped, and fails where CI runs."""
    client = engine_here()
    try:
        the_base(client)
        with closing(Engine.of(os.environ)) as engine:
            yield engine
    finally:
        client.close()


@contextmanager
def container(
    engine: Engine, *words: str, start: bool = True, volumes: tuple[str, ...] = (), **host: Any
) -> Iterator[str]:
    """Give the id of a container that runs some words, with new volumes at some paths; remove it, and them."""
    client = engine.client
    made = client.create_container(
        bases()[0].tag,
        list(words),
        name=f"vx11-test-{uuid.uuid4().hex[:12]}",
        labels={LABEL: "1"},
        host_config=client.create_host_config(**host),
        working_dir="/app",
        volumes=list(volumes),
    )["Id"]
    try:
        if start:
            client.start(made)
        yield str(made)
    finally:
        client.remove_container(made, force=True, v=True)


def wait_until(holds: Callable[[], object], seconds: float = 60.0) -> None:
    """Return once something holds; fails where it never does."""
    until, pause = time.monotonic() + seconds, threading.Event()
    while not holds():
        assert time.monotonic() < until
        pause.wait(0.02)

"""Containers of the engine that runs on this machine, made for one test each and removed after it."""

from __future__ import annotations

import os
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from pytest_vx11.observe.containers import Engine, NoEngine

#: Debian with Python; nothing is fetched for it.
IMAGE = os.environ.get("VX11_TEST_IMAGE", "vx11trial:base")
LABEL = "vx11-test.observe"


@contextmanager
def real_engine() -> Iterator[Engine]:
    """Give the engine, where one is there that has the image; else the test is skipped, and under CI fails."""
    try:
        engine = Engine.of(os.environ)
    except NoEngine as error:
        _lacking(str(error))
    try:
        if engine.image_id(IMAGE) is None:
            _lacking(f"the engine has no image {IMAGE}")
        yield engine
    finally:
        engine.close()


def _lacking(why: str) -> None:
    if os.environ.get("CI") == "true":
        pytest.fail(why)
    pytest.skip(why)


@contextmanager
def container(
    engine: Engine, *words: str, start: bool = True, volumes: tuple[str, ...] = (), **host: Any
) -> Iterator[str]:
    """Give the id of a container that runs some words, with new volumes at some paths; remove it, and them."""
    client = engine.client
    made = client.create_container(
        IMAGE,
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

"""What the tests of containers share: a system that is said to be up, and a real container."""

from __future__ import annotations

import os
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from pytest_vx11._observe.containers import Engine
from tests.facets.containers.world import World

if TYPE_CHECKING:
    import docker


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(folder=tmp_path)


@pytest.fixture
def looking(engine: docker.APIClient) -> Iterator[Engine]:
    """The engine, as running judgements have it."""
    found = Engine.of(os.environ)
    yield found
    found.close()


@pytest.fixture
def start(engine: docker.APIClient, base_image: str) -> Iterator[Callable[..., str]]:
    """Starts a container of this test alone, and returns its id; whatever was started goes with the test."""
    made: list[str] = []

    def one(*words: str, ports: dict[int | str, Any] | None = None, **host: Any) -> str:
        config = engine.create_host_config(port_bindings=ports, **host)
        body = engine.create_container(
            base_image, list(words), host_config=config, ports=list(ports or {}), labels={"vx11-test.facets": "1"},
            name=f"vx11-test-{uuid.uuid4().hex[:12]}",
        )  # fmt: skip
        made.append(str(body["Id"]))
        engine.start(made[-1])
        return made[-1]

    yield one
    for each in made:
        engine.remove_container(each, force=True, v=True)

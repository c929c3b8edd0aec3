"""A project for each test; nothing of it stays on the engine."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from pathlib import Path

import docker
import pytest

from pytest_vx11._runtime.docker.images.tags import PREFIX
from tests.runtime.docker.images.shop import Shop


@pytest.fixture
def shop(engine: docker.APIClient, base_image: str, tmp_path: Path) -> Iterator[Shop]:
    """A project without services; whatever a test builds, it is removed after it."""
    shop = Shop(client=engine, root=tmp_path, name=f"shop{uuid.uuid4().hex[:8]}", base=base_image)
    yield shop
    for container in shop.containers():
        engine.remove_container(container, force=True)
    for tag in shop.tags():
        engine.remove_image(f"{PREFIX}{shop.name}/{tag}", force=True)
    for image in shop.dangling():
        engine.remove_image(image)

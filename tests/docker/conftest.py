"""What the tests of the Docker runtime share."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.docker.shop import Shop, new_shop
from tests.docker.sleeping import Sleeping, new_sleeping

if TYPE_CHECKING:
    import docker


@pytest.fixture
def shop(tmp_path: Path, engine: docker.APIClient, base_image: str) -> Iterator[Shop]:
    """A small system of this test alone; whatever is left of it goes with the test."""
    with new_shop(tmp_path, engine, base_image) as made:
        yield made


@pytest.fixture
def sleeping() -> Iterator[Sleeping]:
    """A system that does not come up, and an engine of this test alone, which it may end."""
    with new_sleeping() as made:
        yield made

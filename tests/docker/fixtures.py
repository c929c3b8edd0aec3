"""What tests of containers share; loaded by tests/conftest.py."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import docker
import pytest

from tests.docker.base_image import bases, bring, stand_in
from tests.docker.engine import alone, engine_here

#: One worker makes the images, the others find them.
_LOCK = Path(tempfile.gettempdir(), f"vx11-test-base-{os.getuid()}.lock")


@pytest.fixture(scope="session")
def engine() -> Iterator[docker.APIClient]:
    """A client of the engine."""
    client = engine_here()
    yield client
    client.close()


@pytest.fixture(scope="session")
def base_image(engine: docker.APIClient) -> str:
    """The tag of an image with Python, pip and curl, which also stands in for `python:3.12-slim` where that is not here."""
    return the_base(engine)


@pytest.fixture(scope="session")
def base_without_curl(engine: docker.APIClient) -> str:
    """The tag of an image with Python and pip, and without curl, as the official ones are."""
    with alone(_LOCK):
        return bring(engine, bases()[1])


def the_base(engine: docker.APIClient) -> str:
    """Return the tag of the image with curl, once the engine has it."""
    with alone(_LOCK):
        tag = bring(engine, bases()[0])
        stand_in(engine, tag)
    return tag

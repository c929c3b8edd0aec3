"""The engine that the tests of containers use."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import docker
import pytest

from pytest_vx11._observe.containers import NoEngine
from pytest_vx11._observe.containers.connect import connect

#: Longer than any answer takes on a machine with much to do.
_PATIENCE = 300


def engine_here(environ: Mapping[str, str] = os.environ) -> docker.APIClient:
    """Return the engine's client. Where none answers the test is skipped; where a merge is held, it fails."""
    try:
        client, _ = connect(environ, _PATIENCE)
    except NoEngine as error:
        if environ.get("CI"):
            pytest.fail(f"tests of containers need an engine: {error}; start one (.ci/engine)", pytrace=False)
        pytest.skip(f"no engine to start containers on: {error}")
    return client


@contextmanager
def alone(path: Path) -> Iterator[None]:
    """Hold a lock that all workers, and all runs of a user, wait for."""
    with path.open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield

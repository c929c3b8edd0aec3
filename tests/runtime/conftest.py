"""What the tests of runtimes share."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from pytest_vx11._runtime.base import Launch
from pytest_vx11._runtime.process import ProcessRuntime
from tests.runtime.systems import PATIENCE, runtime

Make = Callable[..., ProcessRuntime]


@pytest.fixture
def make(tmp_path: Path) -> Iterator[Make]:
    """Make runtimes whose services stand in `tmp_path`; whatever a test does, they are stopped after it."""
    made: list[ProcessRuntime] = []

    def make(
        *launches: Launch,
        run_id: str | None = None,
        seconds: float = PATIENCE,
        grace: float = PATIENCE,
        tell: Callable[[str], None] = lambda _: None,
    ) -> ProcessRuntime:
        made.append(runtime(tmp_path, launches, run_id=run_id, seconds=seconds, grace=grace, tell=tell))
        return made[-1]

    yield make
    for each in made:
        each.stop()


@pytest.fixture
def run_id() -> str:
    """A name that no other run has, also in another worker."""
    return uuid.uuid4().hex

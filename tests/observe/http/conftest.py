"""What the tests of asking share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from pytest_vx11._observe.http import Asker


@pytest.fixture
def asker() -> Iterator[Asker]:
    with Asker() as asker:
        yield asker

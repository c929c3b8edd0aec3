from __future__ import annotations

import pytest

from tests.plugin.shop import Shop


@pytest.fixture
def shop(pytester: pytest.Pytester) -> Shop:
    return Shop(pytester)

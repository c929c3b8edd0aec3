from __future__ import annotations

import pytest

# Imported here, so that the runs in this process need not import it again and again.
import pytest_vx11.plugin.start
from tests.plugin.shop import Shop

assert pytest_vx11.plugin.start


@pytest.fixture
def shop(pytester: pytest.Pytester) -> Shop:
    return Shop(pytester)

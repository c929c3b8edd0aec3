"""stub"""

from __future__ import annotations

from pytest_vx11.observe.compose.reading import Reading
from pytest_vx11.source.located import Map


def check(model: Map, reading: Reading) -> None:
    """Check."""

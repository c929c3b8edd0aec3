"""The pytest plugin `queue_depth`. It costs nothing until a canon is held: all else is imported by the hook."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pytest_vx11 import Registry


def pytest_vx11_register(registry: Registry) -> None:
    """Add the facet `queues`."""
    from vx11_queue_depth.facet import Queues  # noqa: PLC0415

    registry.add(Queues)

"""A system that is up: where its services stand, how their health is asked, and what state they are in."""

from pytest_vx11._observe.live.health import HealthCommand, HealthUrl, read_health
from pytest_vx11._observe.live.model import Address, Live, LiveNeed, Standing, Token
from pytest_vx11._observe.live.state import ServiceState, Status

__all__ = [
    "Address",
    "HealthCommand",
    "HealthUrl",
    "Live",
    "LiveNeed",
    "ServiceState",
    "Standing",
    "Status",
    "Token",
    "read_health",
]

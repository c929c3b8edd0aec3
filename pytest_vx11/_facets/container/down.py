"""Seeing that a disabled service is down."""

from __future__ import annotations

from pytest_vx11._checks.check import Check
from pytest_vx11._checks.verdict import Finding, Judged
from pytest_vx11._errors import Unseen
from pytest_vx11._facets.shared.containers import container_if_any
from pytest_vx11._observe.containers import Condition
from pytest_vx11._observe.live import LiveNeed
from pytest_vx11._observe.need import Sight
from pytest_vx11._observe.probes import ConnectNeed

_UP = (Condition.RUNNING, Condition.PAUSED, Condition.RESTARTING)


def judge_is_down(check: Check, sight: Sight) -> Judged:
    """It has no container that is up, and nobody takes connections at any of its ports."""
    live = sight.see(LiveNeed(check.system))
    addresses = live.services[check.service].addresses
    container = container_if_any(sight, check.system, check.service)
    if container is not None and container.condition in _UP:
        return _is_up(check, f"its container {container.real_name} {container.how()}")
    if not addresses and live.engine is None:
        raise Unseen("the canon states no TCP port of the service, so that nobody knows whether it is up")
    up = [address for address in addresses.values() if sight.see(ConnectNeed(address))]
    return _is_up(check, f"somebody answers at {up[0]}") if up else Judged(actual="down")


def _is_up(check: Check, how: str) -> Judged:
    finding = Finding(
        code="VX203",
        subject=f"{check.service}:state",
        message=f"{check.service} is disabled, and {how}",
        expected="down",
        actual="up",
        hint="end it, or take `state: disabled` out of the canon",
    )
    return Judged(actual="up", findings=(finding,))

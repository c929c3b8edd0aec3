"""Seeing that a disabled service is down."""

from __future__ import annotations

from pytest_vx11.checks.check import Check
from pytest_vx11.checks.verdict import Finding, Judged
from pytest_vx11.errors import Unseen
from pytest_vx11.observe.live import LiveNeed
from pytest_vx11.observe.need import Sight
from pytest_vx11.observe.probes import ConnectNeed


def judge_is_down(check: Check, sight: Sight) -> Judged:
    """Nobody takes connections at any of the service's ports."""
    addresses = sight.see(LiveNeed(check.system)).services[check.service].addresses
    if not addresses:
        raise Unseen("the canon states no TCP port of the service, so that nobody knows whether it is up")
    up = [address for address in addresses.values() if sight.see(ConnectNeed(address))]
    if not up:
        return Judged(actual="down")
    finding = Finding(
        code="VX203",
        subject=f"{check.service}:state",
        message=f"{check.service} is disabled, and somebody answers at {up[0]}",
        expected="down",
        actual="up",
        hint="end it, or take `state: disabled` out of the canon",
    )
    return Judged(actual="up", findings=(finding,))

"""Holding the declared limit and policy against the canon's."""

from __future__ import annotations

from pytest_vx11._checks.check import Check
from pytest_vx11._checks.verdict import Judged
from pytest_vx11._facets.shared.compose import differs
from pytest_vx11._observe.compose import Service as Declared
from pytest_vx11._observe.need import Sight
from pytest_vx11._source.units import parse_size

# Without a policy the engine does not restart (Docker reference, "docker run --restart").
_DEFAULT_RESTART = "no"


def judge_memory(check: Check, service: Declared, _: Sight) -> Judged:
    """Compare bytes, 0 being no limit; show what is written."""
    said = service.memory
    actual = said.text if said is not None and said.value else None
    if (said.value if said else 0) == parse_size(str(check.expected)):
        return Judged(actual=actual, places=(said.place,) if said else ())
    message = f"the memory limit of {check.service} is {actual or 'none'}, the canon wants {check.expected}"
    hint = f"set mem_limit: {check.expected} in the Compose file, or change the canon"
    return differs(check, "VX120", message, actual, (said.place if said else service.place,), hint=hint)


def judge_restart(check: Check, service: Declared, _: Sight) -> Judged:
    """Compare the policies that take effect."""
    said = service.restart
    actual = said.value if said else _DEFAULT_RESTART
    if policy_of(actual) == policy_of(str(check.expected)):
        return Judged(actual=actual, places=(said.place,) if said else ())
    message = f"the restart policy of {check.service} is {actual}, the canon wants {check.expected}"
    hint = f"set restart: {check.expected} in the Compose file, or change the canon"
    return differs(check, "VX121", message, actual, (said.place if said else service.place,), hint=hint)


def policy_of(text: str) -> str:
    """Return a restart policy as it is compared: on-failure without a count, or with 0, tries for ever."""
    return text.removesuffix(":0")

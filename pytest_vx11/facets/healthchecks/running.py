"""Asking the healthcheck of a service that is up."""

from __future__ import annotations

from pytest_vx11.checks.check import Check
from pytest_vx11.checks.verdict import Evidence, Finding, Judged
from pytest_vx11.facets.shared.running import evidence_of, is_down, log_of, says_down
from pytest_vx11.observe.need import Sight
from pytest_vx11.observe.probes import HealthSeen
from pytest_vx11.source.values import show


def judge_well(check: Check, sight: Sight) -> Judged:
    """The healthcheck says that the service is well."""
    seen: HealthSeen = sight.see(check.needs[0])
    if seen.well:
        return Judged(actual=seen.says)
    asked = seen.asked
    if asked is not None and says_down(check, sight, asked.answer):
        return Judged(actual="down", findings=(is_down(check, sight, asked.url),))
    what = f"`{show(check.expected)}` {seen.says}" if asked is None else f"{asked.url} {seen.says}"
    evidence = (
        evidence_of(check, sight, asked)
        if asked is not None
        else (Evidence("answer", seen.output or "nothing"), *log_of(check, sight))
    )
    finding = Finding(
        code="VX211",
        subject=f"{check.service}:test",
        message=f"the healthcheck of {check.service} says that it is not well: {what}",
        expected="well",
        actual=seen.says,
        hint="mend the service, or the healthcheck",
        evidence=evidence,
    )
    return Judged(actual=seen.says, findings=(finding,))

"""Asking the healthcheck of a service that is up: of its container where it has one, and from outside."""

from __future__ import annotations

from collections.abc import Callable

from pytest_vx11._checks.check import Check
from pytest_vx11._checks.verdict import Evidence, Judged
from pytest_vx11._errors import Unseen
from pytest_vx11._facets.healthchecks.contained import judge_contained, not_well
from pytest_vx11._facets.shared.containers import container_if_any, container_of, expected_up, with_cause
from pytest_vx11._facets.shared.running import evidence_of, is_down, log_of, says_down
from pytest_vx11._observe.containers import Container
from pytest_vx11._observe.http import Fault
from pytest_vx11._observe.need import Sight
from pytest_vx11._observe.probes import HealthSeen
from pytest_vx11._source.values import show

_AS_MADE = ("VX210", "VX212")


def judge_well(check: Check, sight: Sight, *, declared: Check) -> Judged:
    """The healthcheck is the canon's, and says that the service is well; `about` is the canon's in its own form."""
    expected_up(check, sight)
    container = container_if_any(sight, check.system, check.service)
    if container is None and len(check.needs) > 1:
        return _told(check, sight, sight.see(check.needs[1]))
    container = container or container_of(check, sight)
    if not container.is_up:
        return Judged(actual="down", findings=(is_down(check, sight, ""),))
    return with_cause(_both(check, container, sight), declared, _AS_MADE, container, sight)


def _both(check: Check, container: Container, sight: Sight) -> Judged:
    """Judge by the container's own healthcheck, and by the canon's as it is asked from outside, where it can be."""
    inside, why = _attempt(lambda: judge_contained(check, container, sight))
    outside, _ = _attempt(lambda: _from_outside(check, sight)) if len(check.needs) > 1 else (None, None)
    told = [each for each in (inside, outside) if each is not None]
    if not told:
        assert why is not None
        raise why
    # Both may say that it is not well: once is enough.
    findings = {finding.key: finding for each in reversed(told) for finding in each.findings}
    return Judged(actual=told[0].actual, findings=tuple(findings.values()))


def _attempt(judge: Callable[[], Judged]) -> tuple[Judged | None, Unseen | None]:
    try:
        return judge(), None
    except Unseen as unseen:
        return None, unseen


def _from_outside(check: Check, sight: Sight) -> Judged:
    """Raises Unseen where the way into the container may be at fault: its ports' own checks tell of that."""
    seen: HealthSeen = sight.see(check.needs[1])
    answer = seen.asked.answer if seen.asked is not None else None
    no_way = answer is not None and answer.status is None and answer.fault in (Fault.REFUSED, Fault.BROKEN)
    if answer is not None and no_way and not says_down(check, sight, answer):
        raise Unseen(f"the service cannot be asked from outside of its container: {answer.says}")
    return _told(check, sight, seen)


def _told(check: Check, sight: Sight, seen: HealthSeen) -> Judged:
    """Judge by what the canon's healthcheck said."""
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
    return not_well(check, what, seen.says, evidence)

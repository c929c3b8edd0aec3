"""Holding a container's own healthcheck against the canon's, and what the engine says that came of it."""

from __future__ import annotations

from collections.abc import Callable

from pytest_vx11._checks.check import Check
from pytest_vx11._checks.verdict import Evidence, Finding, Judged
from pytest_vx11._facets.healthchecks.declared import DEFAULTS, shown, words_of
from pytest_vx11._facets.shared.compose import differs
from pytest_vx11._facets.shared.running import log_of
from pytest_vx11._observe.containers import CommandSeen, Container, Health, HealthStatus
from pytest_vx11._observe.need import Sight
from pytest_vx11._source.units import parse_duration, show_duration


def judge_contained(check: Check, container: Container, sight: Sight) -> Judged:
    """`about` is the canon's command in its own form; NONE asks for no healthcheck.

    Raises Unseen where the engine has not asked yet, and nobody else may.
    """
    wanted = words_of(check.about)
    health = container.health
    if health is None:
        return Judged(actual="NONE") if wanted == ["NONE"] else _none(check)
    # As in a Compose file, a dollar of the canon may be doubled.
    if words_of(health.test) not in (wanted, [word.replace("$$", "$") for word in wanted]):
        actual = shown(health.test)
        message = f"the healthcheck of {check.service}'s container runs `{actual}`, the canon wants `{check.expected}`"
        return differs(check, "VX212", message, actual, (), hint="make it anew with the test, or change the canon")
    return _state(check, health, sight)


def _state(check: Check, health: Health, sight: Sight) -> Judged:
    if health.status is HealthStatus.HEALTHY:
        return Judged(actual="healthy")
    if health.status is HealthStatus.UNHEALTHY:
        last = health.runs[-1] if health.runs else None
        says = _ending(last.status if last is not None and last.status >= 0 else None, last is not None)
        output = last.output if last is not None else ""
    else:
        seen: CommandSeen = sight.see(check.needs[0])
        if seen.status == 0:
            return Judged(actual="healthy")
        says, output = _ending(seen.status, True), seen.output
    evidence = (Evidence("answer", output or "nothing"), *log_of(check, sight))
    return not_well(check, f"`{check.expected}` {says}", says, evidence)


def _ending(status: int | None, known: bool) -> str:
    if not known:
        return "failed, the engine says"
    return f"ends with {status}" if status is not None else "did not end in time"


def not_well(check: Check, what: str, actual: str, evidence: tuple[Evidence, ...]) -> Judged:
    """Return the judgement that a healthcheck said no."""
    finding = Finding(
        code="VX211",
        subject=f"{check.service}:test",
        message=f"the healthcheck of {check.service} says that it is not well: {what}",
        expected="well",
        actual=actual,
        hint="mend the service, or the healthcheck",
        evidence=evidence,
    )
    return Judged(actual=actual, findings=(finding,))


def judge_real_number(check: Check, container: Container, _: Sight) -> Judged:
    """Compare a time, or the count of retries; a 0 is the engine's default."""
    if container.health is None:
        return _none(check)
    key = check.subject
    read: Callable[[str], int] = int if key == "retries" else parse_duration
    said: int = getattr(container.health, key)
    value = said or read(DEFAULTS[key])
    actual = str(value) if key == "retries" else show_duration(value)
    if value == (read(str(check.expected)) or read(DEFAULTS[key])):
        return Judged(actual=actual)
    default = "" if said else ", the engine's default"
    message = (
        f"the healthcheck's {key} of {check.service}'s container is {actual}{default}, the canon wants {check.expected}"
    )
    hint = f"make it anew with healthcheck.{key}: {check.expected}, or change the canon"
    return differs(check, "VX213", message, actual, (), hint=hint)


def _none(check: Check) -> Judged:
    message = f"the container of {check.service} has no healthcheck"
    hint = "state it in the Compose file or the Dockerfile, or take it out of the canon"
    return differs(check, "VX210", message, None, (), hint=hint, subject="healthcheck")

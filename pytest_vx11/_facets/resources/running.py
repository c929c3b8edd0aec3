"""Holding the limit and the policy of a container against the canon's, and whether the limit was enough."""

from __future__ import annotations

from pytest_vx11._checks.check import Check
from pytest_vx11._checks.verdict import Finding, Judged
from pytest_vx11._errors import Unseen
from pytest_vx11._facets.resources.declared import policy_of
from pytest_vx11._facets.shared.compose import differs
from pytest_vx11._facets.shared.running import log_of
from pytest_vx11._observe.containers import Container, MemoryNeed, MemoryUse
from pytest_vx11._observe.containers.needs import KilledNeed
from pytest_vx11._observe.need import Sight
from pytest_vx11._source.units import parse_size, show_size


def judge_limit(check: Check, container: Container, sight: Sight) -> Judged:
    """Compare bytes, 0 being no limit; and nothing was killed for want of memory."""
    right = container.memory == parse_size(str(check.expected))
    actual = (str(check.expected) if right else show_size(container.memory)) if container.memory else None
    findings = () if right else _other_limit(check, actual).findings
    return Judged(actual=actual, findings=(*findings, *_killed(check, container, sight)))


def _other_limit(check: Check, actual: str | None) -> Judged:
    message = (
        f"the container of {check.service} has the memory limit {actual or 'none'}, the canon wants {check.expected}"
    )
    hint = f"make it anew with mem_limit: {check.expected}, or change the canon"
    return differs(check, "VX220", message, actual, (), hint=hint)


def _killed(check: Check, container: Container, sight: Sight) -> tuple[Finding, ...]:
    use = _use(check, container, sight)
    count = max(
        int(container.oom_killed),
        use.killed if use is not None else 0,
        sight.see(KilledNeed(check.system)).get(check.service, 0),
    )
    if not count:
        return ()
    killed = "a process" if count == 1 else f"{count} processes"
    uses = f"; it uses {_about(use.used)} of {_about(container.memory)}" if use is not None and container.memory else ""
    finding = Finding(
        code="VX222",
        subject=f"{check.service}:memory",
        message=f"{killed} of {check.service} {'was' if count == 1 else 'were'} killed for memory{uses}",
        expected=check.expected,
        actual="killed for memory",
        hint="see what it needs the memory for, or raise its limit",
        evidence=log_of(check, sight),
    )
    return (finding,)


def _use(check: Check, container: Container, sight: Sight) -> MemoryUse | None:
    if container.pid is None:
        return None
    try:
        return sight.see(MemoryNeed(check.system, check.service))
    except Unseen:
        return None  # the limit is seen, and what the engine itself tells of


def _about(size: int) -> str:
    """Return a size for people, to a tenth of a mebibyte."""
    return show_size(size) if size % 1024**2 == 0 else f"{size / 1024**2:.1f}m"


def judge_policy(check: Check, container: Container, _: Sight) -> Judged:
    """Compare the policies that take effect."""
    actual = container.restart
    if policy_of(actual) == policy_of(str(check.expected)):
        return Judged(actual=actual)
    message = f"the container of {check.service} has the restart policy {actual}, the canon wants {check.expected}"
    hint = f"make it anew with restart: {check.expected}, or change the canon"
    return differs(check, "VX221", message, actual, (), hint=hint)

"""Holding what a container waited for, and when it was started, against the canon's dependencies."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pytest_vx11._checks.check import Check
from pytest_vx11._checks.verdict import Finding, Judged
from pytest_vx11._errors import Unseen
from pytest_vx11._facets.shared.containers import container_if_any
from pytest_vx11._observe.containers import Container
from pytest_vx11._observe.live import LiveNeed
from pytest_vx11._observe.need import Sight


def judge_waited(check: Check, container: Container, sight: Sight) -> Judged:
    """`about` maps each wanted service to its condition; what this mode leaves out is waited for by nobody."""
    if container.depends_on is None:
        raise Unseen("nobody says what it waited for: its container has no label that does")
    services = sight.see(LiveNeed(check.system)).services
    absent = {name for name, standing in services.items() if standing.absent}
    wanted = {name: condition for name, condition in check.about.items() if name not in absent}
    waited = {name: condition for name, condition in container.depends_on.items() if name not in absent}
    findings = (*_differing(check, wanted, waited), *_too_early(check, container, sight, wanted, waited))
    return Judged(actual=list(waited), findings=findings)


def _differing(check: Check, wanted: Mapping[str, str | None], waited: Mapping[str, str]) -> Iterator[Finding]:
    both = {"expected": list(wanted), "actual": list(waited)}
    for name, condition in wanted.items():
        if name not in waited:
            message = f"the container of {check.service} did not wait for {name}"
            hint = f"make it anew with {name} in depends_on"
            yield _finding(check, "VX230", name, message, hint, **both)
        elif condition and waited[name] != condition:
            message = (
                f"the container of {check.service} waited for {name} to be {waited[name]}, the canon wants {condition}"
            )
            hint = f"make it anew with condition: {condition}"
            yield _finding(check, "VX232", name, message, hint, expected=condition, actual=waited[name])
    for name in waited:
        if name not in wanted:
            message = f"the container of {check.service} waited for {name}, which the canon does not say"
            hint = f"make it anew without {name} in depends_on, or add it to the canon"
            yield _finding(check, "VX231", name, message, hint, **both)


def _too_early(
    check: Check, container: Container, sight: Sight, wanted: Mapping[str, str | None], waited: Mapping[str, str]
) -> Iterator[Finding]:
    """Yield what was started later than what waits for it, where the run itself started both, and each once."""
    for name in wanted:
        other = _other(check, sight, name) if name in waited else None
        if other is None or not all(each.made_here and not each.restarts for each in (container, other)):
            continue
        if container.started_at and other.started_at and other.started_at > container.started_at:
            message = f"the container of {check.service} was started before that of {name}, on which it depends"
            hint = "see whether somebody started one of them by hand"
            order = {"expected": [name, check.service], "actual": [check.service, name]}
            yield _finding(check, "VX233", name, message, hint, **order)


def _other(check: Check, sight: Sight, name: str) -> Container | None:
    try:
        return container_if_any(sight, check.system, name)
    except Unseen:
        return None


def _finding(check: Check, code: str, name: str, message: str, hint: str, *, expected: Any, actual: Any) -> Finding:
    subject = f"{check.service}:{name}"
    return Finding(code=code, subject=subject, message=message, expected=expected, actual=actual, hint=hint)

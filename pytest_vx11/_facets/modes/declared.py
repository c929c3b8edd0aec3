"""Holding what Compose starts in a mode against the canon's list."""

from __future__ import annotations

from collections.abc import Sequence

from pytest_vx11._checks.check import Check
from pytest_vx11._checks.verdict import Finding, Judged
from pytest_vx11._observe.compose import Project
from pytest_vx11._observe.need import Sight
from pytest_vx11._source.place import Place
from pytest_vx11._source.words import did_you_mean


def judge_mode(check: Check, sight: Sight) -> Judged:
    """`about` names the disabled services, which are told of under `container`."""
    project: Project = sight.see(check.needs[0])
    names: list[str] = check.expected
    file = tuple(Place(path) for path in project.models[:1])
    findings = [_undefined(check, name, project, file) for name in names if name not in project.services]
    started = _started(project, check.subject)
    if started is None:
        return Judged(actual=[name for name in names if name in project.services], findings=tuple(findings))
    actual = [name for name in started if name not in check.about]
    findings += [
        _not_started(check, name, project, actual) for name in names if name in project.services and name not in actual
    ]
    findings += [_extra(check, name, project, actual) for name in actual if name not in names]
    return Judged(actual=actual, findings=tuple(findings))


def _started(project: Project, mode: str) -> Sequence[str] | None:
    """Return what Compose starts with the profile `mode`; None where there is no such profile."""
    profiles = {name: {said.value for said in service.profiles} for name, service in project.services.items()}
    if not any(mode in each for each in profiles.values()):
        return None
    scaled_away = {
        name for name, service in project.services.items() if service.replicas and service.replicas.value == 0
    }
    return [name for name, each in profiles.items() if name not in scaled_away and (not each or mode in each)]


def _undefined(check: Check, name: str, project: Project, places: tuple[Place, ...]) -> Finding:
    return Finding(
        code="VX150",
        subject=f"{check.subject}:{name}",
        message=f"the mode {check.subject} lists {name}, and the Compose file defines no such service",
        expected=check.expected,
        actual=None,
        hint=did_you_mean(name, project.services) or "define it there, or take it out of the mode",
        places=places,
    )


def _not_started(check: Check, name: str, project: Project, actual: Sequence[str]) -> Finding:
    return Finding(
        code="VX150",
        subject=f"{check.subject}:{name}",
        message=f"the mode {check.subject} lists {name}, and the Compose profile of that name does not start it",
        expected=check.expected,
        actual=list(actual),
        hint=f"add {check.subject} to its profiles, or take it out of the mode",
        places=(project.services[name].place,),
    )


def _extra(check: Check, name: str, project: Project, actual: Sequence[str]) -> Finding:
    return Finding(
        code="VX151",
        subject=f"{check.subject}:{name}",
        message=f"the Compose profile {check.subject} also starts {name}, which the mode does not list",
        expected=check.expected,
        actual=list(actual),
        hint="put it in another profile, or list it in the mode",
        places=(project.services[name].place,),
    )

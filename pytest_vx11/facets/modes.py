"""modes: which services run together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from pytest_vx11.canon.model import Canon, entries
from pytest_vx11.canon.part import SchemaPart, described, named, some, text
from pytest_vx11.canon.rules import unknown_service
from pytest_vx11.checks.check import Check
from pytest_vx11.checks.code import Code
from pytest_vx11.checks.verdict import Finding, Judged
from pytest_vx11.facets.base import Facet
from pytest_vx11.facets.shared.compose import compose_need
from pytest_vx11.observe.compose import Project
from pytest_vx11.observe.need import Sight
from pytest_vx11.source.located import Seq
from pytest_vx11.source.place import Place
from pytest_vx11.source.problem import Problem
from pytest_vx11.source.words import did_you_mean


class Modes(Facet):
    """A mode is a list of services; a Compose profile of the same name, where there is one, must start exactly these."""

    name = "modes"
    schema = SchemaPart(
        top={
            "modes": described(
                "Which services run together, by the mode's name.",
                named("lists of services by the mode's name", some(text("a service"), "a list of services")),
            )
        }
    )
    codes = (
        Code(
            code="VX150",
            title="a mode's service is not declared",
            text="The mode lists a service that the Compose file does not define, or that the Compose profile of the "
            "mode's name does not start.",
            example="modes: {low_power: [madre]}, and docker-compose.yml defines no madre",
        ),
        Code(
            code="VX151",
            title="a mode starts a service that the canon does not list",
            text="The Compose profile of the mode's name starts the services that carry it, and those in no profile.",
            example="modes: {low_power: [madre]}, and the profile low_power also starts switch",
        ),
    )

    def examine(self, canon: Canon) -> Iterable[Problem]:
        """Yield the services that nobody defines, that are disabled, or that are listed twice."""
        for mode, listed, _ in entries(canon.section("modes")):
            seen: set[str] = set()
            for name, at in listed.located() if isinstance(listed, Seq) else ():
                if canon.unset(at):
                    continue
                if name not in canon.services:
                    message, hint = unknown_service(str(name), canon.services)
                    yield Problem(at, f"modes.{mode}: {message}", hint)
                elif canon.services[name].disabled:
                    yield Problem(at, f'modes.{mode}: "{name}" is disabled, so that no mode can start it')
                elif name in seen:
                    yield Problem(at, f'modes.{mode}: "{name}" is listed twice', "keep one")
                seen.add(name)

    def plan(self, canon: Canon) -> Iterator[Check]:
        """One check a mode, for each witness."""
        disabled = frozenset(service.name for service in canon.services.values() if service.disabled)
        for mode, listed, at in entries(canon.section("modes")):
            names = [str(name) for name in listed]
            needs = (compose_need(canon),)
            yield self.declared(canon, mode, names, at, judge_mode, needs, about=disabled)
            yield self.running(canon, mode, names, at)


def judge_mode(check: Check, sight: Sight) -> Judged:
    """`about` names the disabled services, which are told of under `container`."""
    project: Project = sight.see(check.needs[0])
    names: list[str] = check.expected
    file = tuple(Place(path) for path in project.files[:1])
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

"""modes: which services run together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pytest_vx11._canon.model import Canon, entries
from pytest_vx11._canon.part import SchemaPart, described, named, some, text
from pytest_vx11._canon.rules import unknown_service
from pytest_vx11._checks.check import Check
from pytest_vx11._facets.base import Facet
from pytest_vx11._facets.modes.codes import CODES
from pytest_vx11._facets.modes.declared import judge_mode
from pytest_vx11._facets.modes.running import judge_running_mode
from pytest_vx11._facets.shared.compose import compose_need
from pytest_vx11._source.located import Seq
from pytest_vx11._source.problem import Problem


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
    codes = CODES

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
            yield self.running(canon, mode, names, at, judge_running_mode, about=disabled)

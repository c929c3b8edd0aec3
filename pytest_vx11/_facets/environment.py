"""environment: the variables that a service must be given. Only their names: a value may be a secret."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pytest_vx11._canon.model import Canon
from pytest_vx11._canon.part import SchemaPart, described, pattern, some
from pytest_vx11._checks.check import Check
from pytest_vx11._checks.code import Code
from pytest_vx11._checks.verdict import Judged
from pytest_vx11._facets.base import Facet
from pytest_vx11._facets.shared.compose import NO_SERVICE, differs, service_check
from pytest_vx11._observe.compose import Service
from pytest_vx11._observe.need import Sight
from pytest_vx11._source.located import Seq
from pytest_vx11._source.place import Place
from pytest_vx11._source.problem import Problem
from pytest_vx11._source.words import did_you_mean

_GIVEN = "given"
NOT_GIVEN = Code(
    code="VX190",
    valued=False,
    title="a service is not given a variable that it needs",
    titles={"es": "a un servicio no se le da una variable que necesita"},
    text="Compose gives a service what its `environment` and its env files say; a variable that is named there without a "
    "value is passed on from the shell, and counts as given. Values are not compared, and never shown.",
    example="environment: [DATABASE_URL], and docker-compose.yml gives the service DATABSE_URL",
)


class Environment(Facet):
    """`environment: [DATABASE_URL]` says that the service is given this variable. Others are no drift."""

    name = "environment"
    schema = SchemaPart(
        service={
            "environment": described(
                "Variables that it must be given, by name.",
                some(pattern("a variable's name such as DATABASE_URL", "[A-Za-z_][A-Za-z0-9_]*"), "a list of names"),
            )
        }
    )
    codes = (NO_SERVICE, NOT_GIVEN)

    def examine(self, canon: Canon) -> Iterable[Problem]:
        """Yield the names that are there twice."""
        for service in canon.services.values():
            first: dict[str, Place] = {}
            for name, at in _named(service.said.get("environment")):
                if name in first:
                    message = f'services.{service.name}.environment: "{name}" is there twice'
                    yield Problem(at, message, "keep one", also=first[name])
                first.setdefault(name, at)

    def plan(self, canon: Canon) -> Iterator[Check]:
        """One check a variable."""
        for service in canon.services.values():
            for name, at in _named(service.said.get("environment")):
                yield service_check(self, canon, service, name, _GIVEN, at, _judge)


def _named(said: object) -> Iterator[tuple[str, Place]]:
    return ((str(name), at) for name, at in said.located()) if isinstance(said, Seq) else iter(())


def _judge(check: Check, service: Service, _: Sight) -> Judged:
    given = service.environment
    if check.subject in given:
        return Judged(actual=_GIVEN, places=(given[check.subject].place,))
    message = f"{check.service} is not given {check.subject}"
    near = did_you_mean(check.subject, given)
    place = service.raw.key_at("environment") if "environment" in service.raw else service.place
    return differs(check, NOT_GIVEN.code, message, None, (place,), hint=near or "give it, or take it out of the canon")

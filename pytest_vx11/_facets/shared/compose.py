"""What the facets that read the Compose file have in common."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from pytest_vx11._canon.model import Canon
from pytest_vx11._canon.model import Service as CanonService
from pytest_vx11._checks.check import Check
from pytest_vx11._checks.code import Code
from pytest_vx11._checks.verdict import Finding, Judged
from pytest_vx11._errors import Unseen
from pytest_vx11._facets.base import Facet
from pytest_vx11._observe.compose import ComposeNeed, Project, Service
from pytest_vx11._observe.need import Sight
from pytest_vx11._source.place import Place
from pytest_vx11._source.words import did_you_mean

#: Judges a check against the Compose service of its name.
ServiceJudge = Callable[[Check, Service, Sight], Judged]

NO_SERVICE = Code(
    code="VX101",
    valued=False,
    masks=True,
    title="the Compose file has no such service",
    titles={"es": "el archivo de Compose no tiene ese servicio"},
    text="The canon names a service that the Compose file does not define, so nothing that it states of the service is "
    "declared. Every check of the service has this one finding.",
    example="services: {madre: {port: 8001}}, and docker-compose.yml defines no madre",
)


def compose_need(canon: Canon, made: tuple[tuple[str, str], ...] = ()) -> ComposeNeed:
    """Return the need for the canon's Compose files: named ones, or those that Compose itself would take.

    `made` are variables that a run makes up.
    """
    files = canon.said.get("compose")
    if isinstance(files, str):
        return ComposeNeed(root=canon.root, files=(files,), made=made)
    return ComposeNeed(root=canon.root, files=tuple(files or ()), override=False, made=made)


def service_check(
    facet: Facet,
    canon: Canon,
    service: CanonService,
    subject: str,
    expected: Any,
    at: Place,
    judge: ServiceJudge,
    about: Any = None,
) -> Check:
    """Return a check of the declared witness that reads the Compose service of the same name."""
    find = partial(_of_service, judge=judge, disabled=service.disabled)
    return facet.declared(canon, subject, expected, at, find, (compose_need(canon),), service=service.name, about=about)


def _of_service(check: Check, sight: Sight, *, judge: ServiceJudge, disabled: bool) -> Judged:
    project: Project = sight.see(check.needs[0])
    service = project.services.get(check.service)
    if service is not None:
        return judge(check, service, sight)
    if disabled:
        raise Unseen("the service is disabled, and the Compose file does not define it")
    files = tuple(Place(path) for path in project.models[:1])
    finding = Finding(
        code=NO_SERVICE.code,
        subject=check.service,
        message=f"the Compose file defines no service {check.service}",
        expected=check.expected,
        hint=did_you_mean(check.service, project.services) or "define it there, or take it out of the canon",
        places=files,
    )
    return Judged(findings=(finding,), places=files)


def differs(
    check: Check, code: str, what: str, actual: Any, places: tuple[Place, ...], *, hint: str = "", subject: str = ""
) -> Judged:
    """Return the judgement that one value is not as the canon says; `what` is the sentence."""
    finding = Finding(
        code=code,
        subject=f"{check.service}:{subject or check.subject}",
        message=what,
        expected=check.expected,
        actual=actual,
        hint=hint,
        places=places,
    )
    return Judged(actual=actual, findings=(finding,), places=places)

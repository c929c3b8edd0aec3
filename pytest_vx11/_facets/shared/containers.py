"""What the facets that look into containers have in common."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from pytest_vx11._canon.model import Canon
from pytest_vx11._checks.check import Check
from pytest_vx11._checks.verdict import Finding, Judged
from pytest_vx11._errors import SourceError, Unseen
from pytest_vx11._facets.base import Facet
from pytest_vx11._facets.shared.compose import NO_SERVICE
from pytest_vx11._observe.containers import Container, ContainerNeed
from pytest_vx11._observe.live import LiveNeed, Standing
from pytest_vx11._observe.need import Sight

#: Judges a check against the container of its service.
ContainerJudge = Callable[[Check, Container, Sight], Judged]
#: What is said where a container is not as the canon says, and the Compose file is.
MADE_OTHERWISE = "the Compose file says as the canon does: the container was made from something else; make it anew"


def container_check(
    facet: Facet, canon: Canon, declared: Check, judge: ContainerJudge, as_made: tuple[str, ...] = ()
) -> Check:
    """Return the running check of what a declared check holds against the Compose file.

    `as_made` are the codes of what a container is made with, so that the Compose file may be the cause.
    """
    find = partial(_of_container, judge=judge, declared=declared, as_made=as_made)
    needs = (ContainerNeed(canon.system, declared.service),)
    return facet.running(
        canon, declared.subject, declared.expected, declared.at, find, needs,
        service=declared.service, about=declared.about,
    )  # fmt: skip


def _of_container(
    check: Check, sight: Sight, *, judge: ContainerJudge, declared: Check, as_made: tuple[str, ...]
) -> Judged:
    container = container_of(check, sight)
    return with_cause(judge(check, container, sight), declared, as_made, container, sight)


def expected_up(check: Check, sight: Sight) -> Standing:
    """Return where the check's service stands; raises Unseen where it is not expected to be up."""
    standing = sight.see(LiveNeed(check.system)).services.get(check.service)
    if standing is None:
        raise Unseen("the service is no part of what was brought up")
    if standing.absent or standing.unstarted:
        raise Unseen(standing.absent or standing.unstarted)
    return standing


def container_of(check: Check, sight: Sight) -> Container:
    """Return the container of the check's service; raises Unseen where it is not expected to be up, or has none."""
    expected_up(check, sight)
    return sight.see(ContainerNeed(check.system, check.service))


def container_if_any(sight: Sight, system: str, service: str) -> Container | None:
    """Return a service's container; None where it has none, as where it runs as a process.

    Raises Unseen where it has one that the engine does not tell of.
    """
    live = sight.see(LiveNeed(system))
    standing = live.services.get(service)
    if standing is None or standing.container is None or live.engine is None:
        return None
    return sight.see(ContainerNeed(system, service))


def with_cause(judged: Judged, declared: Check, as_made: tuple[str, ...], container: Container, sight: Sight) -> Judged:
    """Add to what a container was made with where the Compose file says so, or that it says otherwise."""
    if declared.judge is None or not any(finding.code in as_made for finding in judged.findings):
        return judged
    try:
        said = declared.judge(declared, sight)
    except (Unseen, SourceError):
        return judged  # its own check tells of that
    causes = {finding.subject: finding for finding in said.findings}
    known = not any(finding.code == NO_SERVICE.code for finding in said.findings)
    otherwise = known and not container.made_here
    findings = tuple(
        _explained(finding, causes.get(finding.subject), otherwise) if finding.code in as_made else finding
        for finding in judged.findings
    )
    return replace(judged, findings=findings)


def _explained(finding: Finding, cause: Finding | None, otherwise: bool) -> Finding:
    if cause is not None:
        return replace(finding, places=(*finding.places, *cause.places), hint=cause.hint or finding.hint)
    return replace(finding, hint=MADE_OTHERWISE) if otherwise else finding

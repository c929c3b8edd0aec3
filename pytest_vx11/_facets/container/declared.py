"""Holding the declared container against the canon's."""

from __future__ import annotations

import posixpath
from typing import Any

from pytest_vx11._checks.check import Check
from pytest_vx11._checks.verdict import Finding, Judged
from pytest_vx11._errors import Unseen
from pytest_vx11._facets.container.references import is_image
from pytest_vx11._facets.shared.compose import differs
from pytest_vx11._facets.shared.dockerfile import DEFAULT, image_of
from pytest_vx11._observe.compose import Build, ComposeNeed, Project
from pytest_vx11._observe.compose import Service as Declared
from pytest_vx11._observe.need import Sight
from pytest_vx11._source.located import Map
from pytest_vx11._source.problem import in_order
from pytest_vx11._source.values import show

_ROOT = ("root", "0", "0:0", "root:root")


def judge_compose(check: Check, sight: Sight) -> Judged:
    """Every problem for which Compose would refuse the files is a finding."""
    project: Project = sight.see(check.needs[0])
    findings = tuple(
        Finding(
            code="VX102",
            subject=f"{check.service}:{posixpath.basename(problem.place.path) if problem.place else 'compose'}",
            message=problem.message,
            expected="files that Compose loads",
            actual=problem.message,
            hint=problem.hint,
            places=(problem.place,) if problem.place else (),
        )
        for problem in in_order(project.problems)
    )
    if not findings and project.unset:
        places = tuple(problem.place for problem in project.unset if problem.place)
        raise Unseen(project.unset[0].message, places)
    return Judged(actual=[posixpath.basename(path) for path in project.models], findings=findings)


def judge_disabled(check: Check, sight: Sight) -> Judged:
    """A disabled service is not defined, or is in a profile, or has no replicas."""
    project: Project = sight.see(check.needs[0])
    service = project.services.get(check.service)
    if service is None:
        return Judged(actual="not defined")
    if service.profiles:
        profiles = [profile.value for profile in service.profiles]
        return Judged(actual=f"in profiles {show(profiles)}", places=(service.profiles[0].place,))
    if service.replicas is not None and service.replicas.value == 0:
        return Judged(actual="no replicas", places=(service.replicas.place,))
    message = f"{check.service} is disabled, and Compose starts it by default"
    hint = "put it in a profile, or take it out of the Compose file"
    return differs(check, "VX103", message, "started by default", (service.place,), hint=hint)


def judge_name(check: Check, service: Declared, _: Sight) -> Judged:
    """Compare container_name."""
    said = service.container_name
    return _text(check, service, "VX140", "container_name", said.value if said else None, said)


def judge_image(check: Check, service: Declared, _: Sight) -> Judged:
    """Compare image references: `nginx` is `docker.io/library/nginx:latest`; a tag alone takes any digest of it."""
    said = service.image
    if said is not None and is_image(said.value, str(check.expected)):
        return Judged(actual=said.value, places=(said.place,))
    return _text(check, service, "VX141", "image", said.value if said else None, said)


def judge_build(check: Check, service: Declared, sight: Sight) -> Judged:
    """Compare the folder, and Dockerfile and stage where the canon states them; one of the tree must be there."""
    build = service.build
    wanted = check.expected if isinstance(check.expected, Map) else {"context": check.expected}
    if build is None:
        context = show(wanted.get("context", "."))
        message = f"{check.service} is not built by the Compose file, the canon wants it from {context}"
        return differs(check, "VX142", message, None, (service.place,), hint="add build to the Compose service")
    actual = {
        "context": _context(check, build),
        "dockerfile": build.dockerfile.value if build.dockerfile else None if build.inline else DEFAULT,
        "target": build.target.value if build.target else None,
    }
    stated = {key: value for key, value in wanted.items() if key in actual}
    wrong = {key: actual[key] for key, value in stated.items() if _path(key, value) != _path(key, actual[key])}
    if wrong:
        found = ", ".join(f"{key} {show(value)}" for key, value in wrong.items())
        message = f"{check.service} is built with {found}, the canon wants {show(check.expected)}"
        return differs(
            check, "VX142", message, wrong.get("context", found), (build.place,), hint="change build, or the canon"
        )
    if not build.remote and build.inline is None:
        image_of(check, service, sight)
    return Judged(actual=actual["context"], places=(build.place,))


def _context(check: Check, build: Build) -> str:
    """Return the folder relative to the root, as the canon writes it, wherever it lies."""
    need = check.needs[0]
    if isinstance(need, ComposeNeed) and posixpath.isabs(build.context.value):
        return posixpath.relpath(build.context.value, need.root)
    return build.context.value


def judge_profiles(check: Check, service: Declared, _: Sight) -> Judged:
    """Compare the sets."""
    actual = [profile.value for profile in service.profiles]
    places = tuple(profile.place for profile in service.profiles) or (service.place,)
    if set(actual) == {str(profile) for profile in check.expected}:
        return Judged(actual=actual, places=places)
    message = f"the profiles of {check.service} are {show(actual)}, the canon wants {show(check.expected)}"
    return differs(check, "VX146", message, actual or None, places[:1], hint="change profiles, or the canon")


def judge_user(check: Check, service: Declared, sight: Sight) -> Judged:
    """Compare the Compose service's user, else the Dockerfile's."""
    said = service.user
    if said is None:
        image = image_of(check, service, sight)
        said = image.user if image else None
        if image is None or (said is None and str(check.expected) in _ROOT):
            raise Unseen("no user is declared: it is the one of an image that is not built here", (service.place,))
    if said is not None and are_root(said.value, str(check.expected)):
        return Judged(actual=said.value, places=(said.place,))
    return _text(check, service, "VX147", "user", said.value if said else None, said)


def are_root(*users: str) -> bool:
    """Tell whether all of these are root."""
    return all(user in _ROOT for user in users)


def _text(check: Check, service: Declared, code: str, what: str, actual: str | None, said: Any) -> Judged:
    if actual is not None and actual == str(check.expected):
        return Judged(actual=actual, places=(said.place,))
    message = f"the {what} of {check.service} is {show(actual)}, the canon wants {show(check.expected)}"
    hint = f"set {what}: {show(check.expected)} in the Compose file, or change the canon"
    return differs(check, code, message, actual, (said.place if said else service.place,), hint=hint)


def _path(key: str, value: Any) -> Any:
    return value if key == "target" or value is None else posixpath.normpath(str(value))

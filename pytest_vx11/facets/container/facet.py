"""container: name, image, build, networks, volumes, profiles, user, state, and the Compose file as a whole."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator
from typing import Any

from pytest_vx11.canon.model import Canon, Service
from pytest_vx11.canon.part import PATH, SchemaPart, described, either, keys, named, some, text
from pytest_vx11.checks.check import Check
from pytest_vx11.checks.verdict import Finding, Judged
from pytest_vx11.errors import Unseen
from pytest_vx11.facets.base import Facet
from pytest_vx11.facets.container.codes import CODES
from pytest_vx11.facets.container.lists import judge_networks, judge_volumes, target_of
from pytest_vx11.facets.container.running import judge_is_down
from pytest_vx11.facets.shared.compose import ServiceJudge, compose_need, differs, service_check
from pytest_vx11.facets.shared.dockerfile import DEFAULT, image_of
from pytest_vx11.observe.compose import Build, ComposeNeed, Project
from pytest_vx11.observe.compose import Service as Declared
from pytest_vx11.observe.need import Sight
from pytest_vx11.source.located import Map, Seq
from pytest_vx11.source.problem import Problem, in_order
from pytest_vx11.source.values import show

_NETWORK = either("aliases, or nothing", keys("aliases", {"aliases": some(text("an alias"))}), {"type": "null"})
_ROOT = ("root", "0", "0:0", "root:root")
#: A service's key, the subject it is told under, and its judgement.
_Row = tuple[str, str, ServiceJudge]


class Container(Facet):
    """What the Compose file says of a container beside its ports, health, limits and order."""

    name = "container"
    schema = SchemaPart(
        service={
            "container": described("The container's name (container_name).", text("a container's name")),
            "image": described("The image; nginx is docker.io/library/nginx:latest.", text("an image")),
            "build": described(
                "What it is built from.",
                either(
                    "a folder, or {context, dockerfile, target}",
                    PATH,
                    keys("a build", {"context": PATH, "dockerfile": PATH, "target": text("a stage")}),
                ),
            ),
            "networks": described(
                "Networks it is in, with aliases where a mapping states them; others may be there.",
                either(
                    "a list of networks, or a mapping with aliases",
                    some(text("a network"), "a list of networks"),
                    named("networks with aliases", _NETWORK),
                ),
            ),
            "volumes": described(
                "Mounts, as Compose writes them; others may be there.",
                some(text('a volume such as "data:/app/data:ro"'), "a list of volumes"),
            ),
            "profiles": described("The exact set of its profiles.", some(text("a profile"), "a list of profiles")),
            "user": described(
                "The user it runs as, of the Compose service or else of the Dockerfile.",
                either("a user", text("a user"), {"type": "integer", "minimum": 0}),
            ),
        }
    )
    codes = CODES

    def examine(self, canon: Canon) -> Iterable[Problem]:
        """Yield the volumes that are mounted nowhere."""
        for service in canon.services.values():
            volumes = service.said.get("volumes")
            for volume, at in volumes.located() if isinstance(volumes, Seq) else ():
                if not canon.variables.get(at) and not target_of(str(volume)).startswith("/"):
                    message = f'services.{service.name}: "{volume}" names no folder of the container'
                    yield Problem(at, message, "write data:/app/data, or /app/data alone")

    def plan(self, canon: Canon) -> Iterator[Check]:
        """One check a stated value, for each witness, and one that the Compose files can be loaded."""
        said = canon.stated("compose")
        if said:
            expected = list(said.value) if isinstance(said.value, list) else said.value
            yield self.declared(canon, "compose", expected, said.at, judge_compose, (compose_need(canon),))
        for service in canon.services.values():
            for key, subject, judge in _KEYS:
                yield from self._stated(canon, service, key, subject, judge)
            if service.disabled:
                at = service.said.at("state")
                yield self.declared(
                    canon, "state", "disabled", at, judge_disabled, (compose_need(canon),), service=service.name
                )
                yield self.running(canon, "state", "disabled", at, judge_is_down, service=service.name)

    def _stated(self, canon: Canon, service: Service, key: str, subject: str, judge: ServiceJudge) -> Iterator[Check]:
        said = service.stated(key)
        if said:
            plain = list(said.value) if isinstance(said.value, list) else said.value
            yield service_check(self, canon, service, subject, plain, said.at, judge)
            yield self.running(canon, subject, plain, said.at, service=service.name)


def judge_compose(check: Check, sight: Sight) -> Judged:
    """Every problem for which Compose would refuse the files is a finding."""
    project: Project = sight.see(check.needs[0])
    findings = tuple(
        Finding(
            code="VX102",
            subject=f"{check.service}:{problem.message}",
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
    return Judged(actual=[posixpath.basename(path) for path in project.files], findings=findings)


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
    if said is not None and _is_image(said.value, str(check.expected)):
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
    if said is not None and said.value in _ROOT and str(check.expected) in _ROOT:
        return Judged(actual=said.value, places=(said.place,))
    return _text(check, service, "VX147", "user", said.value if said else None, said)


def _text(check: Check, service: Declared, code: str, what: str, actual: str | None, said: Any) -> Judged:
    if actual is not None and actual == str(check.expected):
        return Judged(actual=actual, places=(said.place,))
    message = f"the {what} of {check.service} is {show(actual)}, the canon wants {show(check.expected)}"
    hint = f"set {what}: {show(check.expected)} in the Compose file, or change the canon"
    return differs(check, code, message, actual, (said.place if said else service.place,), hint=hint)


def _path(key: str, value: Any) -> Any:
    return value if key == "target" or value is None else posixpath.normpath(str(value))


def _is_image(found: str, wanted: str) -> bool:
    tagged, _, _ = found.partition("@")
    pinned = "@" not in wanted and ":" in tagged.rpartition("/")[2]
    return _reference(tagged if pinned else found) == _reference(wanted)


def _reference(image: str) -> str:
    """Return an image in full (distribution/reference, "Familiar names")."""
    first, slash, rest = image.partition("/")
    domain = bool(slash) and (any(char in first for char in ".:") or first == "localhost")
    host, name = (first, rest) if domain else ("docker.io", image)
    host = "docker.io" if host == "index.docker.io" else host
    if host == "docker.io" and "/" not in name:
        name = f"library/{name}"
    tagged = "@" in name or ":" in name.rpartition("/")[2]
    return f"{host}/{name}" if tagged else f"{host}/{name}:latest"


_KEYS: tuple[_Row, ...] = (
    ("container", "name", judge_name),
    ("image", "image", judge_image),
    ("build", "build", judge_build),
    ("networks", "networks", judge_networks),
    ("volumes", "volumes", judge_volumes),
    ("profiles", "profiles", judge_profiles),
    ("user", "user", judge_user),
)

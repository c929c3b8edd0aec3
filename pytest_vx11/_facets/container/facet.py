"""container: name, image, build, networks, volumes, profiles, user, state, and the Compose file as a whole."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial
from typing import NamedTuple

from pytest_vx11._canon.model import Canon, Service
from pytest_vx11._canon.part import PATH, SchemaPart, described, either, keys, named, some, text
from pytest_vx11._checks.check import Check
from pytest_vx11._facets.base import Facet
from pytest_vx11._facets.container.codes import CODES
from pytest_vx11._facets.container.declared import (
    judge_build,
    judge_compose,
    judge_disabled,
    judge_image,
    judge_name,
    judge_profiles,
    judge_user,
)
from pytest_vx11._facets.container.down import judge_is_down
from pytest_vx11._facets.container.lists import judge_networks, judge_volumes, target_of
from pytest_vx11._facets.container.running import judge_built, judge_real_image, judge_real_name, judge_real_user
from pytest_vx11._facets.container.running_lists import judge_attached, judge_mounted
from pytest_vx11._facets.shared.compose import ServiceJudge, compose_need, service_check
from pytest_vx11._facets.shared.containers import ContainerJudge, container_check
from pytest_vx11._source.located import Seq
from pytest_vx11._source.problem import Problem

_NETWORK = either("aliases, or nothing", keys("aliases", {"aliases": some(text("an alias"))}), {"type": "null"})


class _Row(NamedTuple):
    """A service's key, the subject it is told under, its judgements, and the codes of what a container is made with."""

    key: str
    subject: str
    declared: ServiceJudge
    running: ContainerJudge | None = None
    as_made: tuple[str, ...] = ()


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
            for row in _ROWS:
                yield from self._stated(canon, service, row)
            if service.disabled:
                at = service.said.at("state")
                yield self.declared(
                    canon, "state", "disabled", at, judge_disabled, (compose_need(canon),), service=service.name
                )
                yield self.running(canon, "state", "disabled", at, judge_is_down, service=service.name)

    def _stated(self, canon: Canon, service: Service, row: _Row) -> Iterator[Check]:
        said = service.stated(row.key)
        if said:
            plain = list(said.value) if isinstance(said.value, list) else said.value
            declared = service_check(self, canon, service, row.subject, plain, said.at, row.declared)
            yield declared
            if row.key == "build":
                yield container_check(self, canon, declared, partial(judge_built, declared=declared))
            elif row.running is not None:
                yield container_check(self, canon, declared, row.running, row.as_made)


_ROWS = (
    _Row("container", "name", judge_name, judge_real_name, ("VX240",)),
    _Row("image", "image", judge_image, judge_real_image, ("VX241",)),
    _Row("build", "build", judge_build),
    _Row("networks", "networks", judge_networks, judge_attached, ("VX243", "VX244")),
    _Row("volumes", "volumes", judge_volumes, judge_mounted, ("VX245",)),
    # By its profiles Compose chooses what it starts; a container does not know of them.
    _Row("profiles", "profiles", judge_profiles),
    _Row("user", "user", judge_user, judge_real_user, ("VX247",)),
)

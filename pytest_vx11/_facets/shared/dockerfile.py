"""The Dockerfile behind a Compose service, where one can be read."""

from __future__ import annotations

import posixpath

from pytest_vx11._checks.check import Check
from pytest_vx11._errors import Unseen
from pytest_vx11._observe.compose import Build, ComposeNeed
from pytest_vx11._observe.compose import Service as Declared
from pytest_vx11._observe.dockerfile import Dockerfile, DockerfileNeed
from pytest_vx11._observe.need import Sight

DEFAULT = "Dockerfile"


def image_of(check: Check, service: Declared, sight: Sight) -> Dockerfile | None:
    """Return what the service's Dockerfile says; None for a service that is not built.

    Raises Unseen where the Dockerfile is not in the tree, SourceError where it is missing or broken.
    """
    build = service.build
    if build is None:
        return None
    if build.remote or build.inline is not None:
        raise Unseen("the Dockerfile is not a file of the tree", (build.place,))
    need = check.needs[0]
    assert isinstance(need, ComposeNeed)
    args = tuple((name, said.value) for name, said in build.args if said.value is not None)
    target = build.target.value if build.target else None
    return sight.see(DockerfileNeed(need.root, dockerfile_path(build), target, args))


def dockerfile_path(build: Build) -> str:
    """Return the Dockerfile's path, relative to the root."""
    name = build.dockerfile.value if build.dockerfile else DEFAULT
    return posixpath.normpath(posixpath.join(build.context.value, name))

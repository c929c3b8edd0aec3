"""What is asked for, what comes of it, and what cannot be started at all."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from pytest_vx11._errors import Unseen
from pytest_vx11._observe.compose import Project, Service
from pytest_vx11._runtime.docker.naming import Naming
from pytest_vx11._source.place import Place

#: The oldest API that is spoken here, that of engine 20.10.
OLDEST = (1, 41)
NO_VARIABLES: Mapping[str, str] = MappingProxyType({})


class Cannot(Unseen):
    """Compose would take this, and it is not done here; `hint` says what to do instead."""

    def __init__(self, reason: str, places: tuple[Place, ...] = (), hint: str = "") -> None:
        self.hint = hint
        super().__init__(reason, places)

    def __reduce__(self) -> Any:
        return type(self), (self.reason, self.places, self.hint)


@dataclass(frozen=True, slots=True, kw_only=True)
class Copied:
    """A file that is copied into a container before it starts, since nothing on the host holds it."""

    path: str
    content: bytes = field(repr=False)
    mode: int
    uid: int
    gid: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ContainerSpec:
    """One container, as the engine is asked to make it."""

    name: str
    body: dict[str, Any] = field(repr=False)
    """The whole of ContainerCreate, with one network at most: API 1.43 and older take no more."""
    endpoints: tuple[tuple[str, dict[str, Any]], ...]
    """The other networks, by their names on the engine, each with what NetworkConnect is told."""
    networks: tuple[str, ...]
    """The networks that it needs, by their keys in the Compose file."""
    volumes: tuple[str, ...]
    """The volumes that it needs, likewise."""
    files: tuple[Copied, ...]
    platform: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """One service that is to become a container, and all that counts beside it."""

    service: Service
    project: Project
    naming: Naming
    free_ports: bool
    folder: str
    environ: Mapping[str, str] = field(repr=False)
    """Where secrets and configs that name a variable find it."""
    api: tuple[int, int]

    def absolute(self, source: str) -> str:
        """Return a path of the host, as `observe.compose` gives it, from the root of all folders."""
        return os.path.normpath(os.path.join(self.folder, source))

    def container(self, name: str) -> str:
        """Return the engine's name for a container that the file calls `name`, whoever made it."""
        for service in self.project.services.values():
            if self.naming.declared(service) == name:
                return self.naming.container(service)
        return name

    def container_of(self, service: str, place: Place) -> str:
        """Return the engine's name for the container of another service."""
        found = self.project.services.get(service)
        if found is None:
            raise Cannot(f"the service {service[:80]} is not defined", (place,), "name a service of the file")
        return self.naming.container(found)

    def since(self, major: int, minor: int, what: str, place: Place) -> None:
        """Raise Cannot where the engine is too old for `what`."""
        if self.api < (major, minor):
            spoken = ".".join(map(str, self.api))
            raise Cannot(
                f"{what} needs an engine with API {major}.{minor}, and this one has {spoken}",
                (place,),
                "use a newer engine, or leave it out",
            )

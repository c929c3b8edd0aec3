"""The needs that a container answers."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from pytest_vx11._errors import Unseen
from pytest_vx11._observe.containers.engine import Engine
from pytest_vx11._observe.containers.local import MemoryUse, Socket, is_process_of, memory_of, sockets_of
from pytest_vx11._observe.containers.model import CommandSeen, Container, HealthStatus, PathSeen
from pytest_vx11._observe.listeners import listeners
from pytest_vx11._observe.live import Live, LiveNeed, Standing
from pytest_vx11._observe.need import Need, Sight

_LINES, _MOST = 60, 16_384
#: The most of a first line of a log that may be the end of a secret.
_SECRET = 1000
#: What is kept of a command's output, in bytes.
MOST_OUTPUT = 65_536
#: What an engine takes where a healthcheck states no timeout (Dockerfile reference, HEALTHCHECK).
_HEALTH_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class ContainerNeed(Need[Container]):
    """The container of a service, in one inspect, however many checks ask."""

    system: str
    service: str
    title: ClassVar[str] = "containers"

    def look(self, sight: Sight) -> Container:
        """Raises Unseen where nobody has one: it runs as processes, is not expected to be up, or was not found."""
        engine, standing = engine_of(sight, self.system, self.service)
        assert standing.container is not None
        found = engine.container(standing.container)
        if found is None:
            raise Unseen(f"the container of {self.service} has gone")
        return found


@dataclass(frozen=True, slots=True)
class PathNeed(Need[PathSeen | None]):
    """What lies at a path of a service's container; None where nothing does. A relative one begins where it works."""

    system: str
    service: str
    path: str
    title: ClassVar[str] = "files in containers"

    def look(self, sight: Sight) -> PathSeen | None:
        """Raises Unseen as ContainerNeed does."""
        engine, _ = engine_of(sight, self.system, self.service)
        container = sight.see(ContainerNeed(self.system, self.service))
        return engine.path(container.id, absolute(container, self.path))


@dataclass(frozen=True, slots=True)
class CommandNeed(Need[CommandSeen]):
    """A command of the canon's, run in a service's container."""

    system: str
    service: str
    words: tuple[str, ...]
    seconds: float
    title: ClassVar[str] = "commands in containers"

    def look(self, sight: Sight) -> CommandSeen:
        """Raises Unseen as ContainerNeed does, and where the container does not run."""
        engine, _ = engine_of(sight, self.system, self.service)
        container = sight.see(ContainerNeed(self.system, self.service))
        if not container.is_up:
            raise Unseen(f"its container {container.how()}, so that nothing can be run in it")
        return engine.run(container.id, self.words, self.seconds, MOST_OUTPUT)


@dataclass(frozen=True, slots=True)
class HealthRunNeed(Need[CommandSeen]):
    """A container's own healthcheck, run once more, for whoever cannot wait until the engine has asked it."""

    system: str
    service: str
    title: ClassVar[str] = "commands in containers"

    def look(self, sight: Sight) -> CommandSeen:
        """Raises Unseen as ContainerNeed does, and where the container was not started here: it is not ours to ask."""
        engine, _ = engine_of(sight, self.system, self.service)
        container = sight.see(ContainerNeed(self.system, self.service))
        health = container.health
        if health is None or sight.see(LiveNeed(self.system)).runtime != "docker":
            raise Unseen("the engine has not asked the container's healthcheck yet")
        if not container.is_up:
            raise Unseen(f"its container {container.how()}, so that nothing can be run in it")
        if health.status is not HealthStatus.STARTING:
            raise Unseen("the engine itself has asked the container's healthcheck")
        shell = health.test[0] == "CMD-SHELL"
        words = ("/bin/sh", "-c", *health.test[1:2]) if shell else health.test[1:]
        return engine.run(container.id, words, health.timeout / 1e9 or _HEALTH_SECONDS)


@dataclass(frozen=True, slots=True)
class SocketsNeed(Need[tuple[Socket, ...]]):
    """Who listens in a container's own network."""

    system: str
    service: str
    title: ClassVar[str] = "who listens"

    def look(self, sight: Sight) -> tuple[Socket, ...]:
        """Raises Unseen where the engine's machine is another one, or hides it."""
        container = sight.see(ContainerNeed(self.system, self.service))
        found = sockets_of(container.pid, container.id) if container.pid is not None else None
        if found is None:
            raise Unseen("this machine does not tell who listens in the container")
        return found


@dataclass(frozen=True, slots=True)
class HostSocketsNeed(Need[tuple[Socket, ...]]):
    """What the processes of a container that has the host's own network listen on at a port."""

    system: str
    service: str
    protocol: str
    port: int
    title: ClassVar[str] = "who listens"

    def look(self, sight: Sight) -> tuple[Socket, ...]:
        """Raises Unseen where the engine's machine is another one, or does not tell whose a socket there is."""
        sight.see(SocketsNeed(self.system, self.service))  # which raises Unseen where the machine is another one
        container = sight.see(ContainerNeed(self.system, self.service))
        found = [each for each in listeners() if each.protocol == self.protocol and each.port == self.port]
        if any(each.pid is None for each in found):
            raise Unseen(f"somebody listens on port {self.port}, and this machine does not tell who")
        own = [each for each in found if each.pid is not None and is_process_of(each.pid, container.id)]
        return tuple(Socket(each.protocol, each.host, each.port) for each in own)


@dataclass(frozen=True, slots=True)
class MemoryNeed(Need[MemoryUse]):
    """The memory that a container uses."""

    system: str
    service: str
    title: ClassVar[str] = "memory of containers"

    def look(self, sight: Sight) -> MemoryUse:
        """Raises Unseen where the engine's machine is another one, or hides it."""
        container = sight.see(ContainerNeed(self.system, self.service))
        found = memory_of(container.pid, container.id) if container.pid is not None else None
        if found is None:
            raise Unseen("this machine does not tell how much memory the container uses")
        return found


@dataclass(frozen=True, slots=True)
class KilledNeed(Need[Mapping[str, int]]):
    """How many processes of each service were killed for memory since the start; the run hears of it, by events."""

    system: str
    title: ClassVar[str] = "memory of containers"

    def look(self, sight: Sight) -> Mapping[str, int]:  # noqa: ARG002
        """Nobody listened, so that nobody knows of any."""
        return {}


@dataclass(frozen=True, slots=True)
class ContainerLog(Need[str]):
    """The end of what a service's container printed."""

    system: str
    service: str
    title: ClassVar[str] = "logs"

    def look(self, sight: Sight) -> str:
        """Raises Unseen as ContainerNeed does."""
        engine, standing = engine_of(sight, self.system, self.service)
        assert standing.container is not None
        said = engine.log(standing.container, _LINES, _MOST)
        text = said.decode("utf-8", errors="replace")
        if len(said) < _MOST:
            return text
        # The first line may be the end of one, and of a secret in it; where it is the only one, its start is left out.
        _, line, rest = text.partition("\n")
        return rest if line else text[_SECRET:]


def engine_of(sight: Sight, system: str, service: str) -> tuple[Engine, Standing]:
    """Return the engine, and where a service stands, which then has a container; raises Unseen."""
    live = sight.see(LiveNeed(system))
    standing = live.services.get(service)
    if standing is None:
        raise Unseen("the service is no part of what was brought up")
    engine = engine_known(live)
    if standing.container is None:
        raise Unseen(standing.absent or standing.unstarted or f"the engine has no container of {service}")
    return engine, standing


def engine_known(live: Live) -> Engine:
    """Return the engine that runs a system; raises Unseen where nobody knows of one."""
    if live.engine is None:
        why = f": {live.no_engine}" if live.no_engine else ""
        raise Unseen(f"only a container shows it, and the system does not run in containers of an engine{why}")
    return live.engine


def absolute(container: Container, path: str) -> str:
    """Return a path of a container as an absolute one."""
    return posixpath.join(container.working_dir or "/", path)

"""A system that is up, as the running witness sees it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar, NamedTuple

from pytest_vx11._errors import Unseen
from pytest_vx11._observe.need import Need, Sight

if TYPE_CHECKING:
    from pytest_vx11._observe.containers.engine import Engine


class Address(NamedTuple):
    """Where something listens."""

    host: str
    port: int

    def __str__(self) -> str:
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """What is sent to guarded routes. Its value may not be shown."""

    header: str
    value: str | None = field(repr=False)
    """None where the canon names no token, or a variable in it that is not set."""
    shown: str = ""
    """How a shell would write it: `$VX11_TOKEN`."""
    lacking: str = ""
    """Why there is no value."""
    made: str = ""
    """The variable for which a value was made up, where one was: `${VX11_TOKEN}`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """One service of a system that is up."""

    name: str
    addresses: Mapping[int, Address] = field(default_factory=dict)
    """Where each of its own ports (the container's, in Compose's words) is reached from here."""
    absent: str = ""
    """Why nobody expects it to be up: disabled, or not in the mode. Empty where it is expected."""
    unstarted: str = ""
    """Why it was not started although it is expected; empty where it was."""
    pid: int | None = None
    """The process that was started for it; None where somebody else started it."""
    log: str | None = None
    """The absolute path of what it printed, where that is kept."""
    container: str | None = None
    """The id of its container; None where it runs as a process, or nobody found one."""

    def address(self, port: int | None = None) -> Address:
        """Return where one of its own TCP ports is reached from here, its first one by default; raises Unseen."""
        found = self.addresses.get(port) if port is not None else next(iter(self.addresses.values()), None)
        if found is not None:
            return found
        if self.container is not None:
            which = f"port {port} of its container" if port is not None else "no TCP port of its container"
            published = "not " if port is not None else ""
            raise Unseen(f"{which} is {published}published, and nobody takes connections at it from here")
        said = f"no port {port}" if port is not None else "no TCP port"
        raise Unseen(f"the canon states {said} of the service, so that nobody knows where to ask")


@dataclass(frozen=True, slots=True, kw_only=True)
class Live:
    """A system that is up: where its services are reached, and in which containers they are."""

    system: str
    root: str
    """The tree it was started from, absolute and POSIX."""
    runtime: str
    """`attach`, `process` or `docker`."""
    services: Mapping[str, Standing]
    environ: Mapping[str, str] = field(default_factory=dict, repr=False)
    """The environment that its processes were given; empty where somebody else started them."""
    token: Token | None = None
    """None where the canon has no `auth`."""
    writes: bool = True
    """Whether what can change something may be sent."""
    engine: Engine | None = field(default=None, repr=False, compare=False)
    """The engine that runs it; None where nobody knows of one."""
    no_engine: str = ""
    """Why there is none, where one was looked for."""

    def address(self, service: str, port: int | None = None) -> Address:
        """Return where a service's own TCP port is reached from here; its first one where none is named.

        Raises Unseen where it is not expected to be up, was not started, or has no such port.
        """
        standing = self.services.get(service)
        if standing is None:
            raise Unseen("the service is no part of what was brought up")
        if standing.absent or standing.unstarted:
            raise Unseen(standing.absent or standing.unstarted)
        return standing.address(port)


@dataclass(frozen=True, slots=True)
class LiveNeed(Need[Live]):
    """The system of that name, as the run brought it up or found it; the run knows, nobody can look."""

    system: str
    title: ClassVar[str] = "what runs"

    def look(self, sight: Sight) -> Live:  # noqa: ARG002
        """Raises Unseen always: a run that has a system puts it in before anybody asks."""
        raise Unseen("nothing runs: no runtime was chosen")

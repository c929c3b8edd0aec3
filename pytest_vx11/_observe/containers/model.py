"""A container, as its engine sees it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum


class Condition(Enum):
    """A container's state (Docker Engine API, ContainerState.Status)."""

    CREATED = "created"
    RUNNING = "running"
    PAUSED = "paused"
    RESTARTING = "restarting"
    REMOVING = "removing"
    EXITED = "exited"
    DEAD = "dead"
    UNKNOWN = "unknown"
    """Another engine's word."""


class HealthStatus(Enum):
    """What the engine's own healthcheck says (Docker Engine API, Health.Status)."""

    NONE = "none"
    """The container has no healthcheck."""
    STARTING = "starting"
    """It has not been asked often enough to tell."""
    HEALTHY = "healthy"
    UNHEALTHY = "unhealthy"


@dataclass(frozen=True, slots=True, kw_only=True)
class HealthRun:
    """One run of a healthcheck."""

    status: int
    """The command's exit status; -1 where it did not end in time."""
    output: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """A container's healthcheck, the image's beneath its own, and what came of it. Times are nanoseconds."""

    test: tuple[str, ...]
    """Begins with CMD or CMD-SHELL."""
    interval: int = 0
    """0 stands for the engine's default, here and in the others."""
    timeout: int = 0
    start_period: int = 0
    start_interval: int = 0
    retries: int = 0
    status: HealthStatus = HealthStatus.STARTING
    runs: tuple[HealthRun, ...] = ()
    """The last few, oldest first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Binding:
    """A port of a container that the host publishes."""

    target: int
    protocol: str
    host_ip: str
    """Empty for all addresses of the host."""
    published: int | None
    """The host's port; None where the engine chooses one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mounted:
    """One mount, volumes and tmpfs included."""

    type: str
    """`bind`, `volume` or `tmpfs`."""
    source: str | None
    """Of a bind: the path on the engine's host. Of a volume: its real name; None of an anonymous one, and of a tmpfs."""
    target: str
    read_only: bool
    names: frozenset[str] = frozenset()
    """Of a volume: every name it goes by; its real one, its key in the Compose file, and the name it should have."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attached:
    """A network that a container is in."""

    name: str
    """Its real name."""
    names: frozenset[str]
    """Every name it goes by; its real one, its key in the Compose file, and the name it should have."""
    aliases: tuple[str, ...]
    address: str
    """The container's own IP address there; empty where it has none, as when it does not run."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Container:
    """One container. Nothing of its environment is kept: secrets may stand in it."""

    id: str
    name: str
    """The name that it should have where a run of our own had to give it another one; else its real one."""
    real_name: str
    image: str
    """The reference it was made from; the Compose file's where a run of our own built it."""
    image_id: str
    """`sha256:…`"""
    image_reference: str = ""
    """The reference it was made from as the engine has it, whoever made it."""
    condition: Condition
    exit_code: int = 0
    oom_killed: bool = False
    """Whether its first process was killed for memory; of a child's death only events tell."""
    error: str = ""
    """Why the engine could not start it."""
    started_at: datetime | None = None
    restarts: int = 0
    """How often the engine has started it again by itself."""
    pid: int | None = None
    """Its first process, as the engine's host numbers it; None while it does not run."""
    health: Health | None = None
    memory: int = 0
    """The limit in bytes; 0 is none."""
    restart: str = "no"
    """`no`, `always`, `unless-stopped`, `on-failure` or `on-failure:3`."""
    published: tuple[Binding, ...] = ()
    """What it was told to publish, as the Compose file has it even where a run took free ports instead."""
    bound: tuple[Binding, ...] = ()
    """What is published now; empty while it does not run."""
    user: str = ""
    """Its own or its image's; empty for root."""
    working_dir: str = ""
    network_mode: str = ""
    mounts: tuple[Mounted, ...] = ()
    networks: tuple[Attached, ...] = ()
    depends_on: Mapping[str, str] | None = None
    """What Compose, or a run of our own, says that it waits for: condition by service. None where nobody says."""
    labels: Mapping[str, str] = field(default_factory=dict)
    made_here: bool = False
    """Whether a run of our own made it."""

    @property
    def is_up(self) -> bool:
        """Whether its first process runs, and is not frozen."""
        return self.condition is Condition.RUNNING

    def how(self) -> str:
        """Say what it does instead of running, to follow `its container`: `ended with 1`, `is paused`."""
        if self.condition is Condition.RUNNING:
            return "runs"
        if self.condition is Condition.RESTARTING:
            return f"{self._ended()}, and is started again and again ({self.restarts} times)"
        if self.condition in (Condition.EXITED, Condition.DEAD):
            return self._ended()
        if self.condition is Condition.CREATED:
            return f"was made and never started{f': {self.error}' if self.error else ''}"
        return f"is {self.condition.value}"

    def _ended(self) -> str:
        if self.oom_killed:
            return f"was killed for memory (exit status {self.exit_code})"
        return f"ended with {self.exit_code}"


@dataclass(frozen=True, slots=True, kw_only=True)
class PathSeen:
    """A path in a container, by the engine's archive API; a link at its end is followed."""

    folder: bool
    mode: int
    """The permission bits, with setuid, setgid and sticky, as `chmod` writes them: 0o644."""
    size: int
    modified: str
    """As the engine writes it; only to be compared."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CommandSeen:
    """A command that was run in a container."""

    status: int | None
    """None where it did not end in time."""
    output: str
    """The start of what it printed, both streams."""
    seconds: float

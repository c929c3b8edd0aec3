"""What a Compose service says, in parts. Every part keeps the place where it is said."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Generic, TypeVar

from pytest_vx11._source.place import Place

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Said(Generic[T]):
    """A value, where it is said, and the text it was read from, variables put in."""

    value: T
    place: Place
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Port:
    """One port of a container; a range is as many of these as it holds."""

    target: int
    """The port inside the container."""
    published: int | None
    """The port of the host; None where the engine chooses one."""
    published_range: tuple[int, int] | None = None
    """The host's ports of which the engine chooses one, both ends included; `published` is then None."""
    host_ip: str = ""
    """The host's address as it is written, without brackets; empty for all of them."""
    protocol: str = "tcp"
    place: Place
    text: str
    """As it is written, short or long, variables put in."""


class MountType(Enum):
    """The mount types of Compose's long syntax."""

    BIND = "bind"
    VOLUME = "volume"
    TMPFS = "tmpfs"
    NPIPE = "npipe"
    CLUSTER = "cluster"
    IMAGE = "image"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mount:
    """One mount of a container."""

    type: MountType
    source: str | None
    """Of a bind: relative to the root where it lies inside, else absolute. Of a volume: its key; None if anonymous."""
    target: str
    read_only: bool
    place: Place
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Build:
    """How an image is built."""

    context: Said[str]
    """Relative to the root, "." for the root itself; absolute where it lies outside."""
    remote: bool
    """The context is a URL or a git repository, as its text says: nobody looks there."""
    dockerfile: Said[str] | None
    """Relative to the context, as it is written."""
    inline: Said[str] | None
    """The Dockerfile itself, in `dockerfile_inline`."""
    target: Said[str] | None
    args: tuple[tuple[str, Said[str | None]], ...]
    """None where the value comes from the environment, and is not set there."""
    additional_contexts: tuple[tuple[str, Said[str]], ...]
    place: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Healthcheck:
    """A healthcheck, of a service or of an image. Times are nanoseconds."""

    disabled: bool
    """`disable: true`, or the test NONE."""
    test: Said[tuple[str, ...]] | None
    """Begins with CMD or CMD-SHELL; None where the image's own test counts, or where it is disabled."""
    interval: Said[int] | None
    timeout: Said[int] | None
    start_period: Said[int] | None
    start_interval: Said[int] | None
    retries: Said[int] | None
    place: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Dependency:
    """A service that is started before this one."""

    name: str
    condition: str
    """service_started, service_healthy or service_completed_successfully."""
    required: bool
    restart: bool
    implied: bool
    """Not from depends_on, but from links, volumes_from or a shared namespace."""
    place: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A network that a service is on."""

    network: str
    """The key of the network at the top of the file."""
    aliases: tuple[str, ...]
    implicit: bool
    """Nothing is said, so that Compose takes the default network."""
    place: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Network:
    """A network at the top of the file."""

    key: str
    name: str | None
    """The real name; None where it depends on the project's name, and the file gives none."""
    external: bool
    driver: str | None
    place: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Volume:
    """A volume at the top of the file."""

    key: str
    name: str | None
    """As `Network.name`."""
    external: bool
    driver: str | None
    place: Place

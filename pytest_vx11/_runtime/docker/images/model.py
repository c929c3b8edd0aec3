"""An image, and why there is none."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

from pytest_vx11._errors import Unseen, Vx11Error
from pytest_vx11._source.place import Place
from pytest_vx11._source.words import harmless


@dataclass(frozen=True, slots=True, kw_only=True)
class Image:
    """What a service's container is created from."""

    reference: str
    """Names it on the engine. Of one that was built it is the run's own, so that no other run takes it away."""
    id: str
    built: bool


class NotBrought(Vx11Error):
    """A service's image is not to be had; `str()` is one reason, with what to do."""


class BrokenOff(Vx11Error):
    """The run was told to stop while an image was brought."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BuildOrder:
    """One image to build: all that the Compose file says of it, in the engine's terms."""

    service: str
    place: Place
    repository: str
    """The tags' name, of our own: a user's tags are never moved."""
    pin: str
    """The tag of the run; the image lives at least as long as that."""
    context: str
    """An absolute folder."""
    dockerfile: str
    """The path as it is told; absolute, or where an inline one stands."""
    name: str
    """What the engine calls the Dockerfile: relative to the context, or of our own where it lies elsewhere."""
    content: str
    elsewhere: bool
    """It is not in the context and goes along with it: it stands outside, or in the Compose file."""
    args: Mapping[str, str] = field(repr=False)
    secrets: tuple[str, ...] = field(repr=False)
    """Values that may be in no message."""
    labels: Mapping[str, str]
    extra_hosts: Mapping[str, str]
    cache_from: tuple[str, ...]
    target: str | None
    network: str | None
    shm_size: int | None
    platform: str | None
    pull: bool
    no_cache: bool
    stand_ins: tuple[str, ...]
    """What Compose would call the image: taken where this engine cannot build it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PullOrder:
    """One image by its name, for every service that has it."""

    reference: str
    services: tuple[str, ...]
    policy: str
    """always, never, missing, or build: what only a build may bring."""
    platform: str | None
    place: Place


@contextmanager
def asked(what: str) -> Iterator[None]:
    """Turn what an engine, or the way to it, makes of a question into NotBrought; `what` begins the reason."""
    import docker
    import requests
    import urllib3

    try:
        yield
    except docker.errors.APIError as error:
        raise NotBrought(f"{what}: {harmless(str(error.explanation or error), 600)}") from error
    except (docker.errors.DockerException, requests.RequestException, urllib3.exceptions.HTTPError, OSError) as error:
        raise NotBrought(f"{what}: {harmless(str(error) or type(error).__name__, 600)}; see to the engine") from error
    except Unseen as error:
        where = f" ({error.places[0]})" if error.places else ""
        raise NotBrought(f"{what}: {harmless(error.reason, 600)}{where}; mend the Compose file") from error

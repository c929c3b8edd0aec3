"""What runs leave on an engine on purpose, so that the next build is quick, and how it goes away."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import TYPE_CHECKING

from pytest_vx11._observe.containers import labels
from pytest_vx11._observe.containers.json import Json, listed, mapping
from pytest_vx11._runtime.base import Tell
from pytest_vx11._runtime.docker.images import tags
from pytest_vx11._runtime.docker.images.model import Image

if TYPE_CHECKING:
    import docker


def image_of(client: docker.APIClient, reference: str) -> Json | None:
    """Return what the engine says of an image; None where it has none of this name."""
    import docker

    try:
        body: Json = client.inspect_image(reference)  # type: ignore[no-untyped-call]
    except docker.errors.APIError as error:
        # Engine 20.10 answers a name that it finds strange with 400 or 500.
        if error.status_code == 404 or "no such image" in str(error.explanation).lower():
            return None
        raise
    return body


def untag(client: docker.APIClient, reference: str) -> None:
    """Take a name from an image, which goes with its last one if nothing uses it."""
    import docker

    # It is not there, or a container or an image stands on it: then it stays, as it should.
    with suppress(docker.errors.APIError):
        client.remove_image(reference)


def discard(client: docker.APIClient, image: str) -> None:
    """Remove an image that has no name any more and that nothing uses."""
    import docker

    with suppress(docker.errors.APIError):
        body = image_of(client, image) if image else None
        if body is not None and not listed(body, "RepoTags") and not listed(body, "RepoDigests"):
            client.remove_image(image)


def remove_unused(client: docker.APIClient, images: Iterable[Image]) -> None:
    """Let go of what a run built; what the next run can use stays, under the name that stays the same."""
    for image in images:
        if image.built:
            untag(client, image.reference)
            discard(client, image.id)


def remove_of_run(client: docker.APIClient, run_id: str) -> None:
    """Let go of what a run built that could not do so itself."""
    for reference in _references(client, "*", re.compile(re.escape(tags.pin(run_id)))):
        untag(client, reference)


def cached_images(client: docker.APIClient, project: str | None = None) -> list[str]:
    """Return the names of all images that runs have built, sorted; only those of a project, where one is given."""
    return sorted(_references(client, tags.component(project) if project else "*", tags.OURS))


def remove_cached(client: docker.APIClient, tell: Tell, project: str | None = None) -> None:
    """Remove them, but for those that a container stands on."""
    for reference in cached_images(client, project):
        untag(client, reference)
        stays = image_of(client, reference) is not None
        tell(f"{reference} is in use and stays" if stays else f"removed {reference}")


def _references(client: docker.APIClient, project: str, tag: re.Pattern[str]) -> Iterator[str]:
    """Yield the names that are ours; an image may have others beside them, and somebody may call an image as we do."""
    for body in client.images(filters={"reference": f"{tags.PREFIX}{project}/*"}):
        ours = labels.SYSTEM in mapping(body, "Labels")
        for name in map(str, listed(body, "RepoTags")):
            last = name.rpartition(":")[2]
            if name.startswith(tags.PREFIX) and tag.fullmatch(last) and (ours or last != tags.LATEST):
                yield name

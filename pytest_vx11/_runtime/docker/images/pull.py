"""An image by its name: the one that is there, or the registry's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_vx11._observe.containers.json import text
from pytest_vx11._runtime.docker.images.cached import image_of
from pytest_vx11._runtime.docker.images.model import Image, NotBrought, PullOrder, asked
from pytest_vx11._runtime.docker.images.progress import Progress
from pytest_vx11._runtime.docker.images.streams import Streams
from pytest_vx11._source.words import harmless

if TYPE_CHECKING:
    import docker

_WHY = {
    "never": "its pull_policy is never: build or load it first, or change the policy",
    "build": "its pull_policy is build, and nothing says how: give the service a `build`, or another policy",
}


def take_image(client: docker.APIClient, order: PullOrder, streams: Streams, progress: Progress) -> Image:
    """Return the image, pulled where its policy says so; raises NotBrought, BrokenOff."""
    what = f"{', '.join(order.services)}: the image {harmless(order.reference, 200)} cannot be pulled ({order.place})"
    with asked(what):
        body = None if order.policy == "always" else image_of(client, order.reference)
        if body is None and order.policy in _WHY:
            raise NotBrought(
                f"{', '.join(order.services)}: there is no image {harmless(order.reference, 200)} ({order.place}); "
                f"{_WHY[order.policy]}"
            )
        if body is None:
            with progress.of(order.reference, "pulling", "pulled"):
                _pull(client, order, streams, progress, what)
            body = image_of(client, order.reference)
    if body is None:
        raise NotBrought(f"{what}: the engine does not have it afterwards; see the engine's log")
    return Image(reference=order.reference, id=text(body, "Id"), built=False)


def _pull(client: docker.APIClient, order: PullOrder, streams: Streams, progress: Progress, what: str) -> None:
    import docker

    try:
        for said in streams.read(
            lambda: client.pull(order.reference, stream=True, decode=True, platform=order.platform)
        ):
            if text(said, "error"):
                raise NotBrought(_failed(what, text(said, "error")))
            progress.at(order.reference, harmless(f"{text(said, 'id')} {text(said, 'status')}".strip(), 100))
    except docker.errors.APIError as error:
        raise NotBrought(_failed(what, str(error.explanation or error))) from error


def _failed(what: str, error: str) -> str:
    return f"{what}: {harmless(error, 600)}; mend the name, log in (docker login), or load the image first"

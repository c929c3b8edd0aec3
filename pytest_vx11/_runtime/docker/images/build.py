"""Building one image by an engine's classic builder."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import IO, TYPE_CHECKING, Any

from pytest_vx11._observe.containers.json import Json, text
from pytest_vx11._runtime.docker.images import buildkit, tags
from pytest_vx11._runtime.docker.images.cached import discard, image_of, untag
from pytest_vx11._runtime.docker.images.context import packed
from pytest_vx11._runtime.docker.images.model import BrokenOff, BuildOrder, Image, NotBrought, asked
from pytest_vx11._runtime.docker.images.output import Output
from pytest_vx11._runtime.docker.images.progress import Progress
from pytest_vx11._runtime.docker.images.streams import Streams

if TYPE_CHECKING:
    import docker

#: How long an engine may take to remove the container of a build that was broken off.
_CLEARING = 15.0
_BLINK = 0.05
#: How long it may be about the end of a quick step, such as a COPY.
_SETTLING = 0.5


def build_image(client: docker.APIClient, order: BuildOrder, streams: Streams, progress: Progress) -> Image:
    """Build it, tag it, and remove the one that it takes the place of; raises NotBrought, BrokenOff."""
    output, began = Output(order.secrets, lambda step: progress.at(order.service, f"step {step}")), int(time.time())
    try:
        with progress.of(order.service, "building", "built"):
            return _built(client, order, streams, output)
    except BrokenOff:
        _wait_for_its_end(client, output)
        _keep_steps(client, order, _unheard(client, output, began) or output.image)
        raise
    except _Failed as failed:
        _keep_steps(client, order, output.image)
        return _instead(client, order, progress, output.failed(str(failed)), str(failed))


class _Failed(Exception):
    """What the engine says of a build that came to no good end."""


def _built(client: docker.APIClient, order: BuildOrder, streams: Streams, output: Output) -> Image:
    what = f"{order.service}: its image cannot be built"
    with asked(what):
        replaced = {tag: image_of(client, f"{order.repository}:{tag}") for tag in (tags.LATEST, order.pin)}
        _run(client, order, streams, output)
        *stages, image = output.stages
        client.tag(image, order.repository, tags.LATEST)
        for number, stage in enumerate(stages, start=1):
            replaced[stage] = image_of(client, f"{order.repository}:{tags.stage(number)}")
            client.tag(stage, order.repository, tags.stage(number))
        untag(client, f"{order.repository}:{tags.UNFINISHED}")
    for body in replaced.values():
        discard(client, text(body, "Id"))
    return Image(reference=f"{order.repository}:{order.pin}", id=image, built=True)


def _run(client: docker.APIClient, order: BuildOrder, streams: Streams, output: Output) -> None:
    import docker

    try:
        with packed(order) as context:
            for said in streams.read(lambda: _begin(client, order, context)):
                output.feed(said)
    except docker.errors.APIError as error:
        raise _Failed(str(error.explanation or error)) from error
    if output.error:
        raise _Failed(output.error)
    if not output.stages:
        raise _Failed("the engine broke off without a word; see its log")


def _begin(client: docker.APIClient, order: BuildOrder, context: IO[bytes]) -> Iterator[Json]:
    options: dict[str, Any] = {}
    if order.extra_hosts:
        options["extra_hosts"] = dict(order.extra_hosts)
    return client.build(
        fileobj=context,
        custom_context=True,
        dockerfile=order.name,
        tag=f"{order.repository}:{order.pin}",
        buildargs=dict(order.args),
        labels=dict(order.labels),
        cache_from=list(order.cache_from) or None,
        target=order.target,
        network_mode=order.network,
        shmsize=order.shm_size,
        platform=order.platform,
        pull=order.pull,
        nocache=order.no_cache,
        rm=True,
        forcerm=True,
        decode=True,
        **options,
    )


def _instead(client: docker.APIClient, order: BuildOrder, progress: Progress, told: str, error: str) -> Image:
    """Return the image that stands in where the engine lacks what the Dockerfile needs; raises NotBrought."""
    begin = f"{order.service}: its image cannot be built from {order.dockerfile}"
    if not buildkit.is_needed(order, error):
        raise NotBrought(f"{begin}{told}")
    with asked(begin):
        image = buildkit.stand_in(client, order, progress)
    if image is None:
        raise NotBrought(
            f"{begin}{told}\n    It needs BuildKit, which this builder is not, and there is no image "
            f"{order.stand_ins[0]} to stand in: build it yourself first (docker compose build), and the run takes it"
        )
    return image


def _keep_steps(client: docker.APIClient, order: BuildOrder, image: str) -> None:
    """Name the last finished step: its image would dangle, and the next build can go on from there."""
    import docker
    import requests

    if not image:
        return
    try:
        before = image_of(client, f"{order.repository}:{tags.UNFINISHED}")
        client.tag(image, order.repository, tags.UNFINISHED)
        discard(client, text(before, "Id"))
    except (docker.errors.DockerException, requests.RequestException):
        return  # The build's own failure is what counts.


def _wait_for_its_end(client: docker.APIClient, output: Output) -> None:
    """Return when the engine, which sees that nobody listens, has removed the container of the step that went on."""
    import docker
    import requests

    until = time.monotonic() + _CLEARING
    try:
        while output.container and time.monotonic() < until:
            client.inspect_container(output.container)
            time.sleep(_BLINK)
    except (docker.errors.DockerException, requests.RequestException):
        return


def _unheard(client: docker.APIClient, output: Output, began: int) -> str:
    """Return the image of a step that came to its end when nobody listened any more; empty where there is none."""
    import docker
    import requests

    parent, until = output.parent, time.monotonic() + _SETTLING
    try:
        while parent and time.monotonic() < until:
            for each in client.images(filters={"dangling": True}):
                if each["ParentId"].startswith(f"sha256:{parent}") and each["Created"] >= began:
                    return str(each["Id"])
            time.sleep(_BLINK)
    except (docker.errors.DockerException, requests.RequestException):
        return ""
    return ""

"""What the API's classic builder cannot build, and the image that stands in for it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pytest_vx11._observe.containers.json import text
from pytest_vx11._runtime.docker.images.cached import image_of
from pytest_vx11._runtime.docker.images.model import BuildOrder, Image
from pytest_vx11._runtime.docker.images.progress import Progress
from pytest_vx11._source.words import harmless

if TYPE_CHECKING:
    import docker

#: What the engine says of an option that it has not learned, or of a platform whose variable only BuildKit sets.
_SAID = re.compile(r"buildkit|unknown flag: |failed to parse platform : \"\"", re.IGNORECASE)
_HEREDOC = re.compile(r"^\s*(?:RUN|COPY|ADD)\b.*<<-?[\"']?\w", re.IGNORECASE | re.MULTILINE)


def is_needed(order: BuildOrder, error: str) -> bool:
    """Tell whether a build failed for want of BuildKit."""
    # The lines of a heredoc are instructions to who does not know heredocs.
    return bool(_SAID.search(error)) or ("parse error" in error and bool(_HEREDOC.search(order.content)))


def stand_in(client: docker.APIClient, order: BuildOrder, progress: Progress) -> Image | None:
    """Return the image that Compose has built, if one is there."""
    for reference in order.stand_ins:
        body = image_of(client, reference)
        if body is not None:
            made = harmless(text(body, "Created")[:16].replace("T", " "), 16)
            progress.say(f"{order.service}: its Dockerfile needs BuildKit; the image {reference} of {made} stands in")
            return Image(reference=reference, id=text(body, "Id"), built=False)
    return None

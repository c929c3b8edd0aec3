"""The needs that an engine's images answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from pytest_vx11._observe.containers.needs import engine_known
from pytest_vx11._observe.live import LiveNeed
from pytest_vx11._observe.need import Need, Sight


@dataclass(frozen=True, slots=True)
class ImageIdNeed(Need[str | None]):
    """The id of the image that a reference names now; None where it names none."""

    system: str
    reference: str
    title: ClassVar[str] = "images"

    def look(self, sight: Sight) -> str | None:
        """Raises Unseen where nobody knows of an engine."""
        return engine_known(sight.see(LiveNeed(self.system))).image_id(self.reference)


@dataclass(frozen=True, slots=True)
class DigestsNeed(Need[tuple[str, ...]]):
    """The digests by which registries know an image: `nginx@sha256:…`."""

    system: str
    image: str
    """Its id."""
    title: ClassVar[str] = "images"

    def look(self, sight: Sight) -> tuple[str, ...]:
        """Raises Unseen where nobody knows of an engine."""
        return engine_known(sight.see(LiveNeed(self.system))).image_digests(self.image)

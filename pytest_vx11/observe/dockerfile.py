"""INTERIM, to be replaced by the Dockerfile reader (whoever writes it: overwrite or delete this file)."""
from __future__ import annotations
from dataclasses import dataclass
from typing import Any
from pytest_vx11.errors import Unseen
from pytest_vx11.observe.need import Need, Sight
Dockerfile = Any
@dataclass(frozen=True, slots=True)
class DockerfileNeed(Need[Any]):
    root: str
    path: str
    target: str | None = None
    args: tuple[tuple[str, str], ...] = ()
    def look(self, sight: Sight) -> Any:
        raise Unseen("no Dockerfile is read yet")

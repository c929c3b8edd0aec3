"""The folder that a build may copy from, as an engine takes it: a tar without what `.dockerignore` leaves out."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, cast

from pytest_vx11._runtime.docker.images.model import BuildOrder


@contextmanager
def packed(order: BuildOrder) -> Iterator[IO[bytes]]:
    """Give the context of a build, with its Dockerfile. Raises OSError for what cannot be read."""
    from docker.utils.build import tar

    name = (order.name, order.content if order.elsewhere else None)
    with cast("IO[bytes]", tar(Path(order.context), exclude=_ignored(order), dockerfile=name)) as file:
        yield file


def _ignored(order: BuildOrder) -> list[str]:
    """Return the patterns (Docker documentation, ".dockerignore files"): one of the Dockerfile's own goes first."""
    for path in (f"{order.dockerfile}.dockerignore", str(Path(order.context, ".dockerignore"))):
        if Path(path).is_file():
            lines = (line.strip() for line in Path(path).read_text("utf-8-sig", errors="surrogateescape").splitlines())
            return [line for line in lines if line and not line.startswith("#")]
    return []

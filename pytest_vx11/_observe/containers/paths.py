"""What an engine says of one path of a container, in a header of its own (Docker Engine API, ContainerArchiveInfo)."""

from __future__ import annotations

import base64
import json
import posixpath
from collections.abc import Callable

from pytest_vx11._errors import Unseen
from pytest_vx11._observe.containers.json import Json, number, text
from pytest_vx11._observe.containers.model import PathSeen
from pytest_vx11._source.words import harmless

#: The header's name.
STAT = "x-docker-container-path-stat"
#: Bits of Go's os.FileMode, which the engine writes (pkg.go.dev/io/fs#FileMode).
_FOLDER, _LINK, _SETUID, _SETGID, _STICKY = 1 << 31, 1 << 27, 1 << 23, 1 << 22, 1 << 20
_MOST_LINKS = 8


def read_stat(header: str) -> Json:
    """Return what the header says; raises Unseen where it says nothing."""
    try:
        said = json.loads(base64.b64decode(header))
    except (ValueError, RecursionError):
        said = None
    if not isinstance(said, dict):
        raise Unseen("the engine does not say what lies at a path of a container")
    return said


def followed(stat: Callable[[str], Json | None], path: str) -> tuple[str, Json | None]:
    """Return where a path leads to, and what is said of it; None where nothing lies there."""
    for _ in range(_MOST_LINKS):
        said = stat(path)
        target = text(said, "linkTarget")
        if said is None or not number(said, "mode") & _LINK or not target:
            return path, said
        path = posixpath.join(posixpath.dirname(path), target)
    raise Unseen(f"more than {_MOST_LINKS} links lead on from one another to {harmless(path, 200)}")


def path_seen(said: Json) -> PathSeen:
    """Return what lies there."""
    mode = number(said, "mode")
    return PathSeen(
        folder=bool(mode & _FOLDER), mode=_bits(mode), size=number(said, "size"), modified=text(said, "mtime")
    )


def _bits(mode: int) -> int:
    return (
        mode & 0o777
        | (0o4000 if mode & _SETUID else 0)
        | (0o2000 if mode & _SETGID else 0)
        | (0o1000 if mode & _STICKY else 0)
    )

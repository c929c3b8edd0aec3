"""Which files make up a project: those that are named, or those that Compose takes by itself.

Facts: the Compose documentation, "How the Compose file works" for the names and their order, "Merge" for overrides.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import PurePosixPath

from pytest_vx11._errors import Unseen
from pytest_vx11._observe.compose.merging.reading import Reading
from pytest_vx11._observe.compose.merging.variables import Variables
from pytest_vx11._source.place import Place

DEFAULTS = ("compose.yaml", "compose.yml", "docker-compose.yml", "docker-compose.yaml")
OVERRIDES = (
    "compose.override.yml",
    "compose.override.yaml",
    "docker-compose.override.yml",
    "docker-compose.override.yaml",
)


def project_files(named: Sequence[str], variables: Variables, override: bool, reading: Reading) -> list[str]:
    """Return the absolute paths of the Compose files, in the order in which they are laid over each other.

    Without `named` ones they are those of COMPOSE_FILE, else the default file with its override. One named file that
    bears a default name has its override too, where `override` is asked for. Raises Unseen where there is none.
    """
    root = reading.root.path
    if named:
        files = [reading.absolute(name, root) for name in named]
        default = len(files) == 1 and PurePosixPath(files[0]).name in DEFAULTS
        return files + (_first(OVERRIDES, str(PurePosixPath(files[0]).parent), reading) if override and default else [])
    stated = variables("COMPOSE_FILE")
    if stated is not None:
        separator = variables("COMPOSE_PATH_SEPARATOR") or os.pathsep
        return [reading.absolute(name, root) for name in stated.split(separator)]
    found = _first(DEFAULTS, root, reading)
    if not found:
        raise Unseen("there is no Compose file by any of the default names", (Place(root),))
    return found + _first(OVERRIDES, root, reading)


def _first(names: Sequence[str], folder: str, reading: Reading) -> list[str]:
    paths = (f"{folder.rstrip('/')}/{name}" for name in names)
    return [path for path in paths if reading.is_file(path)][:1]

"""Finding the containers of a system that somebody else has started."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from pytest_vx11._errors import Unseen
from pytest_vx11._observe.containers import Container, Engine, NoEngine
from pytest_vx11._observe.containers.connect import local_socket
from pytest_vx11._observe.containers.glance import count_running
from pytest_vx11._observe.containers.json import Json, mapping, text
from pytest_vx11._observe.containers.labels import (
    COMPOSE_FOLDER,
    COMPOSE_NUMBER,
    COMPOSE_ONE_OFF,
    COMPOSE_PROJECT,
    COMPOSE_SERVICE,
    RUN,
    SERVICE,
    SYSTEM,
)
from pytest_vx11._runtime.base import Launch


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What an engine has of a system."""

    engine: Engine | None = None
    """None where no engine answers, or the one that does has nothing of it."""
    containers: Mapping[str, Container] = field(default_factory=dict)
    """By service; of several containers of one service, the first."""
    says: str = ""
    """Why there is no engine."""


def find(
    environ: Mapping[str, str], launches: Sequence[Launch], system: str, folder: str, project: Callable[[], str | None]
) -> Found:
    """Find the containers of services: by Compose's labels, else by the names that the canon gives them, else by those of
    a run of our own that has kept the `system` up.

    `folder` is where the Compose file is; `project` gives the project's name, which counts where nothing was started
    from that folder. Raises Unseen where the engine breaks off.
    """
    try:
        engine = Engine.of(environ)
    except NoEngine as error:
        return Found(says=str(error))
    listed = _by_service(_of_compose(engine, folder, project), COMPOSE_SERVICE)
    kept = _by_service(_kept(engine, system), SERVICE)
    containers = {}
    for launch in launches:
        name = listed.get(launch.name) or kept.get(launch.name) or launch.container
        container = engine.container(name) if name else None
        if container is not None:
            containers[launch.name] = container
    if not containers:
        engine.close()
        return Found(says="the engine has no container of it")
    return Found(engine=engine, containers=containers)


def running_count(environ: Mapping[str, str], folder: str) -> int:
    """Return how many running containers Compose has started from a folder; 0 where no engine tells."""
    path = local_socket(environ)
    if path is not None:
        return count_running(path, f"{COMPOSE_FOLDER}={folder}")
    try:
        engine = Engine.of(environ)
    except NoEngine:
        return 0
    try:
        found = engine.containers(**{COMPOSE_FOLDER: folder})
        return sum(text(each, "State") == "running" for each in found)
    except Unseen:
        return 0
    finally:
        engine.close()


def folder_of(root: str, files: Sequence[str]) -> str:
    """Return the folder that Compose takes for the project's: the first file's."""
    return posixpath.normpath(posixpath.join(root, posixpath.dirname(files[0]))) if files else root


def _of_compose(engine: Engine, folder: str, project: Callable[[], str | None]) -> list[Json]:
    found = _own(engine.containers(**{COMPOSE_FOLDER: folder}))
    if not found:
        name = project()
        found = _own(engine.containers(**{COMPOSE_PROJECT: name})) if name else []
    return found


def _kept(engine: Engine, system: str) -> list[Json]:
    runs = engine.kept_runs()
    return [each for each in engine.containers(**{SYSTEM: system}) if text(mapping(each, "Labels"), RUN) in runs]


def _own(containers: Iterable[Json]) -> list[Json]:
    """Leave out what `docker compose run` started beside the services."""
    return [each for each in containers if text(mapping(each, "Labels"), COMPOSE_ONE_OFF).lower() != "true"]


def _by_service(containers: Iterable[Json], label: str) -> dict[str, str]:
    """Return the id of one container of each service: one that runs before one that does not, then the first."""

    def order(each: Json) -> tuple[bool, int]:
        number = text(mapping(each, "Labels"), COMPOSE_NUMBER)
        return text(each, "State") != "running", int(number) if number.isdigit() else 0

    found: dict[str, str] = {}
    for each in sorted(containers, key=order):
        found.setdefault(text(mapping(each, "Labels"), label), text(each, "Id"))
    return found

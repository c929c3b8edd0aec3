"""Making the runtime that was chosen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pytest_vx11._canon.model import Canon
from pytest_vx11._engine.choosing import Choice
from pytest_vx11._engine.tokens import Auth
from pytest_vx11._errors import SourceError, Unseen
from pytest_vx11._facets.shared.compose import compose_need
from pytest_vx11._observe.compose import Project
from pytest_vx11._observe.need import Sight
from pytest_vx11._runtime.attach import AttachRuntime
from pytest_vx11._runtime.base import Launch, Runtime, Tell, Unavailable
from pytest_vx11._runtime.docker.found import Found, find, folder_of
from pytest_vx11._runtime.docker.runtime import DockerRuntime
from pytest_vx11._runtime.process import ProcessRuntime


@dataclass(frozen=True, slots=True, kw_only=True)
class Means:
    """How systems are brought up in one run."""

    run_id: str
    state: Path
    """The folder `.vx11` of the project."""
    environ: Mapping[str, str]
    seconds: float
    """The limit of a start."""
    keep: bool = False
    writes: bool = False
    """Whether a system that somebody else started may be asked what can change something."""
    free_ports: bool = False
    """Whether containers take free ports of the host, and names of the run's own."""
    tell: Tell = lambda _: None


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is to be brought up."""

    canon: Canon
    mode: str | None
    launches: tuple[Launch, ...]
    auth: Auth


def make_runtime(choice: Choice, wanted: Wanted, means: Means, sight: Sight) -> Runtime | None:
    """Return the runtime; None where nothing is to run. Raises Unavailable where there is nothing to start from."""
    canon = wanted.canon
    if choice.name == "process":
        return ProcessRuntime(
            system=canon.system,
            root=canon.root,
            launches=wanted.launches,
            state=means.state,
            run_id=means.run_id,
            environ={**means.environ, **wanted.auth.made},
            seconds=means.seconds,
            tell=means.tell,
        )
    if choice.name == "attach":
        return AttachRuntime(
            system=canon.system,
            root=canon.root,
            launches=wanted.launches,
            writes=means.writes,
            find=lambda: _found(wanted, means, sight),
        )
    if choice.name == "docker":
        return DockerRuntime(
            system=canon.system,
            project=_project(wanted, sight),
            root=canon.root,
            launches=wanted.launches,
            whole=wanted.mode is None,
            state=means.state,
            run_id=means.run_id,
            environ=means.environ,
            seconds=means.seconds,
            free_ports=means.free_ports,
            tell=means.tell,
        )
    return None


def _project(wanted: Wanted, sight: Sight) -> Project:
    """Read the Compose files, with the variables that the run makes up; raises Unavailable."""
    try:
        return sight.see(compose_need(wanted.canon, made=tuple(wanted.auth.made.items())))
    except Unseen as unseen:
        raise Unavailable((f"containers are made from the Compose file: {unseen.reason}",)) from None
    except SourceError as error:
        raise Unavailable(tuple(str(problem) for problem in error.problems)) from None


def _found(wanted: Wanted, means: Means, sight: Sight) -> Found:
    def name() -> str | None:
        try:
            return sight.see(compose_need(wanted.canon)).variables["COMPOSE_PROJECT_NAME"]
        except (Unseen, SourceError):
            return None

    folder = folder_of(wanted.canon.root, compose_need(wanted.canon).files)
    return find(means.environ, wanted.launches, wanted.canon.system, folder, name)

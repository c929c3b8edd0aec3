"""Removing what runs left on an engine that were killed before they could clean up."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pytest_vx11._observe.containers import labels
from pytest_vx11._observe.containers.json import Json, mapping, text
from pytest_vx11._runtime.base import Tell
from pytest_vx11._runtime.docker.images import remove_of_run
from pytest_vx11._runtime.docker.objects import Objects, Refusal, refusals
from pytest_vx11._runtime.identity import this_host
from pytest_vx11._runtime.records import Known, read_records

if TYPE_CHECKING:
    import docker


@dataclass(frozen=True, slots=True, kw_only=True)
class Left:
    """One run that has something on the engine."""

    run_id: str
    systems: tuple[str, ...]
    host: str
    controller: Known | None
    state: str
    """The project's folder `.vx11`, absolute."""
    kept: bool

    @property
    def live(self) -> bool:
        """Whether somebody still looks after it, as far as this machine can tell."""
        return self.host != this_host() or (self.controller is not None and self.controller.alive)


def marks_of(run_id: str, system: str, state: Path, controller: Known) -> dict[str, str]:
    """Return the labels of every object of a run."""
    return {
        labels.RUN: run_id,
        labels.SYSTEM: system,
        labels.HOST: this_host(),
        labels.CONTROLLER: f"{controller.pid} {controller.born}",
        labels.STATE: str(state.absolute()),
    }


def end_left_containers(client: docker.APIClient, state: Path, tell: Tell, *, kept: bool = False) -> list[Left]:
    """Remove what runs of this machine have left, and return whose it was; raises Refusal where the engine would not.

    What a run left up on purpose goes only with `kept`, and only of the project whose folder `.vx11` this is.
    """
    ended = []
    for left in _runs(client):
        own = left.state == str(state.absolute())
        if left.live or (left.kept and not (kept and own)):
            continue
        tell(f"removing what run {left.run_id} left of {', '.join(left.systems)}")
        problems = Objects(client, left.run_id).remove()
        for problem in problems:
            tell(f"could not be removed: {problem}")
        if not problems:
            remove_of_run(client, left.run_id)
            ended.append(left)
    _forget(client, state, {left.run_id for left in _runs(client)})
    return ended


def _forget(client: docker.APIClient, state: Path, there: set[str]) -> None:
    """Take away the records of runs that are over and have nothing left on the engine, but names of images perhaps."""
    for record in read_records(state)[0]:
        if record.containers and not record.live and record.run_id not in there:
            remove_of_run(client, record.run_id)
            record.remove()


def _runs(client: docker.APIClient) -> list[Left]:
    wanted = {"label": labels.RUN}
    with refusals():
        found = [
            *(mapping(each, "Labels") for each in client.containers(all=True, filters=wanted)),
            *(mapping(each, "Labels") for each in client.networks(filters=wanted)),
            *(mapping(each, "Labels") for each in (client.volumes(filters=wanted) or {}).get("Volumes") or []),
        ]
    runs: dict[str, list[Json]] = {}
    for each in found:
        runs.setdefault(text(each, labels.RUN), []).append(each)
    return [_left(run_id, of_run) for run_id, of_run in runs.items()]


def _left(run_id: str, of_run: Iterable[Json]) -> Left:
    said = list(of_run)
    first = said[0]
    return Left(
        run_id=run_id,
        systems=tuple(sorted({text(each, labels.SYSTEM) for each in said})),
        host=text(first, labels.HOST),
        controller=next(_controllers(text(first, labels.CONTROLLER)), None),
        state=text(first, labels.STATE),
        kept=any(labels.KEPT in each for each in said),
    )


def _controllers(said: str) -> Iterator[Known]:
    pid, _, born = said.partition(" ")
    if pid.isascii() and pid.isdigit() and int(pid) > 1:
        yield Known(int(pid), born)


__all__ = ["Left", "Refusal", "end_left_containers", "marks_of"]

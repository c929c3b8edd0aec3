"""The need for a Dockerfile."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from pytest_vx11._errors import SourceError, Unseen
from pytest_vx11._observe.compose.values.root import Root
from pytest_vx11._observe.dockerfile.lines import Lines
from pytest_vx11._observe.dockerfile.model import Dockerfile
from pytest_vx11._observe.dockerfile.stages import State, Walk
from pytest_vx11._observe.need import Need, Sight
from pytest_vx11._source.place import Place
from pytest_vx11._source.problem import Problem
from pytest_vx11._source.words import did_you_mean
from pytest_vx11._source.yaml_reader import read_text

_MOST_BYTES = 1024 * 1024


@dataclass(frozen=True, slots=True)
class DockerfileNeed(Need[Dockerfile]):
    """What a Dockerfile of the tree says of the image that it builds."""

    title = "a Dockerfile"

    root: str
    """Absolute folder of the tree under test; nothing outside it is read."""
    path: str
    """Relative to the root."""
    target: str | None = None
    """The stage that is built, by its name or number; None for the last one."""
    args: tuple[tuple[str, str], ...] = ()
    """The build arguments, over the defaults of ARG."""

    def look(self, sight: Sight) -> Dockerfile:  # noqa: ARG002  (nothing else is asked for)
        """Return what it says.

        Raises SourceError, with every problem, where it is missing or where Docker would refuse it; Unseen where it
        lies outside the root.
        """
        root = Root.of(self.root)
        path = Path(os.path.normpath(os.path.join(root.path, self.path))).as_posix()
        if not root.holds(path):
            raise Unseen("the Dockerfile lies outside the tree under test", (Place(path),))
        return _read(read_text(path, _MOST_BYTES), path, self)


def _read(text: str, path: str, need: DockerfileNeed) -> Dockerfile:
    lines = Lines(text, path)
    instructions = list(lines.instructions())
    walk = Walk(lines.escape, dict(need.args))
    for instruction in instructions:
        walk.take(instruction)
    problems = [*lines.problems, *walk.problems]
    if not problems and not walk.states:
        problems = [Problem(Place(path), "a Dockerfile must have a FROM")]
    if problems:
        raise SourceError(sorted(problems, key=lambda each: each.place.line if each.place else 0))
    state = _target(walk, need.target, path)
    return Dockerfile(
        path=path,
        stages=tuple(each.stage for each in walk.states),
        target=state.stage,
        said_health=state.health,
        said_user=state.user,
        said_ports=state.ports,
    )


def _target(walk: Walk, target: str | None, path: str) -> State:
    if not target:
        return walk.states[-1]
    for state in reversed(walk.states):
        if state.stage.name == target.lower():
            return state
    if target.isdecimal() and int(target) < len(walk.states):
        return walk.states[int(target)]
    names = [state.stage.name for state in walk.states if state.stage.name]
    raise SourceError([Problem(Place(path), f'there is no stage "{target[:80]}"', did_you_mean(target, names))])

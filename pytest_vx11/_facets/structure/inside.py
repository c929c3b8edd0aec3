"""What the canon says of the inside of a container: its part of the schema, and its checks."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from typing import Any

from pytest_vx11._canon.model import Canon, Service
from pytest_vx11._canon.part import COMMAND, DURATION, PATH, either, keys, pattern, some, text, whole
from pytest_vx11._checks.check import Check
from pytest_vx11._facets.base import Facet
from pytest_vx11._facets.structure.running import Claim, Path, judge_command, judge_path
from pytest_vx11._observe.containers import CommandNeed, ContainerNeed, PathNeed
from pytest_vx11._source.located import Map, Seq
from pytest_vx11._source.place import Place
from pytest_vx11._source.problem import Problem
from pytest_vx11._source.units import parse_duration

_SECONDS = 10.0
_FILE = either(
    "a path, or {path, mode}",
    PATH,
    keys("a path", {"path": PATH, "mode": pattern("a mode such as 0644", "0?[0-7]{3,4}")}, required=("path",)),
)
_RUN = keys(
    "a command",
    {
        "run": COMMAND,
        "status": whole("an exit status from 0 to 255", 0, 255),
        "output": text(),
        "timeout": DURATION,
    },
    required=("run",),
)
INSIDE = keys(
    "what must be in the container",
    {"files": some(_FILE, "a list of files"), "commands": some(_RUN, "a list of commands")},
)


def examine_inside(service: Service) -> Iterator[Problem]:
    """Yield the commands that a shell could not split, or that no program takes."""
    for command, at in _located(service, "commands"):
        if not isinstance(command, Map) or "run" not in command:
            continue
        where = f"services.{service.name}.inside.commands"
        try:
            words = _words(command["run"])
        except ValueError as error:
            yield Problem(command.at("run"), f"{where}: {str(error).lower()}", "close the quotes")
            continue
        if not words or not words[0]:
            yield Problem(at, f"{where}: it names no program")
        elif any("\0" in word for word in words):
            yield Problem(at, f"{where}: it holds the character NUL, which no program takes")


def inside_checks(facet: Facet, canon: Canon, service: Service) -> Iterator[Check]:
    """One check a path, and one a command."""
    container = ContainerNeed(canon.system, service.name)
    for said, at in _located(service, "files"):
        path = said["path"] if isinstance(said, Map) else said
        about = Path(path=str(path), mode=_mode(said))
        expected = "present" if about.mode is None else f"mode {about.mode:04o}"
        needs = (container, PathNeed(canon.system, service.name, about.path.rstrip("/") or "/"))
        yield facet.running(canon, str(path), expected, at, judge_path, needs, service=service.name, about=about)
    for command, at in _located(service, "commands"):
        run = command["run"]
        subject = run if isinstance(run, str) else " ".join(str(word) for word in run)
        claim = _claim(command)
        does = (container, CommandNeed(canon.system, service.name, claim.words, claim.seconds))
        yield facet.running(canon, subject, dict(command), at, judge_command, does, service=service.name, about=claim)


def _mode(said: Any) -> int | None:
    mode = str(said["mode"]) if isinstance(said, Map) and "mode" in said else ""
    # A variable in it that has no value is told of before anybody judges.
    return int(mode, 8) if mode.isascii() and mode.isdigit() else None


def _claim(command: Map) -> Claim:
    output = command.get("output")
    status = str(command.get("status", 0))
    return Claim(
        words=_words(command["run"]),
        status=int(status) if status.isascii() and status.isdigit() else 0,
        output=str(output) if output is not None else None,
        seconds=_seconds(command.get("timeout")),
    )


def _words(run: Any) -> tuple[str, ...]:
    return tuple(shlex.split(run)) if isinstance(run, str) else tuple(str(word) for word in run)


def _seconds(said: Any) -> float:
    try:
        return parse_duration(str(said)) / 1e9 or _SECONDS if said is not None else _SECONDS
    except ValueError:
        return _SECONDS


def _located(service: Service, key: str) -> Iterator[tuple[Any, Place]]:
    inside = service.said.get("inside")
    listed = inside.get(key) if isinstance(inside, Map) else None
    return listed.located() if isinstance(listed, Seq) else iter(())

"""Holding the inside of a container against the canon: its files, and what its commands do."""

from __future__ import annotations

import shlex
from dataclasses import dataclass
from typing import Any

from pytest_vx11._checks.check import Check
from pytest_vx11._checks.verdict import Evidence, Finding, Judged
from pytest_vx11._errors import Unseen
from pytest_vx11._facets.shared.containers import container_of
from pytest_vx11._facets.shared.running import is_down
from pytest_vx11._observe.containers import CommandSeen, PathSeen
from pytest_vx11._observe.containers.needs import MOST_OUTPUT
from pytest_vx11._observe.need import Sight
from pytest_vx11._source.values import show

#: What an engine says where it, as a shell would, did not find a program, or could not run it (POSIX XCU 2.8.2).
_NO_PROGRAM = (126, 127)


@dataclass(frozen=True, slots=True, kw_only=True)
class Path:
    """A path that must be in a container."""

    path: str
    """A slash at the end asks for a folder."""
    mode: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """What a command must do."""

    words: tuple[str, ...]
    status: int = 0
    output: str | None = None
    """What must be in what it prints."""
    seconds: float


def judge_path(check: Check, sight: Sight) -> Judged:
    """`about` is the path. Whether the container runs does not matter."""
    wanted: Path = check.about
    container_of(check, sight)
    folder = wanted.path.endswith("/")
    seen: PathSeen | None = sight.see(check.needs[1])
    kind = "folder" if folder else "file"
    where = f"in the container of {check.service}"
    if seen is None:
        message = f"there is no {kind} {show(wanted.path)} {where}"
        return _differs(
            check, "VX260", message, None, f"add the {kind} to the image or the volumes, or change the canon"
        )
    if seen.folder != folder:
        other = "folder" if seen.folder else "file"
        message = f"{show(wanted.path)} {where} is a {other}, the canon asks for a {kind}"
        hint = "see what the image or a mount puts there" + ("" if folder else "; a slash at the end asks for a folder")
        return _differs(check, "VX264", message, f"a {other}", hint)
    if wanted.mode is not None and seen.mode != wanted.mode:
        actual = f"{seen.mode:04o}"
        message = f"{show(wanted.path)} {where} has the mode {actual}, the canon wants {wanted.mode:04o}"
        return _differs(check, "VX265", message, actual, "change it where the image is built, or change the canon")
    return Judged(actual="present" if wanted.mode is None else f"mode {seen.mode:04o}")


def judge_command(check: Check, sight: Sight) -> Judged:
    """`about` is what the command must do."""
    claim: Claim = check.about
    if not container_of(check, sight).is_up:
        return Judged(actual="down", findings=(is_down(check, sight, ""),))
    seen: CommandSeen = sight.see(check.needs[1])
    actual = f"ends with {seen.status}" if seen.status is not None else "does not end"
    wrong = _wrong(claim, seen)
    if not wrong:
        return Judged(actual=actual)
    message = f"`{show(shlex.join(claim.words), 200)}` in the container of {check.service} {wrong}"
    return _differs(check, "VX266", message, actual, "run it by `docker exec`, or change the canon", seen.output)


def _wrong(claim: Claim, seen: CommandSeen) -> str:
    """Say what a command did otherwise than the canon says; empty where it did nothing so."""
    if seen.status is None:
        return f"did not end in {claim.seconds:g} s"
    if seen.status != claim.status and _lacks_program(seen):
        return f"cannot be run: there is no program {show(claim.words[0], 100)} that can be"
    if seen.status != claim.status:
        return f"ends with {seen.status}, the canon wants {claim.status}"
    if claim.output is None or claim.output in seen.output:
        return ""
    if len(seen.output.encode()) >= MOST_OUTPUT:
        raise Unseen(
            f"the command prints more than is read, and the wanted text is not in its first {MOST_OUTPUT} bytes"
        )
    return f"prints {show(seen.output.strip(), 200)}, the canon wants {show(claim.output, 200)} in it"


def _lacks_program(seen: CommandSeen) -> bool:
    return seen.status in _NO_PROGRAM and "OCI runtime exec failed" in seen.output


def _differs(check: Check, code: str, message: str, actual: Any, hint: str, printed: str | None = None) -> Judged:
    finding = Finding(
        code=code,
        subject=f"{check.service}:{check.subject}",
        message=message,
        expected=check.expected,
        actual=actual,
        hint=hint,
        evidence=(Evidence("answer", printed or "nothing"),) if printed is not None else (),
    )
    return Judged(actual=actual, findings=(finding,))

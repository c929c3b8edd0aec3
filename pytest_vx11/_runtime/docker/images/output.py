"""What a build says (the classic builder's output), taken apart as it comes."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Iterable

from pytest_vx11._observe.containers.json import Json, text
from pytest_vx11._source.masking import STARS, masked
from pytest_vx11._source.words import harmless

_STEP = re.compile(r"(?:Step (\d+/\d+) :|STEP (\d+/\d+):) (.*)")
_IMAGE = re.compile(r" ---> ([0-9a-f]{12,64})")
_RUNNING = re.compile(r" ---> Running in ([0-9a-f]{12,64})")
_NOISE = re.compile(r" ---> |Removing intermediate container |Successfully (?:built|tagged) ")
#: What Podman ends with, which sends no object for that: `COMMIT` with the name, and the id in the last line.
_COMMIT = "COMMIT "
_ID = re.compile("[0-9a-f]{64}")
_LINES = 20
_WIDE = 300


class Output:
    """What is known of a build so far. All of it is data of a stranger: what a step prints is among it."""

    def __init__(self, secrets: Iterable[str], at: Callable[[str], None]) -> None:
        """`at` is told of each step as it begins; `secrets` are starred in all that is given out."""
        self.step = ""
        self.error = ""
        self.image = ""
        """The image of the last step that came to its end, if a step made one."""
        self.parent = ""
        """The image on which the step stands that is going on, the base's too."""
        self.container = ""
        """The container of the step that is going on, or was the last to."""
        self.stages: list[str] = []
        """The ids of the stages' images, in order; the last is what was to be built."""
        self._secrets = tuple(secrets)
        self._at = at
        self._tail: deque[str] = deque(maxlen=_LINES)
        self._begun = ""
        self._base = True
        self._committed = False

    def feed(self, said: Json) -> None:
        """Take one object of the answer."""
        if text(said, "error"):
            self.error = text(said, "error")
        if text(said, "aux", "ID") and not self._base:
            self.stages.append(text(said, "aux", "ID"))
        *lines, self._begun = (self._begun + text(said, "stream")).split("\n")
        for line in lines:
            self._line(line)

    def failed(self, error: str) -> str:
        """Return what went wrong, in which step, and the end of what that step printed."""
        step = f" at step {self.step}" if self.step else ""
        tail = "".join(f"\n    {self.clean(line)}" for line in (*self._tail, self._begun) if line.strip())
        return f"{step}: {self.clean(error, 600)}{tail}"

    def clean(self, line: str, limit: int = _WIDE) -> str:
        """Return a line that may be shown."""
        for secret in self._secrets:
            line = line.replace(secret, STARS)
        return harmless(masked(line), limit)

    def _line(self, line: str) -> None:
        if match := _STEP.fullmatch(line):
            self.step = f"{match[1] or match[2]}: {self.clean(match[3], 100)}"
            self._base = match[3].upper().startswith("FROM ")
            self._committed = False
            self._tail.clear()
            self._at(self.step)
        elif match := _RUNNING.fullmatch(line):
            self.container = match[1]
        elif match := _IMAGE.fullmatch(line):
            self.parent = match[1]
            self.image = "" if self._base else match[1]
        elif line.startswith(_COMMIT):
            self._committed = True
        elif self._committed and _ID.fullmatch(line):
            self.stages.append(line)
        elif not _NOISE.match(line):
            self._tail.append(line.rpartition("\r")[2] or line)

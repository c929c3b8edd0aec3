"""Child processes, from birth to end."""

from __future__ import annotations

import asyncio
import sys
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

LIMIT_S = 30.0
MOST_RUNNING = 8
MOST_KEPT = 100
LONGEST = 10_000

JOBS: Mapping[str, tuple[str, ...]] = {
    "date": ("date", "-u"),
    "disk": ("df", "-h", "."),
    "pause": (sys.executable, "-c", "import time; time.sleep(3)"),
    "python": (sys.executable, "--version"),
}


class State(str, Enum):
    """Where a child stands."""

    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    KILLED = "killed"


class TooMany(Exception):
    """As many children run as may run at once."""


@dataclass(slots=True, kw_only=True)
class Child:
    """One child, running or ended."""

    id: str = field(default_factory=lambda: str(uuid.uuid4()))
    job: str
    state: State = State.RUNNING
    exit_code: int | None = None
    output: str = ""

    def show(self) -> dict[str, Any]:
        """The child as JSON."""
        return {
            "id": self.id,
            "job": self.job,
            "state": self.state.value,
            "exit_code": self.exit_code,
            "output": self.output,
        }


class Nursery:
    """Starts children, watches them to their end, and remembers the latest."""

    def __init__(self) -> None:
        self.children: dict[str, Child] = {}
        self._watches: set[asyncio.Task[None]] = set()

    async def spawn(self, job: str) -> Child:
        """Start a child and return at once. Raises TooMany while MOST_RUNNING are running."""
        if len(self._watches) >= MOST_RUNNING:
            raise TooMany
        child = Child(job=job)
        self._remember(child)
        watch = asyncio.create_task(_watch(child))
        self._watches.add(watch)
        watch.add_done_callback(self._watches.discard)
        return child

    async def close(self) -> None:
        """Kill what still runs."""
        for watch in self._watches:
            watch.cancel()
        await asyncio.gather(*self._watches, return_exceptions=True)

    def _remember(self, child: Child) -> None:
        self.children[child.id] = child
        ended = [each.id for each in self.children.values() if each.state is not State.RUNNING]
        for old in ended[: max(0, len(self.children) - MOST_KEPT)]:
            del self.children[old]


async def _watch(child: Child) -> None:
    try:
        process = await asyncio.create_subprocess_exec(
            *JOBS[child.job], stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT
        )
    except OSError as error:
        child.state, child.output = State.FAILED, error.strerror or "cannot be started"
        return
    try:
        output, _ = await asyncio.wait_for(process.communicate(), LIMIT_S)
    except (asyncio.TimeoutError, asyncio.CancelledError):
        child.state = State.KILLED
        process.kill()
        await process.wait()
        return
    child.output = output.decode(errors="replace")[:LONGEST]
    child.exit_code = process.returncode
    child.state = State.FAILED if process.returncode else State.DONE

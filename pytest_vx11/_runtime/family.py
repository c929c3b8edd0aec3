"""The processes of one system: those of its sessions, those that bear its mark, and all that came of them."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass

import psutil

from pytest_vx11._runtime.records import MARKER

_PAUSES = (0.01, 0.05)
#: Whoever starts new processes faster than they are killed wins: nobody waits for ever.
_MOST_ROUNDS = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """Whom to end, and nobody else."""

    sessions: Collection[int]
    """Sessions that are surely its own: their first process is there, or has not been reaped."""
    marker: str
    """What its processes have in their environment, under MARKER."""

    def members(self) -> list[psutil.Process]:
        """Return whoever is alive of it."""
        around = {each.pid: each for each in psutil.process_iter() if each.pid not in (0, os.getpid())}
        found = {pid for pid, each in around.items() if self._is_own(each)}
        children: dict[int, list[int]] = {}
        for pid, each in around.items():
            with suppress(psutil.Error):
                children.setdefault(each.ppid(), []).append(pid)
        waiting = list(found)
        while waiting:
            new = [pid for pid in children.get(waiting.pop(), ()) if pid not in found]
            found.update(new)
            waiting += new
        return [around[pid] for pid in sorted(found) if _is_alive(around[pid])]

    def _is_own(self, process: psutil.Process) -> bool:
        try:
            return os.getsid(process.pid) in self.sessions or process.environ().get(MARKER) == self.marker
        except (OSError, psutil.Error):  # gone, or somebody else's
            return False


def end(family: Family, grace: float) -> list[psutil.Process]:
    """Ask all of a family to end, kill what has not after `grace` seconds, and return what had to be killed.

    An interrupt while it waits kills at once.
    """
    left: list[psutil.Process] = []
    try:
        asked = _ask(family)
        left = _wait(asked, grace)
    finally:
        killed = kill(family)
    return left or killed


def kill(family: Family) -> list[psutil.Process]:
    """Kill all of a family, and whatever it starts meanwhile; return who it was."""
    killed: list[psutil.Process] = []
    for _ in range(_MOST_ROUNDS):
        members = family.members()
        if not members:
            break
        for each in members:
            _send(each, signal.SIGKILL)
        _wait(members, 1.0)
        killed += members
    return killed


def _ask(family: Family) -> list[psutil.Process]:
    """Send SIGTERM to every group, and to whoever has left them; return all of them."""
    # Before the first one ends: of what is not in its session, and without its mark, only its parent tells whose it is.
    members = family.members()
    outside = [each for each in members if _group(each.pid) not in family.sessions]
    for session in family.sessions:
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(session, signal.SIGTERM)
    for each in outside:
        _send(each, signal.SIGTERM)
    return members


def _wait(processes: Collection[psutil.Process], seconds: float) -> list[psutil.Process]:
    """Return who is still alive after so many seconds, at once when nobody is."""
    until = time.monotonic() + seconds
    pause, longest = _PAUSES
    left = [each for each in processes if _is_alive(each)]
    while left and time.monotonic() < until:
        time.sleep(pause)
        pause = min(pause * 1.5, longest)
        left = [each for each in left if _is_alive(each)]
    return left


def _is_alive(process: psutil.Process) -> bool:
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def _send(process: psutil.Process, number: int) -> None:
    # It looks whether the number is still the same process's.
    with suppress(psutil.Error):
        process.send_signal(number)


def _group(pid: int) -> int | None:
    try:
        return os.getpgid(pid)
    except OSError:
        return None

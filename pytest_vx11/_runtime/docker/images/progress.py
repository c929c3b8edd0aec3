"""Telling people who wait for images: what begins, what is done, and where each is meanwhile."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from pytest_vx11._runtime.base import Tell


class Progress:
    """Threads may share it; one line is told at a time."""

    def __init__(self, tell: Tell) -> None:
        self._tell = tell
        self._lock = threading.Lock()
        self._now: dict[str, str] = {}
        self._told: dict[str, str] = {}

    def say(self, line: str) -> None:
        """Tell a line."""
        with self._lock:
            self._tell(line)

    def at(self, who: str, where: str) -> None:
        """Note where something is; it is told only if it still is there when somebody looks."""
        with self._lock:
            self._now[who] = where

    def look(self) -> None:
        """Tell where everything is that was somewhere else at the last look."""
        with self._lock:
            for who, where in self._now.items():
                if self._told.get(who) != where:
                    self._told[who] = where
                    self._tell(f"{who}: {where}")

    @contextmanager
    def of(self, who: str, begin: str, done: str) -> Iterator[None]:
        """Tell that something begins, and, if it comes to a good end, how long it took."""
        began = time.monotonic()
        self.say(f"{begin} {who}")
        try:
            yield
        finally:
            with self._lock:
                self._now.pop(who, None)
        self.say(f"{done} {who} ({time.monotonic() - began:.1f} s)")

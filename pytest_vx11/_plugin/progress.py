"""Telling people who wait what is looked at, once it takes longer than a second."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

_PATIENCE = 1.0


class Progress:
    """Says what is being looked at after a second, and then each time that the wait has doubled."""

    def __init__(self, config: pytest.Config) -> None:
        self._config = config
        self._title = ""
        self._since = 0.0
        self._depth = 0
        self._lock = threading.Lock()
        self._ended = threading.Event()
        self._thread: threading.Thread | None = None

    @contextmanager
    def __call__(self, title: str) -> Iterator[None]:
        """Watch for as long as it is entered. What is looked at on the way is part of the first."""
        with self._lock:
            if not self._depth:
                self._title, self._since = title, time.monotonic()
            self._depth += 1
            if self._thread is None:
                self._thread = threading.Thread(target=self._watch, name="vx11-progress", daemon=True)
                self._thread.start()
        try:
            yield
        finally:
            with self._lock:
                self._depth -= 1

    def pytest_unconfigure(self) -> None:
        """Stop watching."""
        self._ended.set()

    def _watch(self) -> None:
        said, patience = 0.0, _PATIENCE
        while not self._ended.wait(_PATIENCE / 4):
            since, waited = self._since, time.monotonic() - self._since
            if since != said:
                said, patience = since, _PATIENCE
            if self._depth and waited >= patience:
                self.say(f"vx11: looking at {self._title}, {waited:.0f} s")
                patience *= 2

    def say(self, text: str) -> None:
        """Print a line for people who wait, from any thread."""
        reporter = self._config.pluginmanager.get_plugin("terminalreporter")
        if reporter is None:
            # The canon is read before pytest has its terminal; nothing is captured then.
            sys.stderr.write(f"{text}\n")
        else:
            reporter.write_line(text)

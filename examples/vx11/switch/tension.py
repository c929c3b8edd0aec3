"""How hard the work pulls at switch."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

LATEST = 20


class Tension:
    """Questions under way, and how many of the latest found no answer."""

    def __init__(self) -> None:
        self._running = 0
        self._unanswered: deque[bool] = deque(maxlen=LATEST)

    @contextmanager
    def work(self) -> Iterator[None]:
        """Count a question as under way inside the block."""
        self._running += 1
        try:
            yield
        finally:
            self._running -= 1

    def count(self, *, answered: bool) -> None:
        """Remember how a question ended."""
        self._unanswered.append(not answered)

    @property
    def value(self) -> int:
        """The sum of its components."""
        return self._running + sum(self._unanswered)

    def show(self) -> dict[str, Any]:
        """The payload of `switch.tension.updated`, without the time."""
        components = {"running": self._running, "unanswered": sum(self._unanswered)}
        return {"value": self.value, "components": components}

"""A circuit breaker: after some failures in a row a module is left alone for a while."""

from __future__ import annotations

import time
from collections.abc import Callable
from enum import Enum

FAILURES = 3
REST_S = 10.0


class State(str, Enum):
    """CLOSED lets calls through, OPEN none, HALF_OPEN the next one, as a trial."""

    CLOSED = "closed"
    OPEN = "open"
    HALF_OPEN = "half_open"


class Breaker:
    """Counts failures in a row; the clock gives seconds that never go back."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self.failures = 0
        self._opened_at: float | None = None

    @property
    def state(self) -> State:
        """Where it stands now."""
        if self._opened_at is None:
            return State.CLOSED
        rested = self._clock() - self._opened_at >= REST_S
        return State.HALF_OPEN if rested else State.OPEN

    def allows(self) -> bool:
        """Whether a call may be made; who asks and hears yes makes it."""
        state = self.state
        if state is State.HALF_OPEN:
            # One trial at a time: the rest begins again, and the trial's success ends it.
            self._opened_at = self._clock()
        return state is not State.OPEN

    def succeeded(self) -> None:
        """A call was answered."""
        self.failures = 0
        self._opened_at = None

    def failed(self) -> None:
        """A call was not answered, or with a server error."""
        self.failures += 1
        if self.failures >= FAILURES:
            self._opened_at = self._clock()

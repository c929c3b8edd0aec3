"""One container that was started for a service."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from pytest_vx11._observe.containers import Health
from pytest_vx11._observe.containers.json import text

#: A container that the engine starts again has died for good once it has died so often before the system was up.
_LIVES = 3
#: Who was killed, and by SIGKILL, as for memory: an engine that has much to do may say why after it has said that.
_KILLED, _WHY = 137, 1.0


class ContainerMember:
    """Knows what events told of it; nothing here asks the engine."""

    def __init__(
        self,
        *,
        name: str,
        id: str,
        restarts: bool,
        health: Health | None,
        last_words: Callable[[], tuple[str | None, str]] = lambda: (None, ""),
    ) -> None:
        """`restarts` says that the engine starts it again when it ends; `health` is its own healthcheck."""
        self.id = id
        self.health = health
        self.memory_kills = 0
        """How many of its processes were killed for memory."""
        self._name = name
        self._restarts = restarts
        self._began = time.monotonic()
        self._lock = threading.Lock()
        self._code: int | None = None
        self._deaths = 0
        self._died = 0.0
        self._up = True
        self._for_memory = False
        self._health = ""
        self._last_words = last_words

    @property
    def name(self) -> str:
        """The service's."""
        return self._name

    @property
    def seconds(self) -> float:
        """How long ago it was started."""
        return time.monotonic() - self._began

    def begin(self) -> None:
        """It has just been started."""
        self._began = time.monotonic()

    @property
    def up(self) -> bool:
        """Whether it runs, as far as events told."""
        return self._up

    @property
    def healthy(self) -> bool:
        """Whether the engine's own healthcheck has said so."""
        return self._health == "healthy"

    def status(self) -> int | None:
        """Return its exit status once it has ended for good: with no restart to come, again and again, or for memory."""
        with self._lock:
            if self._up and not self._for_memory:
                return None
            if self._code == _KILLED and not self._for_memory and time.monotonic() - self._died < _WHY:
                return None
            final = not self._restarts or self._for_memory or self._deaths >= _LIVES
            return self._code if final else None

    def may_end(self) -> bool:
        """A container that nobody starts again may be there to end: Compose has no other word for that."""
        return not self._restarts

    def how(self) -> str:
        """Return how it ended; empty while it runs."""
        with self._lock:
            if self._code is None:
                return ""
            how = f"was killed for memory ({self._code})" if self._for_memory else f"ended with {self._code}"
            return f"{how}, {self._deaths} times" if self._deaths > 1 else how

    def last_words(self) -> tuple[str | None, str]:
        """Return where its log is kept, and the end of it."""
        return self._last_words()

    def learn(self, action: str, attributes: object) -> None:
        """Take note of an event of the engine's (Docker Engine API, SystemEvents)."""
        with self._lock:
            if action == "die":
                self._up, self._deaths = False, self._deaths + 1
                self._died = time.monotonic()
                code = text(attributes, "exitCode")
                self._code = int(code) if code.isdigit() else -1
                self._for_memory = self._for_memory or (self._code == _KILLED and self.memory_kills > 0)
            elif action == "start":
                self._up = True
            elif action == "oom":
                self.memory_kills += 1
                self._for_memory = self._for_memory or (not self._up and self._code == _KILLED)
            elif action.startswith("health_status: "):
                self._health = action.removeprefix("health_status: ")

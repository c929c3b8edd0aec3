"""What a runtime is: it brings one system up, tells where it stands, and takes it down again."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import ClassVar

from pytest_vx11._errors import Vx11Error
from pytest_vx11._observe.live import Address, HealthCommand, HealthUrl, Live

#: Told one line at a time what is going on, for people who wait.
Tell = Callable[[str], None]


class Condition(Enum):
    """What a service waits for (Compose specification, depends_on)."""

    STARTED = "service_started"
    HEALTHY = "service_healthy"
    COMPLETED = "service_completed_successfully"


@dataclass(frozen=True, slots=True, kw_only=True)
class Launch:
    """One service of the system, as the canon has it."""

    name: str
    command: tuple[str, ...] | None = None
    """The words of its `run`; None where the canon gives none."""
    after: Mapping[str, Condition] = field(default_factory=dict)
    """What it waits for; only services that are themselves expected."""
    ports: Mapping[int, Address] = field(default_factory=dict)
    """Its own TCP ports, and where each is published on the host: `{80: Address("127.0.0.1", 8080)}`."""
    health: HealthUrl | HealthCommand | None = None
    """How to tell that it is well; None: as soon as its ports take connections."""
    container: str | None = None
    """The name that the canon gives its container."""
    absent: str = ""
    """Why it is not to be brought up: disabled, or not in the mode. Empty where it is expected."""


class StartFailed(Vx11Error):
    """The system did not come up. Nothing of it is left running."""

    def __init__(self, service: str, reason: str, *, log: str | None = None, tail: str = "") -> None:
        self.service = service
        """Whose fault it is; empty where it is no service's."""
        self.reason = reason
        """One sentence."""
        self.log = log
        """The absolute path of what the service printed."""
        self.tail = tail
        """The end of that."""
        super().__init__(f"{service}: {reason}" if service else reason)


class Unavailable(Vx11Error):
    """This runtime cannot work here: a port is taken, a program is missing. Nothing was started. Exit status 4."""

    def __init__(self, reasons: tuple[str, ...]) -> None:
        self.reasons = reasons
        super().__init__("\n".join(reasons))


class Runtime(ABC):
    """One system, one way of bringing it up. `start` is called at most once, `stop` from any thread, any time."""

    name: ClassVar[str]

    @abstractmethod
    def start(self) -> Live:
        """Bring the system up, and return where it stands.

        A service that lives and is not well in time is left to whoever asks it. Raises StartFailed where one has
        died, Unavailable where nothing could be started.
        """

    @abstractmethod
    def stop(self) -> None:
        """Take down what this runtime brought up, and nothing else. A start that is going on ends with StartFailed."""

    def ended(self) -> Mapping[str, str]:
        """Return the services that were started and have ended since, and how: `ended with 1`."""
        return {}

    def killed(self) -> Mapping[str, int]:
        """Return how many processes of each service were killed for memory, as far as somebody was told."""
        return {}

    def keep(self) -> list[str]:
        """Let the system stay up after this process, and return lines that say how to reach it and how to end it."""
        return []

    def clean_logs(self, clean: Callable[[str], str]) -> None:  # noqa: B027
        """Star the secrets in what was kept of the services' output, once nobody writes to it."""

"""An HTTP request, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

#: The most that is read of a body, decoded, in bytes.
MOST_BODY = 8 * 1024**2
#: What is kept of a body that nobody compares, in bytes.
SNIPPET = 2048


class Fault(Enum):
    """What went wrong with an answer, by its kind."""

    REFUSED = "refused"
    """Nobody listens there."""
    SILENT = "silent"
    """The connection was accepted, and no answer began in time."""
    SLOW = "slow"
    """The answer began and did not end in time."""
    ENDLESS = "endless"
    """The body is larger than is read, and does not say where it ends."""
    LARGE = "large"
    """The body says that it is larger than is read."""
    BROKEN = "broken"
    """The answer is no HTTP, ends too early, or is not encoded as it says."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What is sent."""

    method: str
    target: str
    """Path and query as they go over the wire, percent-encoded, from the slash on."""
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes | None = None
    whole: bool = False
    """Whether somebody compares the body; otherwise only its start is kept, though it is read to its end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came back. Nothing in it can be trusted."""

    status: int | None = None
    """None where no status line came."""
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
    """Decoded (gzip, deflate), as far as it was kept."""
    size: int = 0
    """How many bytes of the decoded body were read."""
    seconds: float = 0.0
    """From sending to the last byte, or to the fault."""
    fault: Fault | None = None
    says: str = ""
    """What went wrong, in one sentence for people; empty where nothing did."""

    def header(self, name: str) -> str | None:
        """Return the first value of a header, whatever its case; None where there is none."""
        wanted = name.lower()
        return next((value for key, value in self.headers if key.lower() == wanted), None)

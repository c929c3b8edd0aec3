"""What was heard over a WebSocket."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

#: The largest message that is read, in bytes.
MOST_MESSAGE = 1024**2
#: What is kept of a message for people, in characters.
MOST_SHOWN = 2048
#: How many messages of a conversation are kept for people.
MOST_KEPT = 5

#: Tells whether a message is the one that is waited for; must not raise.
Wanted = Callable[[str | bytes], bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """A conversation. Nothing in it can be trusted."""

    opened: bool = False
    """Whether the handshake was made."""
    refused: bool = False
    """Whether nobody listens there."""
    status: int | None = None
    """The status that the handshake was answered with: 101 where it was made; None where no answer came."""
    matched: str | None = None
    """The start of the message that was waited for; None where it did not come."""
    messages: tuple[str, ...] = ()
    """The starts of the first few."""
    count: int = 0
    """How many came."""
    seconds: float = 0.0
    """From connecting to the end."""
    says: str = ""
    """What went wrong, in one sentence for people; empty where nothing did."""
    closed: int | None = None
    """The code with which the other side closed; None where it did not."""


def shown(message: str | bytes) -> str:
    """Return the start of a message as text."""
    start = message[:MOST_SHOWN]
    return start if isinstance(start, str) else start.decode("utf-8", errors="replace")


def missed(count: int, ended: str, seconds: float) -> str:
    """Say that the message that was waited for did not come; `ended` is how the connection ended, where it did."""
    came = {0: "no message came", 1: "one message came, and it was not the expected one"}.get(
        count, f"{count} messages came, and none was the expected one"
    )
    return f"{came}: {ended}" if ended else f"{came} in {seconds:g} s"

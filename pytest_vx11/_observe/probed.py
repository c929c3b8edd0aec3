"""What was asked of a running system, as runtime truth keeps it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Probed:
    """One question to a service, and what came back; secrets are starred before it is kept."""

    system: str
    service: str
    kind: str
    """`http`, `websocket`, `event`, `health` or `command`."""
    asked: str
    """`GET http://127.0.0.1:8000/health`, or the command."""
    auth: str = ""
    """`none`, `wrong` or `right`: which token was sent; empty where none could be."""
    status: int | None = None
    latency_ms: float | None = None
    size: int | None = None
    """Bytes of the decoded body that were read."""
    fault: str | None = None
    """What went wrong, in a sentence."""
    snippet: str | None = None
    """The start of the answer."""
    at: datetime | None = None
    """When the answer was there, in UTC."""

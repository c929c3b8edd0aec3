"""The state of a service, as runtime truth keeps it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum


class Status(Enum):
    """The words of `copilot_runtime_services.status`."""

    OK = "OK"
    """One of its health endpoints answered 200."""
    BROKEN = "BROKEN"
    """It was asked, and none did."""
    UNKNOWN = "UNKNOWN"
    """It could not be asked: no runtime, or no port."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceState:
    """What was seen of one service when its health endpoints were asked in turn."""

    name: str
    status: Status = Status.UNKNOWN
    host: str = "localhost"
    port: int | None = None
    """The port that was asked; None for a service that states none."""
    health_url: str | None = None
    """The URL that answered, or the first that was asked."""
    http_code: int | None = None
    """The status of the last answer."""
    latency_ms: int | None = None
    endpoint_ok: str | None = None
    """The path that answered 200."""
    snippet: str | None = None
    """The start of the answer, or what went wrong."""
    checked_at: datetime | None = None
    """When, in UTC."""
    absent: str = ""
    """Why nobody expects it to be up; empty where it is expected."""

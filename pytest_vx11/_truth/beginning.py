"""What is known of a run when it begins."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordedCanon:
    """A canon that the run holds a system against."""

    path: str
    sha256: str
    system: str
    version: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Beginning:
    """One run, as it begins."""

    run_id: str
    started_at: datetime
    """In UTC."""
    canons: tuple[RecordedCanon, ...]
    runtime: str
    commit: str | None = None
    branch: str | None = None
    tool_version: str = ""

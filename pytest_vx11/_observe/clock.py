"""What time it is, as a fact like any other."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timezone
from typing import ClassVar

from pytest_vx11._observe.need import Need, Sight


@dataclass(frozen=True, slots=True)
class NowNeed(Need[datetime]):
    """The moment at which a run first asks for it, in UTC: all judgements of the run take the same."""

    title: ClassVar[str] = "the clock"

    def look(self, sight: Sight) -> datetime:  # noqa: ARG002
        """Look at the clock."""
        return datetime.now(timezone.utc)

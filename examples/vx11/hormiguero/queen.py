"""The queen sends out the ants and gathers what they bring back."""

from __future__ import annotations

import asyncio
import time
import uuid
from dataclasses import dataclass
from typing import Any

from fastapi.concurrency import run_in_threadpool

from config import calls
from config.db_schema import Incident
from hormiguero import incidents
from hormiguero.ants import ANTS, Trouble


@dataclass(slots=True, kw_only=True)
class Record:
    """What one ant has done so far."""

    runs: int = 0
    last_run: int | None = None
    """Seconds since 1970."""
    last_found: int = 0


class Queen:
    """Knows her ants and their records."""

    def __init__(self) -> None:
        self._records = {name: Record() for name in ANTS}

    def show(self) -> list[dict[str, Any]]:
        """Each ant's record."""
        return [
            {"name": name, "runs": record.runs, "last_run": record.last_run, "last_found": record.last_found}
            for name, record in self._records.items()
        ]

    async def send_out(self) -> int:
        """Run all ants at once, keep what they find, raise the alarm; how much was found."""
        found = await asyncio.gather(*(self._run(name) for name in ANTS))
        troubles = [(name, trouble) for name, part in zip(ANTS, found, strict=True) for trouble in part]
        await run_in_threadpool(incidents.keep, [_incident(name, trouble) for name, trouble in troubles])
        await asyncio.gather(*(_alert(trouble) for _, trouble in troubles))
        return len(troubles)

    async def _run(self, name: str) -> list[Trouble]:
        found = await ANTS[name]()
        record = self._records[name]
        record.runs += 1
        record.last_run = int(time.time())
        record.last_found = len(found)
        return found


def _incident(ant: str, trouble: Trouble) -> Incident:
    return Incident(ant=ant, subject=trouble.subject, message=trouble.message)


async def _alert(trouble: Trouble) -> bool:
    message = f"{trouble.subject}: {trouble.message}"
    return await calls.publish(
        "system.alert", {"alert_id": str(uuid.uuid4()), "severity": "warning", "message": message}
    )

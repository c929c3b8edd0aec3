"""Where events come in."""

from __future__ import annotations

import uuid
from typing import Annotated, Any

from fastapi import APIRouter, Depends, HTTPException
from fastapi.concurrency import run_in_threadpool
from pydantic import BaseModel, Field

from config.db_schema import LedgerEntry
from config.guard import require_token
from tentaculo_link.core import events
from tentaculo_link.core.hub import Hub, get_hub
from tentaculo_link.db import ledger

router = APIRouter()


class Event(BaseModel):
    """An event as it is sent."""

    type: str = Field(min_length=1, max_length=128)
    payload: dict[str, Any] = Field(default_factory=dict)
    metadata: dict[str, Any] | None = None


@router.post("/ingest", dependencies=[Depends(require_token)])
async def ingest(event: Event, hub: Annotated[Hub, Depends(get_hub)]) -> dict[str, str]:
    """Write an event to the ledger, then broadcast it. Raises 422 for a wrong payload, before either."""
    try:
        entry = _entry(event)
        faults = events.faults(event.type, event.payload)
    except (ValueError, RecursionError) as error:
        raise HTTPException(422, "payload and metadata must be JSON that UTF-8 can carry") from error
    if faults:
        raise HTTPException(422, faults)
    message = {"event_id": entry.event_id, "canonical": entry.canonical, **event.model_dump()}
    async with hub.in_order:
        await run_in_threadpool(ledger.write, entry)
        hub.broadcast(message)
    return {"status": "ok", "event_id": message["event_id"]}


def _entry(event: Event) -> LedgerEntry:
    return LedgerEntry(
        event_id=str(uuid.uuid4()),
        event_type=event.type,
        canonical=events.is_canonical(event.type),
        payload=events.compact(event.payload),
        event_metadata=None if event.metadata is None else events.compact(event.metadata),
    )

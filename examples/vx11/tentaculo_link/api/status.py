"""The gateway's own health, and the health of all modules."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends
from fastapi.concurrency import run_in_threadpool

from config import settings
from config.guard import require_token
from tentaculo_link.adapters import overview
from tentaculo_link.clients import Clients, get_clients
from tentaculo_link.db import ledger

open_router = APIRouter()
router = APIRouter()


@open_router.get("/health")
def health() -> dict[str, str]:
    """The gateway is up."""
    return settings.health(settings.GATEWAY)


@router.get("/status")
async def system_status(clients: Annotated[Clients, Depends(get_clients)]) -> dict[str, Any]:
    """All modules, asked at once."""
    return overview.describe(await clients.look_at_all())


@router.get("/circuit-breaker/status", dependencies=[Depends(require_token)])
async def breaker_status(clients: Annotated[Clients, Depends(get_clients)]) -> dict[str, Any]:
    """Each module's breaker."""
    return {"breakers": overview.breakers(clients)}


@router.get("/overview", dependencies=[Depends(require_token)])
async def system_overview(clients: Annotated[Clients, Depends(get_clients)]) -> dict[str, Any]:
    """Modules, breakers and events in one answer."""
    status = overview.describe(await clients.look_at_all())
    return {**status, "breakers": overview.breakers(clients), "events": await run_in_threadpool(ledger.counts)}

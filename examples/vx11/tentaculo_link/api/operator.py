"""What the operator does: chat, sessions, snapshots."""

from __future__ import annotations

import time
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Depends
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import JSONResponse

from config.guard import require_token
from config.messages import ChatRequest
from tentaculo_link.adapters import overview
from tentaculo_link.adapters.relay import relay
from tentaculo_link.clients import Clients, get_clients
from tentaculo_link.db import ledger

BACKEND = "operator-backend"

router = APIRouter(prefix="/operator", dependencies=[Depends(require_token)])


@router.post("/chat")
async def chat(request: ChatRequest, clients: Annotated[Clients, Depends(get_clients)]) -> JSONResponse:
    """Hand the message to operator-backend, which keeps the session."""
    return relay(BACKEND, await clients.ask(BACKEND, "POST", "/chat", json=request.model_dump()))


@router.get("/session/{session_id}")
async def session_history(session_id: str, clients: Annotated[Clients, Depends(get_clients)]) -> JSONResponse:
    """The messages of one session, oldest first; 404 for one that never was."""
    return relay(BACKEND, await clients.ask(BACKEND, "GET", f"/sessions/{quote(session_id, safe='')}"))


@router.get("/snapshot")
async def snapshot(clients: Annotated[Clients, Depends(get_clients)]) -> dict[str, Any]:
    """The state of the system at this moment."""
    return {
        "taken_at": int(time.time()),
        "status": overview.describe(await clients.look_at_all()),
        "breakers": overview.breakers(clients),
        "events": await run_in_threadpool(ledger.counts),
    }

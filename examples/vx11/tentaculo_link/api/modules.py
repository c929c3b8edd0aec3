"""Routes that lead on to a module. The guard is put on where the router is included."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query
from fastapi.responses import JSONResponse

from tentaculo_link.adapters import shub
from tentaculo_link.adapters.relay import relay
from tentaculo_link.clients import Clients, get_clients

router = APIRouter()
hormiguero = APIRouter(prefix="/hormiguero")


@router.get("/shub/dashboard")
async def shub_dashboard(clients: Annotated[Clients, Depends(get_clients)]) -> JSONResponse:
    """The audio module's dashboard, or that it is disabled."""
    return await shub.dashboard(clients)


@router.get("/resources")
async def resources(clients: Annotated[Clients, Depends(get_clients)]) -> JSONResponse:
    """The tools and models of hermes."""
    return relay("hermes", await clients.ask("hermes", "GET", "/resources"))


@hormiguero.get("/queen/status")
async def queen_status(clients: Annotated[Clients, Depends(get_clients)]) -> JSONResponse:
    """What the queen and her ants do."""
    return relay("hormiguero", await clients.ask("hormiguero", "GET", "/queen/status"))


@hormiguero.get("/report")
async def report(
    clients: Annotated[Clients, Depends(get_clients)], limit: Annotated[int, Query(ge=1, le=500)] = 20
) -> JSONResponse:
    """The latest incidents, newest first."""
    return relay("hormiguero", await clients.ask("hormiguero", "GET", "/report", params={"limit": str(limit)}))


router.include_router(hormiguero)

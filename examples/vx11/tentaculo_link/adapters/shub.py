"""Shubniggurath is disabled; the gateway says so instead of an empty dashboard."""

from __future__ import annotations

from fastapi.responses import JSONResponse

from config import settings
from tentaculo_link.adapters.relay import relay
from tentaculo_link.clients import Clients, ModuleDown

NAME = "shubniggurath"


async def dashboard(clients: Clients) -> JSONResponse:
    """The module's dashboard if it answers after all, else that it is disabled and why."""
    try:
        return relay(NAME, await clients.ask(NAME, "GET", "/dashboard"))
    except ModuleDown:
        why = settings.module(NAME).disabled
        return JSONResponse({"status": "disabled", "module": NAME, "why": why})

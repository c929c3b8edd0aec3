"""All routes of the gateway, put together."""

from __future__ import annotations

from fastapi import APIRouter, Depends

from config.guard import require_token
from tentaculo_link.api import debug, events, live, modules, operator, status

gateway = APIRouter()
gateway.include_router(status.open_router)
gateway.include_router(status.router, prefix="/vx11")
gateway.include_router(operator.router)
gateway.include_router(events.router, prefix="/events")
gateway.include_router(modules.router, dependencies=[Depends(require_token)])
gateway.include_router(debug.router, prefix="/debug/events")
gateway.include_router(live.router)

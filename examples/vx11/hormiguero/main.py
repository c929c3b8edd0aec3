"""Hormiguero's application."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Depends, FastAPI, Query

from config import database, settings
from config.guard import require_token
from hormiguero import incidents
from hormiguero.queen import Queen

app = FastAPI(title="Hormiguero", version=settings.VERSION, lifespan=database.lifespan)
queen = Queen()


@app.get("/health")
def health() -> dict[str, str]:
    """Hormiguero is up."""
    return settings.health("hormiguero")


@app.get("/queen/status", dependencies=[Depends(require_token)])
def queen_status() -> dict[str, Any]:
    """What each ant did last, and how many incidents are kept."""
    return {"ants": queen.show(), "incidents": incidents.count()}


@app.get("/report", dependencies=[Depends(require_token)])
def report(limit: Annotated[int, Query(ge=1, le=500)] = 20) -> dict[str, Any]:
    """The latest incidents, newest first."""
    return {"incidents": incidents.latest(limit)}


@app.post("/scan", dependencies=[Depends(require_token)])
async def scan() -> dict[str, Any]:
    """Send out all ants at once and keep what they find."""
    return {"found": await queen.send_out()}

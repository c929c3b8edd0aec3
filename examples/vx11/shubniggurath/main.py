"""Shubniggurath's application. Whoever starts it hears that it is broken."""

from __future__ import annotations

from typing import Any

from fastapi import Depends, FastAPI
from fastapi.responses import JSONResponse

from config import settings
from config.guard import require_token

NAME = "shubniggurath"

app = FastAPI(title="Shubniggurath", version=settings.VERSION)


@app.get("/health")
def health() -> JSONResponse:
    """Never 200 while the audio pipeline is incomplete."""
    return JSONResponse(_broken(), status_code=503)


@app.get("/dashboard", dependencies=[Depends(require_token)])
def dashboard() -> JSONResponse:
    """Nothing to show yet, and why."""
    return JSONResponse(_broken(), status_code=503)


def _broken() -> dict[str, Any]:
    why = settings.module(NAME).disabled
    return {"status": "broken", "module": NAME, "version": settings.VERSION, "why": why}

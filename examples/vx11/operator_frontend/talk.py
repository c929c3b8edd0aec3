"""The way to operator-backend."""

from __future__ import annotations

from collections.abc import Mapping

import httpx
from fastapi.responses import JSONResponse

from config import calls

BACKEND = "operator-backend"
LIMIT_S = 7.0


async def hand_on(message: Mapping[str, str]) -> JSONResponse:
    """Operator-backend's own answer; 503 when it gives none, or none that is JSON."""
    try:
        answer = await calls.ask(BACKEND, "POST", "/chat", json=message, limit_s=LIMIT_S)
        return JSONResponse(answer.json(), status_code=answer.status_code)
    except (httpx.HTTPError, ValueError):
        return JSONResponse({"status": "unavailable", "module": BACKEND}, status_code=503)

"""Operator-frontend's application: one page, and the way from it to operator-backend."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import httpx
from fastapi import Body, Depends, FastAPI
from fastapi.responses import FileResponse, JSONResponse

from config import calls, settings
from config.guard import require_token

PAGE = Path(__file__).parent / "page.html"
BACKEND = "operator-backend"

app = FastAPI(title="Operator", version=settings.VERSION)


@app.get("/health")
def health() -> dict[str, str]:
    """Operator-frontend is up."""
    return settings.health("operator-frontend")


@app.get("/", response_class=FileResponse)
def page() -> FileResponse:
    """The page itself; the token is typed into it and never part of it."""
    return FileResponse(PAGE, media_type="text/html")


@app.post("/chat", dependencies=[Depends(require_token)])
async def chat(message: Annotated[dict[str, str], Body()]) -> JSONResponse:
    """Hand a message on to operator-backend; 503 when it does not answer."""
    try:
        answer = await calls.ask(BACKEND, "POST", "/chat", json=message)
    except httpx.HTTPError:
        return JSONResponse({"status": "unavailable", "module": BACKEND}, status_code=503)
    return JSONResponse(answer.json(), status_code=answer.status_code)

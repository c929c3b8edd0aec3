"""Operator-frontend's application: one page, and the ways from it to the system."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

from fastapi import Body, Depends, FastAPI, WebSocket
from fastapi.responses import FileResponse, JSONResponse

from config import settings
from config.guard import require_token
from operator_frontend import gateway, talk

PAGE = Path(__file__).parent / "page.html"
#: The page is whole by itself: whatever got into it could load nothing and talk to nobody but this service.
POLICY = "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:; connect-src 'self'"

app = FastAPI(title="Operator", version=settings.VERSION)


@app.get("/health")
def health() -> dict[str, str]:
    """Operator-frontend is up."""
    return settings.health("operator-frontend")


@app.get("/", response_class=FileResponse)
def page() -> FileResponse:
    """The page itself; the token is typed into it and never part of it."""
    return FileResponse(PAGE, media_type="text/html", headers={"Content-Security-Policy": POLICY})


@app.get("/state")
async def state() -> dict[str, Any]:
    """What the gateway says of the system, or that it does not answer."""
    return await gateway.state()


@app.websocket("/live")
async def live(socket: WebSocket) -> None:
    """What the gateway tells its listeners, for as long as both are there."""
    await gateway.relay_live(socket)


@app.post("/chat", dependencies=[Depends(require_token)])
async def chat(message: Annotated[dict[str, str], Body()]) -> JSONResponse:
    """Hand a message on to operator-backend; 503 when it does not answer."""
    return await talk.hand_on(message)

"""MCP's application: the Model Context Protocol over one HTTP endpoint, tools only."""

from __future__ import annotations

from typing import Any

from fastapi import Depends, FastAPI, Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field

from config import settings
from config.guard import require_token
from mcp import protocol, tools

app = FastAPI(title="MCP", version=settings.VERSION)


class Call(BaseModel):
    """A JSON-RPC 2.0 request; without an id it is a notification, which gets no answer."""

    jsonrpc: str = Field(pattern=r"^2\.0$")
    method: str
    id: int | str | None = None
    params: dict[str, Any] = Field(default_factory=dict)


@app.get("/health")
def health() -> dict[str, str]:
    """MCP is up."""
    return settings.health("mcp")


@app.get("/tools", dependencies=[Depends(require_token)])
def list_tools() -> dict[str, Any]:
    """The tools, for those who do not speak the protocol."""
    return {"tools": tools.describe()}


@app.post("/mcp", dependencies=[Depends(require_token)])
async def call(request: Call) -> Response:
    """Answer one message of the protocol."""
    if request.id is None:
        return Response(status_code=202)
    return JSONResponse(await protocol.answer(request.id, request.method, request.params))

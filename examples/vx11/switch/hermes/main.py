"""Hermes' application."""

from __future__ import annotations

from typing import Any

from fastapi import Depends, FastAPI, HTTPException
from pydantic import BaseModel

from config import settings
from config.guard import require_token
from switch.hermes import models, tools

app = FastAPI(title="Hermes", version=settings.VERSION)


class RunRequest(BaseModel):
    """The name of a tool. Its arguments are fixed: nothing of a request reaches a command line."""

    tool: str


@app.get("/health")
def health() -> dict[str, str]:
    """Hermes is up."""
    return settings.health("hermes")


@app.get("/resources", dependencies=[Depends(require_token)])
def resources() -> dict[str, Any]:
    """The tools that can run here and the model files that lie here."""
    return {"tools": tools.available(), "models": models.installed()}


@app.post("/run", dependencies=[Depends(require_token)])
async def run(request: RunRequest) -> dict[str, Any]:
    """Run a tool to its end. Raises 404 for one that is not here and 504 for one that takes too long."""
    if request.tool not in tools.available():
        raise HTTPException(404, "no such tool")
    try:
        code, output = await tools.run(request.tool)
    except TimeoutError as error:
        raise HTTPException(504, f"took longer than {tools.LIMIT_S:g} s") from error
    return {"tool": request.tool, "exit_code": code, "output": output}

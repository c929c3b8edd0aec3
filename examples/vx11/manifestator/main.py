"""Manifestator's application."""

from __future__ import annotations

import time
from typing import Any

from fastapi import Depends, FastAPI, HTTPException
from pydantic import BaseModel

from config import settings
from config.guard import require_token
from manifestator import manifest, patches

app = FastAPI(title="Manifestator", version=settings.VERSION)
app.state.kept = None


class PatchRequest(BaseModel):
    """A file below the root, and the text it should have."""

    path: str
    text: str


@app.get("/health")
def health() -> dict[str, str]:
    """Manifestator is up."""
    return settings.health("manifestator")


@app.post("/manifest", dependencies=[Depends(require_token)])
def take_manifest() -> dict[str, Any]:
    """Take the files as they are now for what they should be."""
    app.state.kept = manifest.take(manifest.root())
    return {"taken_at": int(time.time()), "files": len(app.state.kept)}


@app.get("/drift", dependencies=[Depends(require_token)])
def drift() -> dict[str, Any]:
    """What changed since the manifest was taken. Raises 409 while there is none."""
    if app.state.kept is None:
        raise HTTPException(409, "no manifest was taken yet")
    return manifest.compare(app.state.kept, manifest.take(manifest.root()))


@app.post("/patches", dependencies=[Depends(require_token)])
def write_patch(request: PatchRequest) -> dict[str, str]:
    """A unified diff to the text asked for; nothing is applied. Raises 404 for a file that is not there."""
    try:
        return {"path": request.path, "diff": patches.diff(manifest.root(), request.path, request.text)}
    except (OSError, ValueError) as error:
        raise HTTPException(404, "no such text file below the root") from error

"""Spawner's application."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from fastapi import Depends, FastAPI, HTTPException
from pydantic import BaseModel

from config import settings
from config.guard import require_token
from spawner.children import JOBS, Nursery, TooMany

nursery = Nursery()


@asynccontextmanager
async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
    """No child outlives the spawner."""
    yield
    await nursery.close()


app = FastAPI(title="Spawner", version=settings.VERSION, lifespan=lifespan)


class ChildRequest(BaseModel):
    """The name of a job. Its command line is fixed."""

    job: str


@app.get("/health")
def health() -> dict[str, str]:
    """Spawner is up."""
    return settings.health("spawner")


@app.get("/children", dependencies=[Depends(require_token)])
def children() -> dict[str, Any]:
    """All children that are remembered, oldest first, and the jobs there are."""
    return {"children": [child.show() for child in nursery.children.values()], "jobs": sorted(JOBS)}


@app.post("/children", dependencies=[Depends(require_token)], status_code=202)
async def spawn(request: ChildRequest) -> dict[str, Any]:
    """Start a child. Raises 404 for a job that is not known and 429 while too many run."""
    if request.job not in JOBS:
        raise HTTPException(404, "no such job")
    try:
        child = await nursery.spawn(request.job)
    except TooMany as error:
        raise HTTPException(429, "too many children are running") from error
    return child.show()


@app.get("/children/{child_id}", dependencies=[Depends(require_token)])
def child(child_id: str) -> dict[str, Any]:
    """What became of a child. Raises 404 for one that never was or is forgotten."""
    found = nursery.children.get(child_id)
    if found is None:
        raise HTTPException(404, "no such child")
    return found.show()

"""Modules that are made up, to stand in the place of real ones."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

from fastapi import FastAPI
from fastapi.responses import JSONResponse, StreamingResponse


def failing() -> FastAPI:
    """Answers everything with 500."""
    app = FastAPI()

    @app.get("/{path:path}")
    def fail(path: str) -> JSONResponse:
        return JSONResponse({"path": path}, status_code=500)

    return app


def hanging() -> FastAPI:
    """Never answers /health."""
    app = FastAPI()

    @app.get("/health")
    async def hang() -> None:
        await asyncio.sleep(60)

    return app


def dripping() -> FastAPI:
    """Answers /health with 200 at once, and sends the body for a minute."""
    app = FastAPI()

    async def drops() -> AsyncIterator[bytes]:
        for _ in range(600):
            yield b" "
            await asyncio.sleep(0.1)

    @app.get("/health")
    async def drip() -> StreamingResponse:
        return StreamingResponse(drops(), media_type="application/json")

    return app


class Meeting:
    """A module whose /health answers when as many have asked as are to meet; one after another they never do."""

    def __init__(self, number: int) -> None:
        self._number = number
        self._came = 0
        self._all_here = asyncio.Event()
        self.app = FastAPI()
        self.app.get("/health")(self._health)

    async def _health(self) -> dict[str, str]:
        self._came += 1
        if self._came == self._number:
            self._all_here.set()
        await self._all_here.wait()
        return {"status": "ok"}


def telling(content: bytes, status: int = 200) -> FastAPI:
    """Answers every POST and GET with the same bytes."""
    app = FastAPI()

    @app.api_route("/{path:path}", methods=["GET", "POST"])
    def tell(path: str) -> StreamingResponse:
        return StreamingResponse(iter([content]), status_code=status, headers={"X-Path": path})

    return app

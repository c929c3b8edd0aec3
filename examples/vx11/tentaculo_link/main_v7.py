"""The gateway's application."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse

from config import database
from config.settings import VERSION
from tentaculo_link.clients import ModuleDown, open_clients
from tentaculo_link.core.hub import Hub
from tentaculo_link.routes import gateway


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    """Hold the clients and the hub as long as the application lives."""
    database.prepare()
    app.state.hub = Hub()
    async with open_clients() as clients:
        app.state.clients = clients
        yield


app = FastAPI(title="Tentáculo Link", version=VERSION, lifespan=lifespan)
app.include_router(gateway)


@app.exception_handler(ModuleDown)
async def module_down(_request: Request, error: ModuleDown) -> JSONResponse:
    """Say plainly that the module behind a route does not answer."""
    content = {"status": "unavailable", "module": error.module, "reason": error.reason}
    return JSONResponse(content, status_code=503)


@app.exception_handler(RequestValidationError)
async def wrong_request(_request: Request, error: RequestValidationError) -> JSONResponse:
    """Say what is wrong without repeating it: what was sent may be a secret, or no text at all."""
    faults = [f"{_where(fault['loc'])}: {fault['msg']}" for fault in error.errors()]
    return JSONResponse({"detail": faults}, status_code=422)


def _where(location: tuple[int | str, ...]) -> str:
    return ".".join(str(step) for step in location).encode("ascii", "backslashreplace").decode()

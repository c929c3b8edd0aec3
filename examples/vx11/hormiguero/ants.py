"""The ants: each looks at one thing and tells what is wrong with it."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

import httpx
from fastapi.concurrency import run_in_threadpool
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from config import calls, database, settings
from hormiguero import runtime

LEAST_FREE = 0.05
LOOK_S = 2.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """One thing that is wrong."""

    subject: str
    message: str


async def disk() -> list[Trouble]:
    """Is there room left where the data lies?"""
    usage = shutil.disk_usage(".")
    free = usage.free / usage.total
    return [Trouble(subject="disk", message=f"{free:.1%} is free")] if free < LEAST_FREE else []


async def tables() -> list[Trouble]:
    """Does the database answer?"""
    try:
        await run_in_threadpool(_ask_database)
    except SQLAlchemyError as error:
        return [Trouble(subject="database", message=type(error).__name__)]
    return []


async def services() -> list[Trouble]:
    """Is every service up that should be? What is seen is also the runtime truth."""
    seen = await asyncio.gather(*(_look(module) for module in settings.MODULES))
    await run_in_threadpool(runtime.record, seen)
    down = [sight for sight in seen if sight.http_code != httpx.codes.OK and not sight.module.disabled]
    return [Trouble(subject=sight.module.name, message="does not answer /health with 200") for sight in down]


ANTS: Mapping[str, Callable[[], Awaitable[list[Trouble]]]] = {"disk": disk, "tables": tables, "services": services}


async def _look(module: settings.Module) -> runtime.Sight:
    try:
        answer = await calls.ask(module.name, "GET", "/health", limit_s=LOOK_S)
    except httpx.HTTPError:
        return runtime.Sight(module=module)
    return runtime.Sight(
        module=module,
        http_code=answer.status_code,
        latency_ms=calls.milliseconds(answer),
        snippet=answer.text,
    )


def _ask_database() -> None:
    with database.session() as session:
        session.execute(text("SELECT 1"))

"""Madre's application: the mode of the system, and tasks that children carry out."""

from __future__ import annotations

import uuid
from typing import Annotated, Any

import httpx
from fastapi import Depends, FastAPI, HTTPException
from pydantic import BaseModel, Field

from config import calls, settings
from config.guard import require_token
from madre.modes import Mode, absent

app = FastAPI(title="Madre", version=settings.VERSION)
app.state.mode = Mode.LOW_POWER
app.state.tasks = {}

GUARDED = [Depends(require_token)]
SPAWNER = "spawner"
MOST_TASKS = 100
#: What the spawner may say that is also the answer of whoever asked madre: no such job, too many are running.
REFUSALS = frozenset({404, 429})


class ModeRequest(BaseModel):
    """The mode that is wanted."""

    mode: Mode


class TaskRequest(BaseModel):
    """Names of the spawner's jobs, to be run side by side."""

    jobs: Annotated[list[str], Field(min_length=1, max_length=10)]


@app.get("/health")
def health() -> dict[str, str]:
    """Madre is up."""
    return settings.health("madre")


@app.get("/mode", dependencies=GUARDED)
async def mode() -> dict[str, Any]:
    """The mode, and which of its services do not answer."""
    return await _mode(app.state.mode)


@app.put("/mode", dependencies=GUARDED)
async def set_mode(request: ModeRequest) -> dict[str, Any]:
    """Take on a mode and tell the gateway why. Madre starts and stops nothing by itself."""
    before, app.state.mode = app.state.mode, request.mode
    decision = {
        "decision_id": str(uuid.uuid4()),
        "summary": f"mode {before.value} -> {request.mode.value}, asked for by an operator",
        "confidence": 1.0,
    }
    published = await calls.publish("madre.decision.explained", decision)
    return {**await _mode(request.mode), "published": published}


@app.post("/tasks", dependencies=GUARDED, status_code=202)
async def start_task(request: TaskRequest) -> dict[str, Any]:
    """Have the spawner start a child for each job.

    Raises 404 for a job that it does not know, 429 while too many run, 503 when it is down, 502 when it fails.
    """
    children = [await _start(job) for job in request.jobs]
    task_id = str(uuid.uuid4())
    _remember(task_id, children)
    return {"task_id": task_id, "children": children}


@app.get("/tasks/{task_id}", dependencies=GUARDED)
async def task(task_id: str) -> dict[str, Any]:
    """What became of a task's children. Raises 404 for a task that never was."""
    if task_id not in app.state.tasks:
        raise HTTPException(404, "no such task")
    children = [(await _spawner("GET", f"/children/{child}")).json() for child in app.state.tasks[task_id]]
    return {"task_id": task_id, "children": children}


def _remember(task_id: str, children: list[str]) -> None:
    tasks: dict[str, list[str]] = app.state.tasks
    while len(tasks) >= MOST_TASKS:
        del tasks[next(iter(tasks))]
    tasks[task_id] = children


async def _mode(now: Mode) -> dict[str, Any]:
    return {"mode": now.value, "services": settings.MODES[now.value], "absent": await absent(now)}


async def _start(job: str) -> str:
    answer = await _spawner("POST", "/children", {"job": job})
    if answer.is_error:
        known = answer.status_code in REFUSALS
        raise HTTPException(answer.status_code if known else 502, f"spawner refused the job: {answer.text[:200]}")
    child: str = answer.json()["id"]
    return child


async def _spawner(method: str, path: str, json: object = None) -> httpx.Response:
    try:
        return await calls.ask(SPAWNER, method, path, json=json)
    except httpx.HTTPError as error:
        raise HTTPException(503, "spawner does not answer") from error

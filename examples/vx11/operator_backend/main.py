"""Operator-backend's application."""

from __future__ import annotations

import uuid
from typing import Any

from fastapi import Depends, FastAPI, HTTPException
from fastapi.concurrency import run_in_threadpool

from config import database, settings
from config.guard import require_token
from config.messages import ChatRequest
from operator_backend import answers, sessions

app = FastAPI(title="Operator backend", version=settings.VERSION, lifespan=database.lifespan)


@app.get("/health")
def health() -> dict[str, str]:
    """Operator-backend is up."""
    return settings.health("operator-backend")


@app.post("/chat", dependencies=[Depends(require_token)])
async def chat(request: ChatRequest) -> dict[str, Any]:
    """Keep the message, ask switch for an answer, keep that too. Without an answer there is a reason."""
    session_id = request.session_id or str(uuid.uuid4())
    await run_in_threadpool(sessions.add, session_id, sessions.USER, request.message)
    answer = await answers.find(request.message)
    if answer.text is not None:
        await run_in_threadpool(sessions.add, session_id, sessions.ASSISTANT, answer.text)
    return {"session_id": session_id, "answer": answer.text, "by": answer.by, "reason": answer.reason}


@app.get("/sessions/{session_id}", dependencies=[Depends(require_token)])
def history(session_id: str) -> dict[str, Any]:
    """The messages of a session, oldest first. Raises 404 for one that never was."""
    messages = sessions.messages(session_id)
    if not messages:
        raise HTTPException(404, "no such session")
    return {"session_id": session_id, "messages": messages}

"""Sessions and their messages, as they are kept."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from config import database
from config.db_schema import ChatMessage, ChatSession

USER = "user"
ASSISTANT = "assistant"


def add(session_id: str, role: str, content: str) -> None:
    """Add a message; the session begins with its first."""
    _begin(session_id)
    with database.session() as session:
        session.add(ChatMessage(session_id=session_id, role=role, content=content))
        session.commit()


def messages(session_id: str) -> list[dict[str, Any]]:
    """All messages of a session, oldest first; none for a session that never was."""
    query = select(ChatMessage).where(ChatMessage.session_id == session_id).order_by(ChatMessage.id)
    with database.session() as session:
        return [_show(row) for row in session.scalars(query)]


def _begin(session_id: str) -> None:
    with database.session() as session:
        if session.get(ChatSession, session_id) is not None:
            return
        session.add(ChatSession(id=session_id))
        # Where another request began it in between, it has begun.
        with suppress(IntegrityError):
            session.commit()


def _show(row: ChatMessage) -> dict[str, Any]:
    return {"role": row.role, "content": row.content, "created_at": row.created_at.isoformat() + "Z"}

"""What services say to one another about a conversation."""

from __future__ import annotations

from pydantic import BaseModel, Field


class ChatRequest(BaseModel):
    """A message, and the session it belongs to; without one a new session begins."""

    message: str = Field(min_length=1, max_length=8000)
    session_id: str | None = Field(default=None, max_length=64, pattern=r"^[A-Za-z0-9_-]+$")


class Answer(BaseModel):
    """A text and who gave it, or the reason why there is none."""

    text: str | None = None
    by: str | None = None
    reason: str | None = None

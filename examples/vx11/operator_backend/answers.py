"""Finding an answer: switch knows who can give one."""

from __future__ import annotations

import httpx

from config import calls
from config.messages import Answer


async def find(message: str) -> Answer:
    """Ask switch; when it does not answer, that is the reason."""
    try:
        answer = await calls.ask("switch", "POST", "/ask", json={"text": message})
    except httpx.HTTPError:
        return Answer(reason="switch does not answer")
    if answer.is_error:
        return Answer(reason=f"switch answered {answer.status_code}")
    return Answer.model_validate(answer.json())

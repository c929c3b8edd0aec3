"""Finding an answer: switch knows who can give one."""

from __future__ import annotations

import httpx
from pydantic import ValidationError

from config import calls
from config.messages import Answer

LIMIT_S = 6.0


async def find(message: str) -> Answer:
    """Ask switch; when it does not answer, that is the reason."""
    try:
        answer = await calls.ask("switch", "POST", "/ask", json={"text": message}, limit_s=LIMIT_S)
    except httpx.HTTPError:
        return Answer(reason="switch does not answer")
    if answer.is_error:
        return Answer(reason=f"switch answered {answer.status_code}")
    try:
        return Answer.model_validate_json(answer.content)
    except ValidationError:
        return Answer(reason="switch answered something else than an answer")

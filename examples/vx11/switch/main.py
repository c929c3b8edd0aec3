"""Switch's application: decides who can answer a text, and has it answered."""

from __future__ import annotations

from typing import Any

import httpx
from fastapi import BackgroundTasks, Depends, FastAPI
from pydantic import BaseModel, Field

from config import calls, settings
from config.guard import require_token
from config.messages import Answer
from switch.tension import Tension
from switch.work import tool_in

app = FastAPI(title="Switch", version=settings.VERSION)
tension = Tension()
LIMIT_S = 5.0


class Question(BaseModel):
    """A text that wants an answer; `/name` asks for one of hermes' tools."""

    text: str = Field(min_length=1, max_length=8000)


@app.get("/health")
def health() -> dict[str, str]:
    """Switch is up."""
    return settings.health("switch")


@app.get("/tension")
def show_tension() -> dict[str, Any]:
    """How hard the work pulls at switch."""
    return tension.show()


@app.post("/ask", dependencies=[Depends(require_token)])
async def ask(question: Question, later: BackgroundTasks) -> Answer:
    """The answer and who gave it, or no answer and the reason."""
    before = tension.value
    with tension.work():
        answer = await _answer(question.text)
    tension.count(answered=answer.text is not None)
    if tension.value != before:
        later.add_task(calls.publish, "switch.tension.updated", tension.show())
    return answer


async def _answer(text: str) -> Answer:
    tool = tool_in(text)
    if tool is None:
        return Answer(reason="no model is installed; write /name to run one of hermes' tools")
    try:
        ran = await calls.ask("hermes", "POST", "/run", json={"tool": tool}, limit_s=LIMIT_S)
    except httpx.HTTPError:
        return Answer(reason="hermes does not answer")
    if ran.is_error:
        return Answer(
            reason=f"hermes has no tool {tool}"
            if ran.status_code == httpx.codes.NOT_FOUND
            else "hermes could not run it"
        )
    return Answer(text=ran.json()["output"], by=f"hermes:{tool}")

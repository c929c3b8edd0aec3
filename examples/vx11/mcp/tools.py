"""The tools: each is one route of the gateway."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import httpx

from config import calls, settings

LIMIT_S = 8.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Tool:
    """A tool and the gateway's route behind it; its arguments become the JSON body of a POST."""

    title: str
    method: str
    path: str
    schema: Mapping[str, Any]


NOTHING: Mapping[str, Any] = {"type": "object", "additionalProperties": False}
MESSAGE: Mapping[str, Any] = {
    "type": "object",
    "properties": {"message": {"type": "string"}, "session_id": {"type": "string"}},
    "required": ["message"],
}

TOOLS: Mapping[str, Tool] = {
    "status": Tool(title="Health of all modules", method="GET", path="/vx11/status", schema=NOTHING),
    "incidents": Tool(title="Latest incidents", method="GET", path="/hormiguero/report", schema=NOTHING),
    "chat": Tool(title="Say something to the operator", method="POST", path="/operator/chat", schema=MESSAGE),
}


def describe() -> list[dict[str, Any]]:
    """The tools in the form of tools/list."""
    return [{"name": name, "description": tool.title, "inputSchema": tool.schema} for name, tool in TOOLS.items()]


async def run(name: str, arguments: dict[str, Any]) -> tuple[str, bool]:
    """The gateway's answer as text, and whether it is an error."""
    tool = TOOLS[name]
    body = arguments if tool.method == "POST" else None
    try:
        answer = await calls.ask(settings.GATEWAY, tool.method, tool.path, json=body, limit_s=LIMIT_S)
    except httpx.HTTPError:
        return "the gateway does not answer", True
    return answer.text, answer.is_error

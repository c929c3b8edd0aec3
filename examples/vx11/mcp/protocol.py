"""The Model Context Protocol, version 2025-06-18: initialize, ping, tools/list, tools/call.

The messages are JSON-RPC 2.0; its section 5.1 gives the codes of errors.
"""

from __future__ import annotations

from typing import Any

from config import settings
from mcp import tools

VERSION = "2025-06-18"
METHOD_NOT_FOUND = -32601
INVALID_PARAMS = -32602


async def answer(call_id: int | str, method: str, params: dict[str, Any]) -> dict[str, Any]:
    """The response to one request, a result or an error."""
    if method == "initialize":
        return _result(call_id, _greeting())
    if method == "ping":
        return _result(call_id, {})
    if method == "tools/list":
        return _result(call_id, {"tools": tools.describe()})
    if method == "tools/call":
        return await _call(call_id, params)
    return _error(call_id, METHOD_NOT_FOUND, "no such method")


async def _call(call_id: int | str, params: dict[str, Any]) -> dict[str, Any]:
    name, arguments = params.get("name"), params.get("arguments", {})
    if name not in tools.TOOLS or not isinstance(arguments, dict):
        return _error(call_id, INVALID_PARAMS, "no such tool, or its arguments are no object")
    text, failed = await tools.run(str(name), arguments)
    return _result(call_id, {"content": [{"type": "text", "text": text}], "isError": failed})


def _greeting() -> dict[str, Any]:
    return {
        "protocolVersion": VERSION,
        "capabilities": {"tools": {}},
        "serverInfo": {"name": "vx11-mcp", "version": settings.VERSION},
    }


def _result(call_id: int | str, result: dict[str, Any]) -> dict[str, Any]:
    return {"jsonrpc": "2.0", "id": call_id, "result": result}


def _error(call_id: int | str, code: int, message: str) -> dict[str, Any]:
    return {"jsonrpc": "2.0", "id": call_id, "error": {"code": code, "message": message}}

"""The way to the gateway: what it says of the system, and what it tells its listeners."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import httpx
from fastapi import WebSocket, WebSocketDisconnect
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException

from config import calls, settings
from config.together import first_of

TRY_AGAIN_LATER = 1013
"""RFC 6455's registry of close codes."""


async def state() -> dict[str, Any]:
    """The gateway's own status below `status`; None where it gives none."""
    try:
        answer = await calls.ask(settings.GATEWAY, "GET", "/vx11/status")
        return {"gateway": "ok", "status": answer.raise_for_status().json()}
    except (httpx.HTTPError, ValueError):
        return {"gateway": "down", "status": None}


async def relay_live(socket: WebSocket) -> None:
    """Pass on each message of the gateway until one of both is gone; where it is the gateway, say so by the code."""
    await socket.accept()
    with suppress(WebSocketDisconnect):
        try:
            async with connect(_live_url(), open_timeout=calls.TIMEOUT_S) as upstream:
                await first_of(_pass_on(upstream, socket), _until_gone(socket))
        except (OSError, WebSocketException, TimeoutError):
            await socket.close(TRY_AGAIN_LATER)


async def _pass_on(upstream: ClientConnection, socket: WebSocket) -> None:
    async for message in upstream:
        if isinstance(message, str):
            await socket.send_text(message)
    await socket.close(TRY_AGAIN_LATER)


async def _until_gone(socket: WebSocket) -> None:
    while (await socket.receive())["type"] != "websocket.disconnect":
        pass  # The page has nothing to say here.


def _live_url() -> str:
    return "ws" + settings.url_of(settings.GATEWAY).removeprefix("http") + "/ws"

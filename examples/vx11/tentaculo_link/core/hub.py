"""The subscribers of /ws."""

from __future__ import annotations

import asyncio
from typing import Any

from fastapi import WebSocket, WebSocketDisconnect
from fastapi.requests import HTTPConnection

SEND_LIMIT_S = 2.0


class Hub:
    """Who listens, and a word to all of them."""

    def __init__(self) -> None:
        self._listeners: set[WebSocket] = set()

    async def join(self, listener: WebSocket) -> None:
        """Accept a listener and greet it with a control message."""
        await listener.accept()
        await listener.send_json({"type": "control", "event": "connected", "module": "tentaculo_link"})
        self._listeners.add(listener)

    def leave(self, listener: WebSocket) -> None:
        """Forget a listener; one that is not there is no fault."""
        self._listeners.discard(listener)

    async def broadcast(self, message: dict[str, Any]) -> None:
        """Send to all at once; one that has gone, or takes nothing in, is forgotten."""
        await asyncio.gather(*(self._send(listener, message) for listener in tuple(self._listeners)))

    async def _send(self, listener: WebSocket, message: dict[str, Any]) -> None:
        try:
            await asyncio.wait_for(listener.send_json(message), SEND_LIMIT_S)
        except (WebSocketDisconnect, RuntimeError, asyncio.TimeoutError):
            # Starlette raises RuntimeError for a socket that is closed already.
            self.leave(listener)


def get_hub(connection: HTTPConnection) -> Hub:
    """The hub of the running application, for `Depends`."""
    hub: Hub = connection.app.state.hub
    return hub

"""Live messages to whoever listens."""

from __future__ import annotations

from contextlib import suppress
from typing import Annotated

from fastapi import APIRouter, Depends, WebSocket, WebSocketDisconnect

from config.together import first_of
from tentaculo_link.core.hub import Hub, Outbox, get_hub

router = APIRouter()


@router.websocket("/ws")
async def listen(socket: WebSocket, hub: Annotated[Hub, Depends(get_hub)]) -> None:
    """Greet, then echo what comes in; events come from the hub in between."""
    await socket.accept()
    with hub.listening() as outbox, suppress(WebSocketDisconnect):
        await first_of(_echo(socket), _send(socket, outbox), outbox.overflow())


async def _send(socket: WebSocket, outbox: Outbox) -> None:
    while True:
        await socket.send_json(await outbox.take())


async def _echo(socket: WebSocket) -> None:
    while (message := await socket.receive())["type"] != "websocket.disconnect":
        text = message.get("text")
        if text is not None:
            await socket.send_text(text)
        else:
            await socket.send_bytes(message["bytes"])

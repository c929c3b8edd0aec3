"""Live messages to whoever listens."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, WebSocket, WebSocketDisconnect

from tentaculo_link.core.hub import Hub, get_hub

router = APIRouter()


@router.websocket("/ws")
async def listen(socket: WebSocket, hub: Annotated[Hub, Depends(get_hub)]) -> None:
    """Greet, then echo what comes in; events come from the hub in between."""
    await hub.join(socket)
    try:
        while True:
            await _echo(socket)
    except WebSocketDisconnect:
        hub.leave(socket)


async def _echo(socket: WebSocket) -> None:
    message = await socket.receive()
    if message["type"] == "websocket.disconnect":
        raise WebSocketDisconnect(message["code"])
    text = message.get("text")
    if text is not None:
        await socket.send_text(text)
    else:
        await socket.send_bytes(message["bytes"])

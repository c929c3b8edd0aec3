"""The subscribers of /ws."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from fastapi.requests import HTTPConnection

GREETING = {"type": "control", "event": "connected", "module": "tentaculo_link"}
MOST_WAITING = 256


class Outbox:
    """What one listener has yet to be sent, the greeting first."""

    def __init__(self) -> None:
        self._waiting: asyncio.Queue[dict[str, Any]] = asyncio.Queue(MOST_WAITING)
        self._waiting.put_nowait(GREETING)
        self._overflowed = asyncio.Event()

    def put(self, message: dict[str, Any]) -> None:
        """Add a message without waiting."""
        try:
            self._waiting.put_nowait(message)
        except asyncio.QueueFull:
            self._overflowed.set()

    async def take(self) -> dict[str, Any]:
        """The next message, as soon as there is one."""
        return await self._waiting.get()

    async def overflow(self) -> None:
        """Wait until a message found no room: the listener takes in less than comes, and is to be let go."""
        await self._overflowed.wait()


class Hub:
    """Who listens, and a word to all of them."""

    def __init__(self) -> None:
        self._outboxes: set[Outbox] = set()
        self.in_order = asyncio.Lock()
        """Held while an event is written and broadcast, so that all hear events in the order of the ledger."""

    @contextmanager
    def listening(self) -> Iterator[Outbox]:
        """An outbox that gets every message inside the block."""
        outbox = Outbox()
        self._outboxes.add(outbox)
        try:
            yield outbox
        finally:
            self._outboxes.discard(outbox)

    def broadcast(self, message: dict[str, Any]) -> None:
        """Put a message into every outbox; a listener that is slow holds up nobody."""
        for outbox in self._outboxes:
            outbox.put(message)


def get_hub(connection: HTTPConnection) -> Hub:
    """The hub of the running application, for `Depends`."""
    hub: Hub = connection.app.state.hub
    return hub

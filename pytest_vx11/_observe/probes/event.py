"""An event that is sent in, and what becomes of it: the answer, the broadcast, the row in the ledger."""

from __future__ import annotations

import json
import secrets
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from pytest_vx11._errors import Unseen
from pytest_vx11._observe.need import Sight
from pytest_vx11._observe.probed import Probed
from pytest_vx11._observe.probes.base import Auth, Probe, place_of, token_headers
from pytest_vx11._observe.probes.http import Asked, HttpProbe, row
from pytest_vx11._observe.probes.ledger import Ledger
from pytest_vx11._observe.websocket import Listener
from pytest_vx11._source.words import harmless

#: Stands in a body for what tells this event from every other, of this run or another.
MARK = "vx11-mark-\N{EM DASH}"
_ACCEPTED = 3.0
"""Seconds that are waited for what should come of an accepted event."""
_REFUSED = 0.5
"""Seconds in which nothing may come of a refused one."""
_STEP = 0.05


@dataclass(frozen=True, slots=True, kw_only=True)
class Broadcast:
    """The WebSocket on which accepted events are heard."""

    service: str
    port: int | None
    target: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EventSeen:
    """What became of an event."""

    asked: Asked
    accepted: bool
    heard: str | None = None
    """The message that has the event in it."""
    deaf: str = ""
    """Why nobody could listen, or what came instead."""
    opened: bool = False
    """Whether somebody could listen."""
    written: bool | None = None
    """Whether the ledger has a row of it; None where nobody could look."""
    unread: str = ""
    """Why nobody could look into the ledger."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EventProbe(Probe[EventSeen]):
    """One event. `body` has the mark in it where a field of it takes text; else its id in the answer tells it apart."""

    ingest: HttpProbe
    broadcast: Broadcast | None = None
    ledger: Ledger | None = None
    label: str = ""
    """Which of a type's events it is, so that two with one body are two."""

    @property
    def with_token(self) -> bool:
        """Whether the right token goes with it."""
        return True

    def look(self, sight: Sight) -> EventSeen:
        """Send it once. Raises Unseen where nothing may, or can, be sent."""
        mark = f"vx11-{secrets.token_hex(8)}"
        body = (self.ingest.body or b"").replace(json.dumps(MARK)[1:-1].encode(), mark.encode())
        probe = replace(self.ingest, body=body.replace(MARK.encode(), mark.encode()))
        if self.broadcast is None:
            return self._sent(sight, probe, mark, None)
        live, _, address = place_of(sight, self.ingest.system, self.broadcast.service, self.broadcast.port)
        headers = token_headers(live.token, Auth.RIGHT)
        with Listener(address, self.broadcast.target, headers=headers, seconds=_ACCEPTED) as listener:
            return self._sent(sight, probe, mark, listener)

    def _sent(self, sight: Sight, probe: HttpProbe, mark: str, listener: Listener | None) -> EventSeen:
        asked = probe.look(sight)
        status = asked.answer.status
        accepted = status is not None and 200 <= status < 300 and not asked.answer.fault
        marks = (mark, *_ids(asked)) if accepted else (mark,)
        seen = EventSeen(asked=asked, accepted=accepted)
        wait = _ACCEPTED if accepted else _REFUSED
        if listener is not None:
            says = listener.says
            heard = listener.wait_for(lambda message: _has(message, marks), wait) if listener.opened else None
            seen = replace(seen, heard=heard, opened=listener.opened, deaf=listener.says or says)
        if self.ledger is not None:
            written, unread = _written(sight, self.ledger, marks, wait if accepted else 0.0)
            seen = replace(seen, written=written, unread=unread)
        return seen

    def probed(self, fact: EventSeen) -> Iterator[Probed]:
        """One row."""
        asked = f"{self.ingest.method} {fact.asked.url} {harmless((self.ingest.body or b'').decode(), 200)}"
        yield row(self.ingest.system, self.ingest.service, "event", asked, fact.asked)


def _written(sight: Sight, ledger: Ledger, marks: tuple[str, ...], wait: float) -> tuple[bool | None, str]:
    """Return whether a row is written within so many seconds, or why nobody could look."""
    until = time.monotonic() + wait
    try:
        file = ledger.file(sight)
        while not (found := ledger.has(file, marks)) and time.monotonic() < until:
            time.sleep(_STEP)
    except Unseen as unseen:
        return None, unseen.reason
    return found, ""


def _has(message: str | bytes, marks: tuple[str, ...]) -> bool:
    text = message if isinstance(message, str) else message.decode("utf-8", errors="replace")
    return any(mark in text for mark in marks)


def _ids(asked: Asked) -> Iterator[str]:
    """Yield the ids that an answer gives the event: long enough to be nobody else's."""
    try:
        answer: Any = json.loads(asked.answer.body)
    except (ValueError, RecursionError):
        return
    for key, value in answer.items() if isinstance(answer, dict) else ():
        if key.lower().replace("_", "").endswith("id") and isinstance(value, str) and len(value) >= 8:
            yield value

"""One conversation: open, send, wait for one message, close."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field
from time import monotonic

from pytest_vx11._observe.http.failed import Failed
from pytest_vx11._observe.live import Address
from pytest_vx11._observe.websocket.handshake import Headers, shake_hands
from pytest_vx11._observe.websocket.model import MOST_KEPT, Heard, Wanted, missed, shown
from pytest_vx11._observe.websocket.session import Session


def converse(
    address: Address,
    target: str,
    *,
    headers: Headers = (),
    send: str | None,
    wanted: Wanted | None,
    seconds: float = 10.0,
    linger: float | None = None,
) -> Heard:
    """Open a WebSocket, send `send`, and wait until `wanted` accepts a message; never raises for the other side.

    Without `wanted`, opening and sending are all. `linger` is how long to listen once it is open, where that is less
    than `seconds`. Raises Unseen where the question cannot be written as HTTP.
    """
    started = monotonic()
    opening = shake_hands(address, target, headers, seconds)
    if opening.wire is None:
        return Heard(refused=opening.refused, status=opening.status, says=opening.says, seconds=monotonic() - started)
    session = Session(opening.wire)
    talk = _Talk(session, started + seconds if linger is None else monotonic() + linger)
    try:
        says = talk.hold(send, wanted, seconds)
        took = monotonic() - started
    finally:
        session.close()
    return Heard(
        opened=True,
        status=opening.status,
        matched=talk.matched,
        messages=tuple(talk.messages),
        count=talk.count,
        seconds=took,
        says=says,
        closed=session.closed,
    )


@dataclass(slots=True)
class _Talk:
    """What was heard so far."""

    session: Session
    until: float
    messages: list[str] = field(default_factory=list)
    count: int = 0
    matched: str | None = None

    def hold(self, send: str | None, wanted: Wanted | None, seconds: float) -> str:
        """Send and listen; return what went wrong."""
        ended = ""
        try:
            self._send(send)
            if wanted is not None:
                self._listen(wanted)
        except TimeoutError:
            if wanted is None:
                return f"the message could not be sent in {seconds:g} s"
        except Failed as failed:
            ended = failed.says
        return "" if wanted is None or self.matched is not None else missed(self.count, ended, seconds)

    def _send(self, text: str | None) -> None:
        if text is not None:
            with suppress(ConnectionError):  # what was said before it broke is there to be read
                self.session.send(text, self.until)

    def _listen(self, wanted: Wanted) -> None:
        for message in self.session.messages(self.until):
            self.count += 1
            if len(self.messages) < MOST_KEPT:
                self.messages.append(shown(message))
            if wanted(message):
                self.matched = shown(message)
                return

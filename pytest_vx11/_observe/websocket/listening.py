"""An ear that stays at a WebSocket while something else is done that should be heard there."""

from __future__ import annotations

from collections import deque
from time import monotonic

from pytest_vx11._observe.http.failed import Failed
from pytest_vx11._observe.live import Address
from pytest_vx11._observe.websocket.handshake import Headers, shake_hands
from pytest_vx11._observe.websocket.model import Wanted, missed, shown
from pytest_vx11._observe.websocket.session import Session

#: How much of what nobody has waited for yet is remembered, in messages and in characters or bytes.
_MOST_RECENT = 1000
_MOST_SIZE = 4 * 1024**2


class Listener:
    """Opens a WebSocket when entered, and closes it when left. For one thread; it has none of its own.

    What comes between two waits stays in the connection, unread, and is heard by the next one.
    """

    def __init__(self, address: Address, target: str, *, headers: Headers = (), seconds: float = 10.0) -> None:
        self._address = address
        self._target = target
        self._headers = headers
        self._seconds = seconds
        self._session: Session | None = None
        self._recent: deque[str | bytes] = deque()
        self._size = 0
        self._ended = ""
        self.status: int | None = None
        """The status that the handshake was answered with; 101 where it was made."""
        self.says = ""
        """What went wrong, of the last thing that was tried; empty where nothing did."""

    @property
    def opened(self) -> bool:
        """Whether the handshake was made."""
        return self._session is not None

    @property
    def messages(self) -> tuple[str, ...]:
        """The starts of the recent messages that were not waited for, the oldest first."""
        return tuple(shown(message) for message in self._recent)

    def __enter__(self) -> Listener:
        """Open; `says` tells where that failed. Raises Unseen where the question cannot be written as HTTP."""
        opening = shake_hands(self._address, self._target, self._headers, self._seconds)
        self.status, self.says = opening.status, opening.says
        if opening.wire is not None:
            self._session = Session(opening.wire)
        return self

    def __exit__(self, *_: object) -> None:
        if self._session is not None:
            self._session.close()

    def wait_for(self, wanted: Wanted, seconds: float) -> str | None:
        """Return the start of a message that `wanted` accepts, and forget it; None where none came in time."""
        if self._session is None:
            return None
        self.says = ""
        for message in self._recent:
            if wanted(message):
                self._forget(message)
                return shown(message)
        return self._listen(self._session, wanted, seconds)

    def _listen(self, session: Session, wanted: Wanted, seconds: float) -> str | None:
        count = len(self._recent)
        try:
            for message in session.messages(monotonic() + seconds):
                if wanted(message):
                    return shown(message)
                count += 1
                self._remember(message)
        except TimeoutError:
            pass
        except Failed as failed:
            self._ended = failed.says
        self.says = missed(count, self._ended, seconds)
        return None

    def _remember(self, message: str | bytes) -> None:
        self._recent.append(message)
        self._size += len(message)
        while len(self._recent) > _MOST_RECENT or self._size > _MOST_SIZE:
            self._size -= len(self._recent.popleft())

    def _forget(self, message: str | bytes) -> None:
        self._recent.remove(message)
        self._size -= len(message)

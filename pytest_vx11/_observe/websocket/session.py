"""An open WebSocket: frames are read by `websockets`, bytes and deadlines are ours, and there is no thread."""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Iterator
from contextlib import suppress
from time import monotonic
from typing import TYPE_CHECKING, cast

from pytest_vx11._observe.http.failed import broken, cut
from pytest_vx11._observe.http.wire import Wire
from pytest_vx11._observe.websocket.model import MOST_MESSAGE
from pytest_vx11._source.words import harmless

if TYPE_CHECKING:
    from websockets.frames import Frame

#: How long the other side's part of a close is waited for.
_CLOSING = 0.5
_DATA = range(3)  # opcodes (RFC 6455, section 5.2)
_MORE, _TEXT, _BINARY = _DATA
_NOT_TEXT, _TOO_BIG = 1007, 1009  # codes (RFC 6455, section 7.4.1)
#: Why we, not the other side, ended a connection.
_OUR_REASONS = {
    _NOT_TEXT: "what came as text is not UTF-8",
    _TOO_BIG: f"a message is larger than {MOST_MESSAGE // 1024**2} MiB",
}


class Session:
    """Sends and reads messages. Compression was not offered, so that no message is larger than it comes."""

    def __init__(self, wire: Wire) -> None:
        from websockets.protocol import CLIENT, OPEN, Protocol  # noqa: PLC0415 - what is not used is not loaded

        self._wire = wire
        self._open = OPEN
        self._protocol = Protocol(CLIENT, max_size=MOST_MESSAGE, logger=_silence())
        self._frames: deque[Frame] = deque()
        self._parts = bytearray()
        self._is_text = False

    @property
    def closed(self) -> int | None:
        """The code with which the other side closed; None where it did not."""
        close = self._protocol.close_rcvd
        return None if close is None else int(close.code)

    def send(self, text: str, until: float) -> None:
        """Send a text message. Raises OSError where the connection broke, TimeoutError where nobody takes it."""
        self._wire.until = until
        self._protocol.send_text(text.encode("utf-8", errors="replace"))
        self._flush()

    def messages(self, until: float) -> Iterator[str | bytes]:
        """Yield what comes. Raises TimeoutError at the deadline, Failed where the connection ends."""
        self._wire.until = until
        while True:
            yield from self._complete(until)
            if not self._is_open():
                raise broken(self._end())
            try:
                self._receive()
            except ConnectionError as error:
                raise cut(error) from None
            with suppress(ConnectionError):  # or the next look tells
                self._flush()

    def close(self) -> None:
        """Close, as the protocol has it where the other side takes part, and soon in any case."""
        self._wire.until = monotonic() + _CLOSING
        with suppress(OSError):
            if self._is_open():
                self._protocol.send_close(1000)
                self._flush()
                while self._protocol.close_rcvd is None and self._protocol.parser_exc is None:
                    self._receive()
                    self._frames.clear()
        self._wire.close()

    def _is_open(self) -> bool:
        return self._protocol.state is self._open

    def _receive(self) -> None:
        """Wait for some bytes, and take in the frames that are complete with them."""
        block = self._wire.some()
        if block:
            self._protocol.receive_data(block)
        else:
            self._protocol.receive_eof()
        # Once open, there are no other events than frames.
        self._frames.extend(cast("list[Frame]", self._protocol.events_received()))

    def _flush(self) -> None:
        for data in self._protocol.data_to_send():
            if data:  # nothing stands for the end of the connection, which `close` sees to
                self._wire.send(data)

    def _complete(self, until: float) -> Iterator[str | bytes]:
        """Yield the messages that are complete; who stops after one finds the others here."""
        while self._frames:
            if monotonic() > until:
                raise TimeoutError
            frame = self._frames.popleft()
            if frame.opcode not in _DATA:
                continue
            if frame.opcode != _MORE:
                self._is_text = frame.opcode == _TEXT
            self._parts += frame.data
            if frame.fin:
                message, self._parts = bytes(self._parts), bytearray()
                yield self._text(message) if self._is_text else message

    def _text(self, message: bytes) -> str:
        try:
            return message.decode("utf-8")
        except UnicodeDecodeError:
            self._protocol.fail(_NOT_TEXT)
            raise broken(self._end()) from None

    def _end(self) -> str:
        """Say how the connection ended."""
        theirs, ours, problem = self._protocol.close_rcvd, self._protocol.close_sent, self._protocol.parser_exc
        if theirs is not None:
            reason = f" ({harmless(theirs.reason, 120)})" if theirs.reason else ""
            return f"the connection was closed with code {int(theirs.code)}{reason}"
        if ours is not None and ours.code in _OUR_REASONS:
            return _OUR_REASONS[int(ours.code)]
        if problem is None or isinstance(problem, EOFError):
            return "the connection ended without a close"
        return f"what came is no WebSocket: {harmless(str(problem), 120)}"


def _silence() -> logging.Logger:
    """Return a logger that tells nobody: what goes over the wire may be secret."""
    logger = logging.Logger("pytest_vx11.websocket")
    logger.disabled = True
    return logger

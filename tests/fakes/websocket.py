"""A WebSocket server by hand: frames as bytes, however wrong."""

from __future__ import annotations

import base64
import hashlib

from tests.fakes.server import Behaviour, Line

TEXT, BINARY, CLOSE, PING = 1, 2, 8, 9
_MAGIC = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"


def frame(data: bytes, opcode: int = TEXT, *, last: bool = True, length: int | None = None) -> bytes:
    """Return a frame as a server sends it; `length` is what it states, where that is not true."""
    size = len(data) if length is None else length
    first = bytes([opcode | (0x80 if last else 0)])
    if size < 126:
        return first + bytes([size]) + data
    if size < 2**16:
        return first + b"\x7e" + size.to_bytes(2, "big") + data
    return first + b"\x7f" + size.to_bytes(8, "big") + data


def accepted(request: bytes, *headers: bytes) -> bytes:
    """Return the answer to a handshake."""
    key = next(line[19:] for line in request.split(b"\r\n") if line.startswith(b"Sec-WebSocket-Key: "))
    accept = base64.b64encode(hashlib.sha1(key + _MAGIC).digest())
    lines = [b"HTTP/1.1 101 Switching Protocols", b"Upgrade: websocket", b"Connection: Upgrade"]
    return b"\r\n".join([*lines, b"Sec-WebSocket-Accept: " + accept, *headers, b"", b""])


def opening(*frames: bytes, then: Behaviour = Line.hold) -> Behaviour:
    """Return what makes the handshake, sends the frames, and goes on with `then`."""

    def behave(line: Line) -> None:
        line.send(accepted(line.request()), *frames)
        then(line)

    return behave

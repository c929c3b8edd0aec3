"""The body of an answer, block by block, to where its head says that it ends (RFC 9112, sections 6 and 7)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pytest_vx11._observe.http.failed import broken
from pytest_vx11._observe.http.head import MOST_HEADERS, Head, shown
from pytest_vx11._observe.http.wire import Wire

_BLOCK = 64 * 1024
_LINE = 8 * 1024
_SIZE = re.compile(rb"([0-9A-Fa-f]{1,15})[ \t]*(?:;.*)?")


def blocks(wire: Wire, head: Head) -> Iterator[bytes]:
    """Yield the body as it comes. Raises Failed where it ends before its end."""
    if head.chunked:
        return _chunked(wire)
    return _until_closed(wire) if head.length is None else _counted(wire, head.length)


def _counted(wire: Wire, length: int) -> Iterator[bytes]:
    left = length
    while left:
        block = wire.some(min(left, _BLOCK))
        if not block:
            raise broken(f"the body ended after {length - left} of {length} bytes")
        left -= len(block)
        yield block


def _until_closed(wire: Wire) -> Iterator[bytes]:
    while block := wire.some():
        yield block


def _chunked(wire: Wire) -> Iterator[bytes]:
    while left := _chunk_size(wire):
        while left:
            block = wire.some(min(left, _BLOCK))
            if not block:
                raise broken("the chunked body broke off within a chunk")
            left -= len(block)
            yield block
        if wire.line(2).strip(b"\r\n"):
            raise broken("a chunk of the body is longer than it says")
    _trailers(wire)


def _chunk_size(wire: Wire) -> int:
    line = wire.line(_LINE)
    if not line:
        raise broken("the chunked body broke off before its last chunk")
    match = _SIZE.fullmatch(line.rstrip(b"\r\n"))
    if match is None or not line.endswith(b"\n"):
        raise broken(f"the size of a chunk is no number: {shown(line)}")
    return int(match[1], 16)


def _trailers(wire: Wire) -> None:
    """Pass over what may follow the last chunk."""
    for _ in range(MOST_HEADERS):
        if wire.line(_LINE) in (b"\r\n", b"\n", b""):
            return
    raise broken(f"more than {MOST_HEADERS} lines follow the last chunk")

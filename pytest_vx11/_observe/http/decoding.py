"""Undoing gzip and deflate in bounded memory, whatever a small body unfolds to."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator
from itertools import chain

from pytest_vx11._observe.http.failed import broken
from pytest_vx11._source.words import harmless

#: The most that one step unfolds.
_STEP = 64 * 1024
_GZIP = frozenset({"gzip", "x-gzip"})
_PLAIN = frozenset({"", "identity"})
_GZIP_BITS = zlib.MAX_WBITS + 16


def decoded(blocks: Iterator[bytes], coding: str, *, whole: bool) -> Iterator[bytes]:
    """Yield a body's blocks as they were before they were encoded. Raises Failed where they are not encoded so.

    What nobody compares (not `whole`) may be encoded in a way that is not known here, and is left as it is.
    """
    if coding in _GZIP:
        return _inflated(blocks, "gzip", lambda _: _GZIP_BITS)
    if coding == "deflate":
        return _inflated(_two_bytes_first(blocks), "deflate", _deflate_bits)
    return blocks if coding in _PLAIN or not whole else _unknown(blocks, coding)


def _unknown(blocks: Iterator[bytes], coding: str) -> Iterator[bytes]:
    for _ in blocks:
        raise broken(f"the body is encoded as {harmless(coding, 40)!r}, which nobody asked for")
    yield from ()


def _inflated(blocks: Iterator[bytes], coding: str, bits: Callable[[bytes], int]) -> Iterator[bytes]:
    stream, ended = None, False
    for block in blocks:
        data = block
        while data:
            if ended and (coding != "gzip" or data[:1] != b"\x1f"):  # only gzip has more members (RFC 1952)
                yield from _passed_over(blocks)
                return
            stream, ended = stream or zlib.decompressobj(bits(data)), False
            try:
                yield from _steps(stream, data)
            except zlib.error as error:
                raise broken(f"the body is not {coding}, as its header says: {error}") from None
            data = stream.unused_data
            if stream.eof:
                stream, ended = None, True
    if stream is not None:
        raise broken(f"the body is {coding} that breaks off")


def _steps(stream: zlib._Decompress, data: bytes) -> Iterator[bytes]:
    """Yield what the data unfolds to; a full step may leave more inside, even of no data."""
    out = stream.decompress(data, _STEP)
    while out:
        yield out
        out = stream.decompress(stream.unconsumed_tail, _STEP) if not stream.eof else b""


def _passed_over(blocks: Iterator[bytes]) -> Iterator[bytes]:
    """Read on to the body's end, so that one that breaks off is noticed; what follows the encoded part is nothing."""
    for _ in blocks:
        yield b""


def _two_bytes_first(blocks: Iterator[bytes]) -> Iterator[bytes]:
    start = b""
    for block in blocks:
        start += block
        if len(start) >= 2:
            return chain([start], blocks)
    return iter([start] if start else [])


def _deflate_bits(start: bytes) -> int:
    """Tell the two that are called deflate apart: in zlib's frame (RFC 1950), and bare, as many send it."""
    framed = start[0] & 15 == 8 and int.from_bytes(start[:2], "big") % 31 == 0
    return zlib.MAX_WBITS if framed else -zlib.MAX_WBITS

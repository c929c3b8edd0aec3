"""The head of an answer: status, headers, and what they say of the body's end (RFC 9112)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from pytest_vx11._observe.http.failed import broken
from pytest_vx11._observe.http.wire import Wire
from pytest_vx11._source.words import harmless

#: The most that is read of a head, in bytes and in headers.
MOST_HEAD = 128 * 1024
MOST_HEADERS = 256
_STATUS = re.compile(rb"HTTP/1\.([01]) ([1-9][0-9]{2})(?: .*)?", re.DOTALL)
_SWITCHED = 101
_BODILESS = frozenset({_SWITCHED, 204, 304})
#: As many digits as a number of bytes can have; more would only cost time.
_LENGTH = re.compile(r"[0-9]{1,18}")

Headers = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """What came before the body."""

    status: int
    headers: Headers
    length: int | None
    """How many bytes of body follow; None where it ends with its last chunk, or with the connection."""
    chunked: bool = False
    keeps: bool = False
    """Whether the other side lets the connection be used again."""

    def value(self, name: str) -> str:
        """Return all values of a header as one; empty where there is none."""
        return _joined(self.headers, name)


def read_head(wire: Wire, method: str) -> Head:
    """Read a head; informational ones before it are passed over (RFC 9110, section 15.2).

    Raises Failed where it is no HTTP, or larger than is read.
    """
    while True:
        minor, status = _status(wire)
        headers = _headers(wire)
        if status >= 200 or status == _SWITCHED:
            return _framed(method, minor, status, headers)


def _status(wire: Wire) -> tuple[int, int]:
    line = wire.line(MOST_HEAD)
    if not line:
        raise broken("the connection was closed before an answer came")
    match = _STATUS.fullmatch(line.rstrip(b"\r\n"))
    if match is None:
        raise broken(f"the answer is no HTTP/1.1: it begins with {shown(line)}")
    return int(match[1]), int(match[2])


def _headers(wire: Wire) -> Headers:
    headers: list[tuple[str, str]] = []
    room = MOST_HEAD
    while (line := wire.line(room)) not in (b"\r\n", b"\n"):
        room -= len(line)
        if not line.endswith(b"\n"):
            raise broken(_unended(room))
        if line[:1] in (b" ", b"\t") and headers:
            name, value = headers.pop()  # folded, as was once allowed (RFC 9112, section 5.2)
            headers.append((name, f"{value} {_text(line)}".strip()))
        else:
            headers.append(_header(line))
        if len(headers) > MOST_HEADERS:
            raise broken(f"the answer has more than {MOST_HEADERS} headers")
    return tuple(headers)


def _unended(room: int) -> str:
    if room <= 0:
        return f"the headers are larger than {MOST_HEAD // 1024} KiB"
    return "the connection was closed within the headers"


def _header(line: bytes) -> tuple[str, str]:
    name, colon, value = line.partition(b":")
    if not colon or not name.strip():
        raise broken(f"a line of the headers is no header: {shown(line)}")
    return _text(name), _text(value)


def _text(value: bytes) -> str:
    return value.decode("latin-1").strip(" \t\r\n")


def _framed(method: str, minor: int, status: int, headers: Headers) -> Head:
    coding = _joined(headers, "transfer-encoding").lower()
    keeps = _keeps(minor, _joined(headers, "connection").lower()) and status != _SWITCHED
    if method == "HEAD" or status in _BODILESS:
        return Head(status=status, headers=headers, length=0, keeps=keeps)
    if coding:
        if coding != "chunked":
            raise broken(f"the body is transferred as {harmless(coding, 40)!r}, which nobody asked for")
        # Two statements of where the body ends are one too many (RFC 9112, section 6.3).
        keeps = keeps and not _joined(headers, "content-length")
        return Head(status=status, headers=headers, length=None, chunked=True, keeps=keeps)
    length = _length([value for name, value in headers if name.lower() == "content-length"])
    return Head(status=status, headers=headers, length=length, keeps=keeps and length is not None)


def _length(values: Sequence[str]) -> int | None:
    stated = {value.strip() for text in values for value in text.split(",")}
    if not stated:
        return None
    if len(stated) > 1:
        raise broken("the headers state two lengths of the body")
    value = stated.pop()
    if not _LENGTH.fullmatch(value):
        raise broken(f"the length of the body is no number: {harmless(value, 40)!r}")
    return int(value)


def _keeps(minor: int, connection: str) -> bool:
    said = {word.strip() for word in connection.split(",")}
    return "close" not in said and (minor == 1 or "keep-alive" in said)


def _joined(headers: Headers, name: str) -> str:
    return ", ".join(value for key, value in headers if key.lower() == name)


def shown(line: bytes) -> str:
    """Return the start of a line from outside, for people."""
    return repr(harmless(line.strip(b"\r\n").decode("utf-8", errors="replace"), 40))

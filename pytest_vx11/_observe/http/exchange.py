"""One request and its answer over one connection."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from time import monotonic

from pytest_vx11._observe.http.body import blocks
from pytest_vx11._observe.http.decoding import decoded
from pytest_vx11._observe.http.failed import Failed, cut, late
from pytest_vx11._observe.http.head import Head, read_head
from pytest_vx11._observe.http.model import MOST_BODY, SNIPPET, Answer, Fault, Request
from pytest_vx11._observe.http.wire import Wire

#: Bodies that are made to go on for ever; their end is waited for only where somebody compares them.
_STREAMS = frozenset({"text/event-stream", "multipart/x-mixed-replace"})
#: How long the first bytes are waited for of a body whose end is not.
_GLANCE = 1.0
_MIB = 1024**2


@dataclass(slots=True)
class Exchange:
    """What came so far, so that a fault keeps it."""

    wire: Wire
    request: Request
    head: Head | None = None
    body: bytearray = field(default_factory=bytearray)
    size: int = 0
    keeps: bool = False
    """Whether the connection is good for another exchange."""

    @property
    def unheard(self) -> bool:
        """Whether not one byte came back."""
        return not self.wire.received

    def run(self, message: bytes, seconds: float) -> Answer:
        """Send the message and read the answer; never raises for anything the other side does."""
        started = monotonic()
        failed = self._run(message, seconds)
        return Answer(
            status=self.head.status if self.head else None,
            headers=self.head.headers if self.head else (),
            body=bytes(self.body),
            size=self.size,
            seconds=monotonic() - started,
            fault=failed.fault if failed else None,
            says=failed.says if failed else "",
        )

    def _run(self, message: bytes, seconds: float) -> Failed | None:
        try:
            # A server may answer, and close, before it has read all of the request.
            with suppress(ConnectionError):
                self.wire.send(message)
            self.head = read_head(self.wire, self.request.method)
            self._read(self.head)
        except Failed as failed:
            return failed
        except TimeoutError:
            return late(self.wire.received, seconds)
        except OSError as error:
            return cut(error)
        return None

    def _read(self, head: Head) -> None:
        coding = head.value("content-encoding").lower()
        body = decoded(blocks(self.wire, head), coding, whole=self.request.whole)
        if not self.request.whole and _is_stream(head):
            self._glance(body)
        elif head.length is not None and head.length > MOST_BODY:
            self._glance(body)
            self._too_large(f"says that it has {head.length} bytes")
        else:
            self._to_the_end(body, head)

    def _to_the_end(self, body: Iterator[bytes], head: Head) -> None:
        for block in body:
            self._keep(block)
            if self.size <= MOST_BODY:
                continue
            if head.length is None:
                raise Failed(Fault.ENDLESS, f"the body went on after {MOST_BODY // _MIB} MiB, and does not say its end")
            self._too_large(f"unfolds from {head.length} bytes to more than are read")
            return
        self.keeps = head.keeps

    def _too_large(self, what: str) -> None:
        """Only who compares a body needs all of it."""
        if self.request.whole:
            raise Failed(Fault.LARGE, f"the body {what}; at most {MOST_BODY // _MIB} MiB are read")

    def _glance(self, body: Iterator[bytes]) -> None:
        """Keep the first bytes, where they come soon."""
        self.wire.until = min(self.wire.until, monotonic() + _GLANCE)
        with suppress(TimeoutError):
            self._keep(next(body, b""))

    def _keep(self, block: bytes) -> None:
        self.size += len(block)
        most = MOST_BODY if self.request.whole else SNIPPET
        self.body += block[: most - len(self.body)]


def _is_stream(head: Head) -> bool:
    return head.value("content-type").partition(";")[0].strip().lower() in _STREAMS

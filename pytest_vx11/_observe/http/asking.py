"""Asking over HTTP: an answer comes back in time and in bounded memory, whatever the other side does."""

from __future__ import annotations

import threading
from time import monotonic

from pytest_vx11._observe.http.exchange import Exchange
from pytest_vx11._observe.http.idle import Idle
from pytest_vx11._observe.http.model import Answer, Fault, Request
from pytest_vx11._observe.http.wire import Wire, connect
from pytest_vx11._observe.http.writing import SAFE, written
from pytest_vx11._observe.live import Address


class Asker:
    """Asks, and keeps connections for the next question. Threads may share it.

    It follows no redirect, keeps no cookie, and goes through no proxy: a question goes to its address and nowhere else.
    """

    def __init__(self) -> None:
        self._idle = Idle()
        self._busy: set[Wire] = set()
        self._lock = threading.Lock()

    def __enter__(self) -> Asker:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def ask(self, address: Address, request: Request, *, seconds: float = 10.0, fresh: bool = False) -> Answer:
        """Return the answer, or what there is of it and what went wrong; never raises for what the other side does.

        Only a method that promises to change nothing goes over a kept connection, and again over a new one where the
        other side just closed that (RFC 9110, section 9.2.2). `fresh` takes a connection for this question alone.
        """
        until = monotonic() + seconds
        message = written(address, request)
        if request.method in SAFE and not fresh:
            answer = self._ask_kept(address, request, message, until, seconds)
            if answer is not None:
                return answer
        started = monotonic()
        try:
            wire = connect(address, until)
        except OSError as error:
            return _unconnected(error, monotonic() - started, seconds)
        exchange, answer = self._exchange(wire, request, message, seconds)
        self._keep_or_close(address, exchange, keep=request.method in SAFE and not fresh)
        return answer

    def release(self, address: Address) -> None:
        """Close the idle connections to an address, that a server of one thread may wait on."""
        self._idle.release(address)

    def close(self) -> None:
        """Close all connections, and keep none from now on; who waits for an answer waits no longer."""
        self._idle.close()
        with self._lock:
            for wire in self._busy:
                wire.cut()

    def _ask_kept(
        self, address: Address, request: Request, message: bytes, until: float, seconds: float
    ) -> Answer | None:
        """Return the answer that came over a kept connection; None where there is none, or it was closed meanwhile."""
        wire = self._idle.take(address)
        if wire is None:
            return None
        wire.renew(until)
        exchange, answer = self._exchange(wire, request, message, seconds)
        self._keep_or_close(address, exchange, keep=True)
        return None if answer.fault is Fault.BROKEN and exchange.unheard else answer

    def _exchange(self, wire: Wire, request: Request, message: bytes, seconds: float) -> tuple[Exchange, Answer]:
        with self._lock:
            self._busy.add(wire)
        try:
            exchange = Exchange(wire, request)
            return exchange, exchange.run(message, seconds)
        finally:
            with self._lock:
                self._busy.discard(wire)

    def _keep_or_close(self, address: Address, exchange: Exchange, *, keep: bool) -> None:
        if keep and exchange.keeps:
            self._idle.put(address, exchange.wire)
        else:
            exchange.wire.close()


def _unconnected(error: OSError, took: float, seconds: float) -> Answer:
    if isinstance(error, TimeoutError):
        says = f"no connection came about in {seconds:g} s"
        return Answer(seconds=took, fault=Fault.SILENT, says=says)
    says = f"no connection: {error.strerror or error}"
    return Answer(seconds=took, fault=Fault.REFUSED, says=says)

"""Under xdist: the process that the user started plans, looks and judges; the workers ask it (worker.py).

So a file is parsed once however many workers there are, and every worker tells the same. They talk over a local
socket that only they know the key of.
"""

from __future__ import annotations

import secrets
import threading
import traceback
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from multiprocessing import AuthenticationError
from multiprocessing.connection import Connection, Listener
from typing import Any, NamedTuple

import pytest

from pytest_vx11._engine.run import Run
from pytest_vx11._errors import Unseen
from pytest_vx11._observe.live import Live
from pytest_vx11._plugin.selection import Selection


class Hello(NamedTuple):
    """What a worker is told when it starts."""

    facets: tuple[str, ...]
    canons: tuple[str, ...]
    arguments: tuple[str, ...]
    """What pytest is to collect."""
    selection: Selection
    strict: bool


class Broken(NamedTuple):
    """What a worker is sent where the host failed."""

    trace: str


class Host:
    """Answers the workers."""

    def __init__(self, run: Run, hello: Hello) -> None:
        self._run = run
        self._hello = hello
        self._key = secrets.token_bytes(32)
        self._lock = threading.Lock()
        self._listener: Listener | None = None

    @pytest.hookimpl(optionalhook=True)
    def pytest_configure_node(self, node: Any) -> None:
        """Tell a worker, before it starts, where to ask (xdist's hook)."""
        if self._listener is None:
            self._listener = _listener(self._key)
            threading.Thread(target=self._listen, args=(self._listener,), name="vx11-host", daemon=True).start()
        node.workerinput["vx11"] = {"address": self._listener.address, "key": self._key}

    def pytest_unconfigure(self) -> None:
        """Stop answering."""
        if self._listener is not None:
            self._listener.close()
            self._listener = None

    def _listen(self, listener: Listener) -> None:
        while self._listener is listener:
            try:
                connection = listener.accept()
            except (OSError, EOFError, AuthenticationError):
                continue
            threading.Thread(target=self._answer, args=(connection,), daemon=True).start()

    def _answer(self, connection: Connection) -> None:
        # A worker that goes away closes its end; there is nobody to tell.
        with connection, suppress(EOFError, OSError):
            while True:
                what, argument = connection.recv()
                with self._lock:
                    connection.send(self._answered(what, argument))

    def _answered(self, what: str, argument: Any) -> Any:
        """Return the answer; what went wrong goes back to whoever asked, or that one would wait for ever."""
        try:
            return self._reply(what, argument)
        except Exception:  # noqa: BLE001
            return Broken(traceback.format_exc())

    def _reply(self, what: str, argument: Any) -> Any:
        """Return what a worker asks for, as it can be sent."""
        run = self._run
        answers: dict[str, Callable[[], Any]] = {
            "hello": lambda: self._hello,
            "planned": lambda: run.planned(argument),
            "expect": lambda: run.expect(*argument),
            "verdicts": lambda: run.verdicts(argument),
            "canons": run.canons,
            "live": lambda: _reach(run, argument),
            "ended": lambda: run.ended(argument),
            "own": lambda: run.own(*argument),
            "starred": lambda: run.starred(argument),
            "truth": run.truth,
            "wrong": lambda: run.wrong(argument),
        }
        return answers[what]()


def _reach(run: Run, system: str) -> Live | Unseen:
    """Return a system that is up, without what only this process has, and the environment where secrets may be."""
    try:
        return replace(run.live(system), engine=None, environ={})
    except Unseen as unseen:
        return unseen


def _listener(key: bytes) -> Listener:
    try:
        return Listener(None, authkey=key)
    except OSError:
        # The path of the temporary folder is too long for a socket's (unix(7): 108 bytes).
        return Listener(("127.0.0.1", 0), authkey=key)

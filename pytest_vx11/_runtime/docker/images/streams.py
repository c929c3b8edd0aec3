"""What an engine tells while it works, line by line, and how that is broken off from outside."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from pytest_vx11._observe.containers.json import Json
from pytest_vx11._runtime.docker.images.model import BrokenOff

if TYPE_CHECKING:
    import docker
    import requests
    from docker.types.daemon import CancellableStream


class Streams:
    """The answers that an engine is giving just now; to break one off is to end the work behind it."""

    def __init__(self, client: docker.APIClient) -> None:
        self._client = client
        self._lock = threading.Lock()
        self._open: set[CancellableStream[Json]] = set()
        self._broken = threading.Event()

    def read(self, begin: Callable[[], Iterator[Json]]) -> Iterator[Json]:
        """Yield each object of the answer that `begin` asks for.

        Raises BrokenOff after `break_off`, and whatever docker-py raises.
        """
        import docker
        import urllib3

        lines, answer, stream = self._begun(begin)
        try:
            yield from lines
        except (OSError, ValueError, urllib3.exceptions.HTTPError, docker.errors.DockerException):
            # A connection that another thread closes under a reader is wrong in many ways.
            if not self._broken.is_set():
                raise
        finally:
            with self._lock:
                self._open.discard(stream)
            answer.close()
        if self._broken.is_set():
            raise BrokenOff("stopped")

    def break_off(self) -> None:
        """End what goes on, and whatever would begin after it."""
        self._broken.set()
        with self._lock:
            streams = list(self._open)
        for stream in streams:
            _close(stream)

    def _begun(
        self, begin: Callable[[], Iterator[Json]]
    ) -> tuple[Iterator[Json], requests.Response, CancellableStream[Json]]:
        """Return the answer's lines, itself, and what ends it from outside (read through, that makes an end of errors)."""
        from docker.types.daemon import CancellableStream

        if self._broken.is_set():
            raise BrokenOff("stopped")
        answers: list[requests.Response] = []
        lines = self._answered(begin, answers)
        stream = CancellableStream(lines, answers[-1])
        with self._lock:
            self._open.add(stream)
        if self._broken.is_set():
            _close(stream)
        return lines, answers[-1], stream

    def _answered(self, begin: Callable[[], Iterator[Json]], answers: list[requests.Response]) -> Iterator[Json]:
        """Ask, and note the answer itself: docker-py gives its lines alone, and only the answer can be closed."""
        thread = threading.get_ident()

        def note(response: requests.Response, *_: Any, **__: Any) -> None:
            if threading.get_ident() == thread:
                answers.append(response)

        self._listen(lambda heard: [*heard, note])
        try:
            return begin()
        finally:
            self._listen(lambda heard: [each for each in heard if each is not note])

    def _listen(self, change: Callable[[list[Any]], list[Any]]) -> None:
        with self._lock:
            # A new list each time: another thread may be going through the old one.
            self._client.hooks["response"] = change(list(self._client.hooks["response"]))


def _close(stream: CancellableStream[Json]) -> None:
    import docker

    # Over ssh docker-py cannot: then the work is waited for.
    with suppress(OSError, AttributeError, docker.errors.DockerException):
        stream.close()

"""Bringing all images that services need."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from typing import TYPE_CHECKING

from pytest_vx11._observe.compose import Project, Service
from pytest_vx11._runtime.base import StartFailed, Tell, Unavailable
from pytest_vx11._runtime.docker.images.build import build_image
from pytest_vx11._runtime.docker.images.cached import remove_unused
from pytest_vx11._runtime.docker.images.model import BrokenOff, Image, NotBrought
from pytest_vx11._runtime.docker.images.plan import plan, pulled
from pytest_vx11._runtime.docker.images.progress import Progress
from pytest_vx11._runtime.docker.images.pull import take_image
from pytest_vx11._runtime.docker.images.streams import Streams
from pytest_vx11._runtime.docker.naming import Naming

if TYPE_CHECKING:
    import docker

_AT_ONCE = 4
_BLINK = 0.1
_SECOND = 1.0

Task = Callable[[], Image]


def bring_images(
    client: docker.APIClient,
    services: Sequence[Service],
    project: Project,
    naming: Naming,
    root: str,
    tell: Tell,
    stopped: Callable[[], bool],
) -> Mapping[str, Image]:
    """Return each service's image, built or pulled where it has to be.

    Raises Unavailable with all reasons where one is not to be had, and StartFailed where `stopped` says so meanwhile;
    then nothing stays of what was built for this run alone.
    """
    todo = plan(services, project, naming, root)
    progress, streams = Progress(tell), Streams(client)
    builds: dict[str, Task] = {
        order.service: lambda order=order: build_image(client, order, streams, progress)  # type: ignore[misc]
        for order in todo.builds
    }
    pulls: dict[str, Task] = {
        pulled(order): lambda order=order: take_image(client, order, streams, progress)  # type: ignore[misc]
        for order in todo.pulls
    }
    with _Bringing(streams, progress, stopped) as bringing:
        # Services that are made alike share their first steps: the first build runs them, the others find them.
        bringing.run(dict([*builds.items()][:1]))
        bringing.run({**pulls, **dict([*builds.items()][1:])})
    return bringing.images(client, todo.of)


class _Bringing:
    """Runs tasks in threads, up to four at once, and breaks them off when it is told to, or has to leave early."""

    def __init__(self, streams: Streams, progress: Progress, stopped: Callable[[], bool]) -> None:
        self._streams = streams
        self._progress = progress
        self._stopped = stopped
        self._threads = ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="vx11-images")
        self._done: dict[str, Future[Image]] = {}

    def __enter__(self) -> _Bringing:
        return self

    def __exit__(self, kind: object, *_: object) -> None:
        if kind is not None:
            self._streams.break_off()
        self._threads.shutdown(wait=True)

    def run(self, tasks: Mapping[str, Task]) -> None:
        """Return when all have ended, well or not; a failure lets the others end, so that all reasons are known."""
        going = {name: self._threads.submit(task) for name, task in tasks.items()}
        self._done.update(going)
        left, told = set(going.values()), time.monotonic()
        while left:
            left = wait(left, _BLINK).not_done
            if self._stopped():
                self._streams.break_off()
            elif time.monotonic() - told >= _SECOND:
                told = time.monotonic()
                self._progress.look()

    def images(self, client: docker.APIClient, of: Mapping[str, str]) -> Mapping[str, Image]:
        """Return what came of it."""
        found: dict[str, Image] = {}
        reasons: list[str] = []
        broken = False
        for name, future in self._done.items():
            try:
                found[name] = future.result()
            except NotBrought as error:
                reasons.append(str(error))
            except BrokenOff:
                broken = True
        if broken or reasons:
            remove_unused(client, found.values())
            raise StartFailed("", "stopped") if broken else Unavailable(tuple(reasons))
        return {service: found[key] for service, key in of.items()}

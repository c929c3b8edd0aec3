"""Running a command in a container, with a limit of time and of output."""

from __future__ import annotations

import os
import signal
import struct
import time
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from pytest_vx11._observe.containers.local import is_process_of
from pytest_vx11._observe.containers.model import CommandSeen

if TYPE_CHECKING:
    import docker

_BLOCK = 65536
_STEP = 0.02
_SETTLE = 1.0


def run_command(
    client: docker.APIClient, container: str, words: tuple[str, ...], seconds: float, most: int
) -> CommandSeen:
    """Return what came of it. One that does not end in time is killed, where its process can be reached from here."""
    began = time.monotonic()
    name = client.exec_create(container, list(words), stdout=True, stderr=True)["Id"]
    stream = client.exec_start(name, socket=True)
    # Closing what docker-py makes of the socket leaves the socket itself open.
    connection = _socket(stream)
    try:
        output, ended = _read(connection, began + seconds, most)
    finally:
        with suppress(OSError):
            stream.close()
            connection.close()
    status = _status(client, name, max(began + seconds, time.monotonic() + _SETTLE) if ended else began + seconds)
    if status is None:
        _kill(client, name, container)
    return CommandSeen(status=status, output=output.decode("utf-8", errors="replace"), seconds=time.monotonic() - began)


def _socket(stream: Any) -> Any:
    """Return what can be read with a limit: docker-py gives a socket, or what is made from one."""
    return getattr(stream, "_sock", stream)


def _read(connection: Any, until: float, most: int) -> tuple[bytes, bool]:
    """Return the start of what both streams carry, and whether they have come to their end."""
    frames = _Frames(most)
    while (left := until - time.monotonic()) > 0:
        connection.settimeout(left)
        try:
            block = connection.recv(_BLOCK)
        except TimeoutError:
            return frames.output, False
        if not block:
            return frames.output, True
        frames.feed(block)
    return frames.output, False


class _Frames:
    """Takes the streams out of their frames: a byte for which, three of nothing, four for the length (ContainerAttach)."""

    def __init__(self, most: int) -> None:
        self.output = b""
        self._most = most
        self._head = b""
        self._left = 0

    def feed(self, block: bytes) -> None:
        while block:
            if self._left:
                taken, block = block[: self._left], block[self._left :]
                self._left -= len(taken)
                self.output += taken[: self._most - len(self.output)]
            else:
                missing = 8 - len(self._head)
                self._head, block = self._head + block[:missing], block[missing:]
                if len(self._head) == 8:
                    (self._left,) = struct.unpack(">4xI", self._head)
                    self._head = b""


def _status(client: docker.APIClient, name: str, until: float) -> int | None:
    """Return the exit status; its streams may end before it does."""
    while True:
        said = client.exec_inspect(name)
        if not said.get("Running") and said.get("ExitCode") is not None:
            return int(said["ExitCode"])
        if time.monotonic() >= until:
            return None
        time.sleep(_STEP)


def _kill(client: docker.APIClient, name: str, container: str) -> None:
    """End it. The API cannot; its process can be reached where the engine is of this machine, and we may."""
    pid = client.exec_inspect(name).get("Pid")
    if isinstance(pid, int) and pid > 1 and is_process_of(pid, container):
        with suppress(OSError):
            os.kill(pid, signal.SIGKILL)

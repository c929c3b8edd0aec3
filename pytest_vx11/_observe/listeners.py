"""Who listens on this machine, as its kernel tells."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass

import psutil

from pytest_vx11._errors import Unseen

#: More are no help to anybody, and a hostile command line may have megabytes.
_LONGEST = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Listener:
    """One socket that waits for somebody."""

    protocol: str
    """`tcp` or `udp`."""
    host: str
    """The address it is bound to: `127.0.0.1`, `0.0.0.0`, `::`."""
    port: int
    pid: int | None = None
    """Whose it is; None where this machine does not tell."""
    name: str = ""
    """The process's name, where it could be asked."""
    command: str = ""
    """The start of its command line, where it could be asked."""

    @property
    def owner(self) -> str:
        """Whose it is, for people."""
        if self.pid is None:
            return "somebody (this machine does not tell who)"
        command = f', "{self.command}"' if self.command else ""
        return f"{self.name or 'a process'} (pid {self.pid}{command})"


def listeners() -> tuple[Listener, ...]:
    """Return who listens right now; raises Unseen where this machine does not tell at all (macOS)."""
    try:
        found = psutil.net_connections(kind="inet")
    except psutil.AccessDenied:
        raise Unseen("this machine does not tell who listens") from None
    sockets = [
        (protocol, each.laddr, each.pid)
        for each in found
        if each.laddr and (protocol := _protocol(each.type, each.status, each.raddr))
    ]
    owners = {pid: _owner(pid) for pid in {pid for _, _, pid in sockets} if pid is not None}
    return tuple(
        Listener(
            protocol=protocol,
            host=address.ip,
            port=address.port,
            pid=pid,
            name=owners[pid][0] if pid is not None else "",
            command=owners[pid][1] if pid is not None else "",
        )
        for protocol, address, pid in sockets
    )


def tree_pids(pid: int) -> frozenset[int]:
    """Return the numbers of a process, of all that came of it, and of whoever shares its session, while it leads one."""
    parents = dict(_parents())
    found = {pid} | {each for each in parents if _session(each) == pid}
    children: dict[int, list[int]] = {}
    for each, parent in parents.items():
        children.setdefault(parent, []).append(each)
    waiting = list(found)
    while waiting:
        new = [each for each in children.get(waiting.pop(), ()) if each not in found]
        found.update(new)
        waiting += new
    return frozenset(found)


def _protocol(kind: int, status: str, remote: object) -> str:
    """Return the protocol of a socket that waits for somebody; empty for any other."""
    if kind == socket.SOCK_STREAM:
        return "tcp" if status == psutil.CONN_LISTEN else ""
    return "udp" if not remote else ""


def _owner(pid: int) -> tuple[str, str]:
    """Return a process's name and command line; empty where it is gone, or not to be asked."""
    name = command = ""
    with suppress(psutil.Error):
        process = psutil.Process(pid)
        name = process.name()
        command = " ".join(process.cmdline())
    return name, command if len(command) <= _LONGEST else f"{command[:_LONGEST]}…"


def _parents() -> Iterator[tuple[int, int]]:
    for process in psutil.process_iter():
        with suppress(psutil.Error):
            yield process.pid, process.ppid()


def _session(pid: int) -> int | None:
    try:
        return os.getsid(pid)
    except OSError:
        return None

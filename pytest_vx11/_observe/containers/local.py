"""What the kernel of this machine tells of a container whose engine runs here too."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path

_LISTENS, _UDP_UNCONNECTED = "0A", "07"
_MOST_LINES = 100_000


@dataclass(frozen=True, slots=True)
class Socket:
    """A socket in a container's own network that takes connections, or datagrams."""

    protocol: str
    host: str
    port: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MemoryUse:
    """Memory of a container, in bytes."""

    used: int
    """Without what the kernel gives back when it is asked: the cache of files that nobody uses."""
    killed: int
    """How many of its processes were killed for memory since it was started."""


def is_process_of(pid: int, container: str) -> bool:
    """Tell whether a process of this machine is in a container: its number may be another machine's."""
    try:
        return container[:64] in Path(f"/proc/{pid}/cgroup").read_text(encoding="utf-8")
    except OSError:
        return False


def sockets_of(pid: int, container: str) -> tuple[Socket, ...] | None:
    """Return who listens in the network of a container, by its first process; None where this machine does not tell."""
    if not is_process_of(pid, container):
        return None
    found: list[Socket] = []
    try:
        for name in ("tcp", "tcp6", "udp", "udp6"):
            found += _sockets(f"/proc/{pid}/net/{name}", name[:3])
    except (OSError, ValueError):
        return None
    return tuple(found)


def listens_on(pid: int, port: int) -> bool:
    """Tell whether anybody takes TCP connections on a port in the network of a process, as cheaply as can be.

    Raises OSError where the process has gone, or this machine does not tell.
    """
    line = re.compile(rf":{port:04X} [0-9A-F]+:0000 {_LISTENS} ")
    return any(line.search(_text(f"/proc/{pid}/net/{name}")) for name in ("tcp", "tcp6"))


def _text(path: str) -> str:
    try:
        with open(path, encoding="ascii") as file:
            return file.read()
    except FileNotFoundError:
        if path.endswith("6") and os.path.exists(path[:-1]):
            return ""  # a kernel without IPv6
        raise


def _sockets(path: str, protocol: str) -> Iterator[Socket]:
    with suppress(FileNotFoundError), open(path, encoding="ascii") as file:
        wanted = _LISTENS if protocol == "tcp" else _UDP_UNCONNECTED
        for number, line in enumerate(file):
            fields = line.split()
            if number and len(fields) > 3 and fields[3] == wanted:
                host, _, port = fields[1].partition(":")
                yield Socket(protocol, _address(host), int(port, 16))
            if number > _MOST_LINES:
                raise ValueError("too many sockets")


def _address(said: str) -> str:
    """Return an address of /proc/net: words of four bytes, each in the machine's own order (proc(5))."""
    raw = bytes.fromhex(said)
    parts = [raw[start : start + 4][::-1] for start in range(0, len(raw), 4)]
    return str(ip_address(b"".join(parts)))


def memory_of(pid: int, container: str) -> MemoryUse | None:
    """Return what a container uses; None where this machine does not tell."""
    try:
        groups = Path(f"/proc/{pid}/cgroup").read_text(encoding="utf-8")
    except OSError:
        return None
    if container[:64] not in groups:
        return None
    for line in groups.splitlines():
        _, controllers, path = line.split(":", 2)
        with suppress(OSError, ValueError, KeyError):
            if "memory" in controllers.split(","):
                return _version_1(Path(f"/sys/fs/cgroup/memory{path}"))
            if not controllers and container[:64] in path and "memory" not in groups:
                return _version_2(Path(f"/sys/fs/cgroup{path}"))
    return None


def _version_1(folder: Path) -> MemoryUse:
    """Read the files of cgroup v1 (kernel documentation, cgroup-v1/memory.rst)."""
    used = int((folder / "memory.usage_in_bytes").read_text())
    cache = _pairs((folder / "memory.stat").read_text())["total_inactive_file"]
    killed = _pairs((folder / "memory.oom_control").read_text()).get("oom_kill", 0)
    return MemoryUse(used=max(0, used - cache), killed=killed)


def _version_2(folder: Path) -> MemoryUse:
    """Read the files of cgroup v2 (kernel documentation, cgroup-v2.rst)."""
    used = int((folder / "memory.current").read_text())
    cache = _pairs((folder / "memory.stat").read_text())["inactive_file"]
    killed = _pairs((folder / "memory.events").read_text()).get("oom_kill", 0)
    return MemoryUse(used=max(0, used - cache), killed=killed)


def _pairs(text: str) -> dict[str, int]:
    return {name: int(value) for name, value in re.findall(r"^(\w+) (\d+)$", text, re.M)}

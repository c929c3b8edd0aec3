"""Small systems of real processes, and what tests ask of them."""

from __future__ import annotations

import os
import random
import socket
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import psutil

from pytest_vx11._observe.live import Address, HealthCommand, HealthUrl
from pytest_vx11._runtime.base import Condition, Launch
from pytest_vx11._runtime.process import ProcessRuntime

ACTOR = Path(__file__).with_name("actor.py")
#: Longer than anything takes that goes well.
PATIENCE = 60.0
_given: set[int] = set()


def free_port() -> int:
    """Return a port below those that the kernel hands out to whoever connects, so that no stranger gets it meanwhile."""
    while True:
        port = random.randrange(15000, 32000)
        with socket.socket() as sock:
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                sock.bind(("127.0.0.1", port))
            except OSError:
                continue
        if port not in _given:
            _given.add(port)
            return port


def act(*steps: str) -> tuple[str, ...]:
    """Return the command of a service that takes these steps."""
    return (sys.executable, "-S", str(ACTOR), *steps)


def launch(
    name: str,
    *steps: str,
    port: int | None = None,
    health: HealthUrl | HealthCommand | None = None,
    after: Mapping[str, Condition] | None = None,
    absent: str = "",
) -> Launch:
    """Return a service that takes these steps."""
    ports = {} if port is None else {port: Address("127.0.0.1", port)}
    return Launch(name=name, command=act(*steps), ports=ports, health=health, after=after or {}, absent=absent)


def serving(name: str, *steps: str, after: Mapping[str, Condition] | None = None) -> Launch:
    """Return a service that takes these steps, and then answers at a port of its own."""
    port = free_port()
    return launch(name, *steps, f"serve:{port}", port=port, health=HealthUrl(port=port, target="/health"), after=after)


def runtime(
    root: Path,
    launches: Sequence[Launch],
    *,
    run_id: str | None = None,
    seconds: float = PATIENCE,
    grace: float = PATIENCE,
    tell: Callable[[str], None] = lambda _: None,
) -> ProcessRuntime:
    """Return a runtime for services that stand in `root`, where it also keeps its state."""
    return ProcessRuntime(
        system="shop",
        root=str(root),
        launches=launches,
        state=root / ".vx11",
        run_id=run_id or uuid.uuid4().hex,
        environ=os.environ,
        seconds=seconds,
        grace=grace,
        tell=tell,
    )


def controller(root: Path, run_id: str, then: str, *steps: str) -> subprocess.Popen[bytes]:
    """Start a process that brings a system up."""
    command = [sys.executable, "-W", "error", "-m", "tests.runtime.controller", str(root), run_id, then, *steps]
    return subprocess.Popen(command, cwd=Path(__file__).parents[2], stderr=subprocess.PIPE)


def wait_for(what: Callable[[], bool]) -> None:
    """Return once it is so; fail where it never is."""
    until = time.monotonic() + PATIENCE
    while not what():
        assert time.monotonic() < until, "waited for in vain"
        time.sleep(0.01)


def marked(root: Path, name: str) -> int:
    """Wait for a mark, and return the number of the process that left it."""
    wait_for((root / name).exists)
    return int((root / name).read_text().split()[0])


def seen(root: Path, name: str) -> list[str]:
    """Return the marks that were there when this one was left."""
    return (root / name).read_text().split(" ", 1)[1].split(",")


def is_up(pid: int) -> bool:
    """Tell whether a process runs."""
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def of_run(run_id: str) -> list[int]:
    """Return the processes that bear the mark of a run's system."""
    found = []
    for process in psutil.process_iter():
        try:
            if process.environ().get("VX11_RUN") == f"{run_id}/shop" and is_up(process.pid):
                found.append(process.pid)
        except psutil.Error:
            continue
    return found

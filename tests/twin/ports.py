"""The ports of the reference system are fixed: one test at a time may start it, whichever worker it runs in."""

from __future__ import annotations

import fcntl
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def the_ports_of_vx11() -> Iterator[None]:
    """Hold the ports 8000 to 8020 for as long as the block; waits until nobody else does."""
    with (Path(tempfile.gettempdir()) / "pytest-vx11-ports.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield

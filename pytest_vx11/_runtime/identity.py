"""Telling one process from another that has been given the same number later."""

from __future__ import annotations

import os
import platform
from contextlib import suppress
from pathlib import Path

import psutil

_BOOT = "/proc/sys/kernel/random/boot_id"
_NAMESPACE = "/proc/self/ns/pid"


def born(pid: int) -> str | None:
    """Return what tells this process from every other that bears or bore its number; None where it is gone, or a zombie."""
    try:
        with open(f"/proc/{pid}/stat", "rb") as file:
            # The name, in brackets, may have any character in it; then come the state, and as the 22nd field of all
            # the start in ticks (proc(5)).
            fields = file.read().rpartition(b")")[2].split()
        if fields[0] in (b"Z", b"X"):
            return None
        with open(_BOOT, encoding="ascii") as file:
            return f"{file.read().strip()}/{fields[19].decode()}"
    except OSError:
        # Elsewhere than on Linux the kernel keeps the time itself, so that setting the clock does not move it.
        with suppress(psutil.Error):
            return f"{psutil.Process(pid).create_time():.3f}" if not os.path.exists(_BOOT) else None
        return None


def this_host() -> str:
    """Return what tells where numbers of processes mean the same: the machine, and the container on it."""
    namespace = ""
    with suppress(OSError):
        namespace = str(Path(_NAMESPACE).readlink())
    return f"{platform.node()} {namespace}".strip()

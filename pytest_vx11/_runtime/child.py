"""One process that was started for a service."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from pytest_vx11._observe.log_tail import log_tail
from pytest_vx11._runtime.logs import open_log

_PATIENCE = 1.0


class Child:
    """A service's first process. Once it has ended it stays a zombie until `reap`, so that nobody is given its number
    and its session, whose other members may live on, can still be ended by it.
    """

    def __init__(self, name: str, command: Sequence[str], *, root: str, environ: Mapping[str, str], log: Path) -> None:
        """Start it; raises OSError."""
        self.name = name
        self.log = log
        output = open_log(log)
        try:
            self._process = subprocess.Popen(
                command, cwd=root, env=environ, stdin=subprocess.DEVNULL, stdout=output, stderr=output,
                start_new_session=True,
            )  # fmt: skip
        finally:
            os.close(output)
        self.pid = self._process.pid
        self._began = time.monotonic()

    @property
    def seconds(self) -> float:
        """How long ago it was started."""
        return time.monotonic() - self._began

    def status(self) -> int | None:
        """Return how it ended, as subprocess writes it: a negative number is a signal. None while it runs."""
        process = self._process
        if process.returncode is not None:
            return process.returncode
        if sys.platform == "win32" or not hasattr(os, "waitid"):
            return process.poll()
        try:
            ended = os.waitid(os.P_PID, self.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT)
        except ChildProcessError:
            return process.poll()  # reaped meanwhile, here or by somebody who waits for any child
        if ended is None:
            return None
        return ended.si_status if ended.si_code == os.CLD_EXITED else -ended.si_status

    def how(self) -> str:
        """Return how it ended, for people; empty while it runs."""
        status = self.status()
        if status is None:
            return ""
        return f"ended with {status}" if status >= 0 else f"was killed by {_signal(-status)}"

    def may_end(self) -> bool:
        """A process that nobody waits for is to stay."""
        return False

    def last_words(self) -> tuple[str | None, str]:
        """Return the log's path, and the end of it."""
        return str(self.log), log_tail(str(self.log))

    @property
    def reaped(self) -> bool:
        """Whether its number may have been given to somebody else."""
        return self._process.returncode is not None

    def reap(self) -> None:
        """Take note of its end, which has come or is about to."""
        try:
            self._process.wait(_PATIENCE)
        except subprocess.TimeoutExpired:  # the kernel itself holds it
            self.let_go()

    def let_go(self) -> None:
        """Leave it to itself: nobody will wait for it."""
        self._process.returncode = self._process.poll() or 0


def _signal(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"

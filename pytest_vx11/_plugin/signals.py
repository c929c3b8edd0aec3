"""SIGTERM and SIGHUP end a run as Ctrl-C does, so that nothing that was started is left behind."""

from __future__ import annotations

import signal
import threading
from types import FrameType
from typing import Any

_NAMES = ("SIGTERM", "SIGHUP")


class Signals:
    """Takes the signals that nobody else has taken, for as long as the session lasts."""

    def __init__(self) -> None:
        self._before: dict[signal.Signals, Any] = {}
        self._take()

    def _take(self) -> None:
        # Only the main thread may (Python documentation, signal).
        if threading.current_thread() is not threading.main_thread():
            return
        for number in (getattr(signal, name) for name in _NAMES if hasattr(signal, name)):
            if signal.getsignal(number) is signal.SIG_DFL:
                self._before[number] = signal.signal(number, _interrupt)

    def pytest_unconfigure(self) -> None:
        """Give them back."""
        for number, handler in self._before.items():
            signal.signal(number, handler)
        self._before.clear()


def _interrupt(number: int, _: FrameType | None) -> None:
    raise KeyboardInterrupt(signal.Signals(number).name)

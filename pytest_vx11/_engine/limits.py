"""Calling what may never end, and coming back from it."""

from __future__ import annotations

import ctypes
import signal
import sys
import threading
import traceback
from collections.abc import Callable
from types import FrameType
from typing import TypeVar

from pytest_vx11._errors import Vx11Error
from pytest_vx11._extensions.failing import PACKAGE

Result = TypeVar("Result")
#: Whoever catches what was to end him is told again so often.
_AGAIN = 0.5
_DEEPEST = 6


class EndlessError(Vx11Error):
    """A call did not end in time; `trace` says where it was."""

    def __init__(self, seconds: float, trace: str) -> None:
        self.seconds, self.trace = seconds, trace
        super().__init__(f"did not end within {seconds:g} s")


class _Over(BaseException):
    """Ends a call whose time is over: no Exception, which it may well catch."""


def within(seconds: float, call: Callable[[], Result]) -> Result:
    """Return what a call returns, or raise what it raises; raises EndlessError where it takes longer.

    In the main thread it is ended by a signal, even within a regular expression; anywhere else, and where somebody else
    uses that signal, it is asked to end, and left to itself where it does not: then it can no longer be waited for.
    """
    return _by_signal(seconds, call) if _signal_is_free() else _by_thread(seconds, call)


def _signal_is_free() -> bool:
    if threading.current_thread() is not threading.main_thread() or not hasattr(signal, "setitimer"):
        return False
    return signal.getsignal(signal.SIGALRM) is signal.SIG_DFL and signal.getitimer(signal.ITIMER_REAL)[0] == 0


def _by_signal(seconds: float, call: Callable[[], Result]) -> Result:
    where: list[str] = []

    def over(_: int, frame: FrameType | None) -> None:
        where.append(_trace(frame))
        raise _Over

    before = signal.signal(signal.SIGALRM, over)
    try:
        signal.setitimer(signal.ITIMER_REAL, seconds, _AGAIN)
        try:
            return call()
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
    except _Over:
        signal.setitimer(signal.ITIMER_REAL, 0)
        raise EndlessError(seconds, where[0]) from None
    finally:
        signal.signal(signal.SIGALRM, before)


def _by_thread(seconds: float, call: Callable[[], Result]) -> Result:
    results: list[Result] = []
    errors: list[BaseException] = []

    def run() -> None:
        try:
            results.append(call())
        # Raised again by whoever waits.
        except BaseException as error:  # noqa: BLE001
            errors.append(error)

    thread = threading.Thread(target=run, name="vx11-judging", daemon=True)
    thread.start()
    thread.join(seconds)
    if thread.is_alive() and thread.ident is not None:
        trace = _trace(sys._current_frames().get(thread.ident))
        # Takes effect once the thread runs Python again (Python/C API, PyThreadState_SetAsyncExc).
        ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread.ident), ctypes.py_object(_Over))
        raise EndlessError(seconds, trace)
    if errors:
        raise errors[0]
    return results[0]


def _trace(frame: FrameType | None) -> str:
    """Return where a frame is: of the frames around it, those that are not of this package."""
    if frame is None:
        return ""
    frames = traceback.extract_stack(frame)
    inner = next((place for place in reversed(range(len(frames))) if frames[place].filename.startswith(PACKAGE)), -1)
    return "".join(traceback.format_list((frames[inner + 1 :] or frames)[-_DEEPEST:]))

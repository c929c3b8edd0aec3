"""What never ends is ended: in the main thread by a signal, in any other by being left to itself."""

from __future__ import annotations

import re
import signal
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import NoReturn

import pytest

from pytest_vx11._engine.limits import EndlessError, within

SOON = 0.2


def spins() -> NoReturn:
    while True:
        pass


def sleeps() -> None:
    threading.Event().wait(30)


def catches_everything() -> NoReturn:
    while True:
        try:
            spins()
        except BaseException:
            if time.monotonic() > catches_everything.until:  # type: ignore[attr-defined]
                raise


catches_everything.until = time.monotonic() + 5  # type: ignore[attr-defined]


def raises() -> NoReturn:
    raise KeyError("x")


def backtracks() -> None:
    re.match(r"(a+)+$", "a" * 64 + "b")


@pytest.mark.parametrize("call", [spins, sleeps, backtracks])
def test_in_the_main_thread(call: Callable[[], object]) -> None:
    started = time.monotonic()
    with pytest.raises(EndlessError, match=r"did not end within 0.2 s") as raised:
        within(SOON, call)
    assert time.monotonic() - started < 5
    assert call.__name__ in raised.value.trace
    assert signal.getitimer(signal.ITIMER_REAL) == (0.0, 0.0)
    assert signal.getsignal(signal.SIGALRM) is signal.SIG_DFL


@pytest.mark.parametrize("call", [spins, sleeps])
def test_in_any_other_thread(call: Callable[[], object]) -> None:
    with ThreadPoolExecutor(1) as pool, pytest.raises(EndlessError) as raised:
        pool.submit(within, SOON, call).result(timeout=10)
    assert call.__name__ in raised.value.trace


def test_who_catches_it_is_told_again() -> None:
    catches_everything.until = time.monotonic() + 0.5  # type: ignore[attr-defined]
    with pytest.raises(EndlessError):
        within(SOON, catches_everything)


def test_what_ends_gives_what_it_gives_in_either() -> None:
    assert within(5, lambda: 7) == 7
    with pytest.raises(KeyError):
        within(5, raises)
    with ThreadPoolExecutor(1) as pool:
        assert pool.submit(within, 5, lambda: 7).result() == 7
        with pytest.raises(KeyError):
            pool.submit(within, 5, raises).result()


def test_a_timer_of_somebody_elses_is_left_alone() -> None:
    heard: list[int] = []
    before = signal.signal(signal.SIGALRM, lambda number, _: heard.append(number))
    try:
        signal.setitimer(signal.ITIMER_REAL, 0.05)
        with pytest.raises(EndlessError):
            within(SOON, sleeps)
        assert heard == [signal.SIGALRM]
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)

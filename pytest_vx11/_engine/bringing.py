"""Bringing up the systems of a run, in a thread of its own, so that what is declared is judged meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import Future
from threading import Thread

from pytest_vx11._checks.check import Check
from pytest_vx11._engine.system import System
from pytest_vx11._observe.need import Memory


class Bringing:
    """Begins at once; nothing is brought up for a system that nobody looks at."""

    def __init__(
        self,
        systems: Mapping[str, System],
        checks: Sequence[Check],
        memory: Memory,
        complete: Callable[[Check], bool] = lambda _: True,
        others: Iterable[str] = (),
    ) -> None:
        """`others` are systems that somebody else than a check looks at.

        `complete` tells whether every value of a check is known: in a command, what is not might be anything."""
        wanted = {*others, *(check.system for check in checks)}
        self.systems = {name: system for name, system in systems.items() if name in wanted}
        self._checks = checks
        self._complete = complete
        self._memory = memory
        self._done: Future[None] = Future()
        # A daemon: an interrupted run must not wait for it. Whatever is up then is taken down by `System.close`.
        Thread(target=self._bring, name="vx11-bringing", daemon=True).start()

    def wait(self) -> None:
        """Return once every system is up and asked, or is known not to come up; raises what went wrong in here."""
        self._done.result()

    def _bring(self) -> None:
        try:
            for name, system in self.systems.items():
                checks = [check for check in self._checks if check.system == name]
                system.bring_up(self._memory, checks, [check for check in checks if self._complete(check)])
        # Handed to whoever waits, with its trace: nobody sees what a thread raises.
        except BaseException as error:  # noqa: BLE001
            self._done.set_exception(error)
        else:
            self._done.set_result(None)

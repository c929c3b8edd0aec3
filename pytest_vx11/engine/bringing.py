"""Bringing up the systems of a run, in a thread of its own, so that what is declared is judged meanwhile."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import Future
from threading import Thread

from pytest_vx11.checks.check import Check
from pytest_vx11.engine.system import System
from pytest_vx11.observe.need import Memory
from pytest_vx11.observe.probes import Probe


class Bringing:
    """Begins at once; nothing is brought up for a system that no check looks at."""

    def __init__(self, systems: Mapping[str, System], checks: Sequence[Check], memory: Memory) -> None:
        wanted = {check.system for check in checks}
        self.systems = {name: system for name, system in systems.items() if name in wanted}
        self._checks = checks
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
                of_system = (check for check in self._checks if check.system == name)
                probes = [need for check in of_system for need in check.needs if isinstance(need, Probe)]
                system.bring_up(self._memory, probes)
        # Handed to whoever waits, with its trace: nobody sees what a thread raises.
        except BaseException as error:  # noqa: BLE001
            self._done.set_exception(error)
        else:
            self._done.set_result(None)

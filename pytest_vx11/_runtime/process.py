"""A system as plain processes of this machine."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import ClassVar

from pytest_vx11._observe.live import Address, Live, Standing
from pytest_vx11._runtime.base import Launch, Runtime, StartFailed, Tell, Unavailable
from pytest_vx11._runtime.child import Child
from pytest_vx11._runtime.family import Family, end, kill
from pytest_vx11._runtime.health import HOST, Health
from pytest_vx11._runtime.leftovers import GRACE, end_leftovers
from pytest_vx11._runtime.logs import log_path, prune_logs, star_logs
from pytest_vx11._runtime.ports import host_of, taken, twice
from pytest_vx11._runtime.programs import environment, without_program
from pytest_vx11._runtime.records import marker_of, new_record, read_records
from pytest_vx11._runtime.starting import Starting


class ProcessRuntime(Runtime):
    """Starts each service's command, and ends them all."""

    name: ClassVar[str] = "process"

    def __init__(
        self,
        *,
        system: str,
        root: str,
        launches: Sequence[Launch],
        state: Path,
        run_id: str,
        environ: Mapping[str, str],
        seconds: float,
        tell: Tell = lambda _: None,
        grace: float = GRACE,
    ) -> None:
        """`state` is the project's folder `.vx11`; `seconds` limit the start, `grace` is between SIGTERM and SIGKILL."""
        self._system = system
        self._root = root
        self._launches = tuple(launches)
        self._expected = [launch for launch in launches if not launch.absent]
        self._state = state
        self._run_id = run_id
        self._marker = marker_of(run_id, system)
        self._environ = environment(environ, self._marker)
        self._tell = tell
        self._grace = grace
        self._starting: Starting[Child] = Starting(self._expected, seconds, tell)
        self._health = Health(root, self._environ)
        self._record = new_record(state, run_id, system)
        self._children: list[Child] = []
        self._ending = threading.Lock()
        self._spawning = threading.Lock()
        self._up = self._over = False
        self._ended: Mapping[str, str] = {}

    def start(self) -> Live:
        """See Runtime. What killed runs left is ended first."""
        try:
            self._prepare()
            self._tell(f"starting the {len(self._expected)} services of {self._system}")
            self._starting.run(self._spawn, self._health)
        except BaseException:
            self.stop()
            raise
        self._up = True
        return Live(
            system=self._system,
            root=self._root,
            runtime=self.name,
            services={launch.name: self._standing(launch) for launch in self._launches},
            environ=self._environ,
        )

    def stop(self) -> None:
        """See Runtime. An interrupt kills at once what has not ended."""
        self._starting.abandon()
        self._health.close()
        try:
            with self._ending:
                self._end()
        except BaseException:
            kill(self._family())
            raise

    def ended(self) -> Mapping[str, str]:
        """See Runtime."""
        return self._ended if self._over else self._starting.ended()

    def keep(self) -> list[str]:
        """See Runtime. A system that is not up yet is taken down."""
        if not self._up or self._over or not self._note_kept():
            self.stop()
            return []
        with self._ending:
            self._ended, self._over = self._starting.ended(), True
            for child in self._children:
                child.let_go()
        return _reached(self._system, self._expected, self._children)

    def clean_logs(self, clean: Callable[[str], str]) -> None:
        """See Runtime. Where the system was kept its processes still write, and nothing can be done."""
        if self._record.kept:
            return
        try:
            star_logs((child.log for child in self._children), clean)
        except OSError as error:
            self._tell(f"secrets could not be taken out of the logs: {error}; remove them")

    def _prepare(self) -> None:
        """Look whether all can be started, and note that it is about to be. Raises Unavailable, StartFailed."""
        end_leftovers(self._state, self._tell, grace=self._grace)
        problems = [*without_program(self._expected, self._root, self._environ), *twice(self._expected)]
        problems += [f"{each}; {self._hint()}" for each in taken(self._expected)]
        if problems:
            raise Unavailable(tuple(problems))
        with self._ending:
            if self._over:
                raise StartFailed("", "stopped")
            try:
                self._record.write()
            except OSError as error:
                raise Unavailable((f"{self._state} cannot be written to: {error}",)) from None
        prune_logs(self._state, self._run_id, {each.run_id for each in read_records(self._state)[0]})

    def _note_kept(self) -> bool:
        kept = replace(self._record, kept=True)
        try:
            kept.write()
        except OSError as error:
            self._tell(f"{self._system} is not kept up, as nobody could find it again: {error}")
            return False
        self._record = kept
        return True

    def _hint(self) -> str:
        others = read_records(self._state)[0]
        kept = any(each.kept and each.system == self._system and each.is_up for each in others)
        end_it = "a run has kept this system up, and `vx11 clean` ends it" if kept else "end it"
        return f"{end_it}, or choose --vx11-runtime attach"

    def _spawn(self, launch: Launch) -> Child:
        log = log_path(self._state, self._run_id, self._system, launch.name)
        with self._spawning:
            child = Child(launch.name, launch.command or (), root=self._root, environ=self._environ, log=log)
            self._children.append(child)
            self._record = self._record.plus(child.pid)
            self._record.write()
        return child

    def _family(self) -> Family:
        return Family(sessions=[child.pid for child in self._children if not child.reaped], marker=self._marker)

    def _end(self) -> None:
        if self._over:
            return
        self._ended = self._starting.ended()
        try:
            killed = end(self._family(), self._grace) if self._children else []
        finally:
            self._over = True
            for child in self._children:
                child.reap()
        self._record.remove()
        if killed:
            names = {child.pid: child.name for child in self._children}
            who = ", ".join(sorted({names.get(each.pid, f"pid {each.pid}") for each in killed}))
            self._tell(f"had to be killed, as they did not end within {self._grace:g} s of SIGTERM: {who}")

    def _not_started(self, name: str) -> str:
        late = self._starting.late.get(name, "")
        return f"the service is not up: {late}" if late and name not in self._starting.children else ""

    def _standing(self, launch: Launch) -> Standing:
        child = self._starting.children.get(launch.name)
        return Standing(
            name=launch.name,
            addresses={port: Address(host_of(port), port) for port in launch.ports},
            absent=launch.absent,
            unstarted=self._not_started(launch.name),
            pid=child.pid if child is not None else None,
            log=str(child.log) if child is not None else None,
        )


def _reached(system: str, launches: Sequence[Launch], children: Sequence[Child]) -> list[str]:
    """Return what is said of a system that stays up."""
    places = [f"{launch.name} at {Address(HOST, port)}" for launch in launches for port in launch.ports]
    said = [f"{system} stays up until `vx11 clean` ends it: {', '.join(places) or 'it has no ports'}"]
    if children:
        said.append(f"its logs, in {children[0].log.parent}, are still written, and may have secrets in them")
    return said

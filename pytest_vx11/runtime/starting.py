"""Starting the services of a system, each as soon as those that it waits for have come as far as it wants."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence

from pytest_vx11.observe.log_tail import log_tail
from pytest_vx11.runtime.base import Condition, Launch, StartFailed, Tell
from pytest_vx11.runtime.child import Child
from pytest_vx11.runtime.health import Health

#: How often is looked whether a process has died.
_LOOK = 0.02
#: How long a service that nobody can ask must have lived to be taken as well.
_SETTLED = 0.25
#: A question follows another after 20 ms at first, and less often the longer it takes.
_ASK, _ASK_LEAST, _SLOWER = 0.02, 0.25, 0.02

#: More names than these in one line help nobody.
_MOST = 10


class Starting:
    """One start. Each service has a thread of its own, so that one that hangs holds up nobody, and so that no interrupt
    (which comes in the main thread alone) can fall between a process and the note of it.
    """

    def __init__(self, launches: Sequence[Launch], seconds: float, tell: Tell) -> None:
        self._launches = {launch.name: launch for launch in launches}
        self._seconds = seconds
        self._tell = tell
        self._completing = {
            name for launch in launches for name, until in launch.after.items() if until is Condition.COMPLETED
        }
        self._changed = threading.Condition()
        self._over = threading.Event()
        self._failed: StartFailed | None = None
        self._well: set[str] = set()
        self._problems: dict[str, str] = {}
        self.children: dict[str, Child] = {}

    def run(self, spawn: Callable[[Launch], Child], health: Health) -> None:
        """Return once all are well; raises StartFailed. What was started is in `children`, for somebody else to end."""
        began = said = time.monotonic()
        for launch in self._launches.values():
            name = f"vx11-start-{launch.name}"
            threading.Thread(target=self._bring, args=(launch, spawn, health), name=name, daemon=True).start()
        try:
            with self._changed:
                while self._is_coming(time.monotonic() - began):
                    if time.monotonic() - said >= 1:
                        said += 1
                        self._tell(self._progress(time.monotonic() - began))
                    self._changed.wait(_LOOK)
        finally:
            self.abandon()
        self._tell(f"all {len(self._launches)} are well after {time.monotonic() - began:.1f} s")

    def abandon(self) -> None:
        """Start nothing any more. Once this has returned, `children` stays as it is."""
        with self._changed:
            self._over.set()
            self._changed.notify_all()

    def ended(self) -> dict[str, str]:
        """Return which services have ended, and how; not those whose end is waited for and was good."""
        return {name: child.how() for name, child in self.children.items() if self._has_died(child)}

    def _is_coming(self, seconds: float) -> bool:
        """Tell whether anything is to be waited for; raises StartFailed where that is in vain."""
        if self._over.is_set():
            raise self._failed or StartFailed("", "stopped")
        for child in self.children.values():
            if self._has_died(child):
                raise _failure(child, f"{child.how()} after {child.seconds:.1f} s")
            if child.name not in self._well and child.status() == 0:
                self._well.add(child.name)
                self._changed.notify_all()
        if len(self._well) == len(self._launches):
            return False
        if seconds > self._seconds:
            raise self._too_late()
        return True

    def _has_died(self, child: Child) -> bool:
        status = child.status()
        return status is not None and (status != 0 or child.name not in self._completing)

    def _bring(self, launch: Launch, spawn: Callable[[Launch], Child], health: Health) -> None:
        """In the service's thread: wait for its turn, start it, and ask until it is well."""
        with self._changed:
            self._changed.wait_for(lambda: self._over.is_set() or self._is_turn(launch))
            if self._over.is_set():
                return
            try:
                child = self.children[launch.name] = spawn(launch)
            except OSError as error:
                self._failed = StartFailed(launch.name, f"could not be started: {error}")
                self._over.set()
            self._changed.notify_all()
        if not self._over.is_set():
            self._ask(launch, child, health)

    def _is_turn(self, launch: Launch) -> bool:
        return all(self._has_come(name, until) for name, until in launch.after.items() if name in self._launches)

    def _has_come(self, name: str, until: Condition) -> bool:
        child = self.children.get(name)
        if until is Condition.HEALTHY:
            return name in self._well
        return child is not None and (until is Condition.STARTED or child.status() == 0)

    def _ask(self, launch: Launch, child: Child, health: Health) -> None:
        asks = launch.health is not None or launch.ports
        while not self._over.is_set() and launch.name not in self._well:
            problem = health.problem(launch) if asks else "" if child.seconds > _SETTLED else "has just been started"
            with self._changed:
                self._problems[launch.name] = problem
                if not problem and launch.name not in self._completing:
                    self._well.add(launch.name)
                    self._changed.notify_all()
            self._over.wait(min(_ASK + child.seconds * _SLOWER, _ASK_LEAST))

    def _waiting(self) -> list[str]:
        """Return who is not well yet; first who has been started: the others wait for them."""
        waiting = [name for name in self._launches if name not in self._well]
        return sorted(waiting, key=lambda name: name not in self.children)

    def _progress(self, seconds: float) -> str:
        count = f"{len(self._well)} of {len(self._launches)} are well"
        return f"{count}, waiting for {_some(self._waiting())} ({seconds:.0f} s)"

    def _too_late(self) -> StartFailed:
        first, *others = self._waiting()
        also = f"; nor {'was' if len(others) == 1 else 'were'} {_some(others)}" if others else ""
        limit = f"within {self._seconds:g} s"
        child = self.children.get(first)
        if child is None:
            awaited = _some(list(self._launches[first].after))
            return StartFailed(first, f"was not started {limit}: it waits for {awaited}{also}")
        why = "it did not end" if first in self._completing else self._problems.get(first) or "nobody could ask it yet"
        return _failure(child, f"was not well {limit}: {why}{also}")


def _some(names: Sequence[str]) -> str:
    more = f" and {len(names) - _MOST} more" if len(names) > _MOST else ""
    return f"{', '.join(names[:_MOST])}{more}"


def _failure(child: Child, reason: str) -> StartFailed:
    log = str(child.log)
    return StartFailed(child.name, reason, log=log, tail=log_tail(log))

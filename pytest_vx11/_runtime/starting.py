"""Starting the services of a system, each as soon as those that it waits for have come as far as it wants."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from typing import Generic, Protocol, TypeVar

from pytest_vx11._runtime.base import Condition, Launch, StartFailed, Tell

#: How often is looked whether a process has died.
_LOOK = 0.02
#: How long a service that nobody can ask must have lived to be taken as well.
_SETTLED = 0.25
#: A question follows another after 20 ms at first, and less often the longer it takes.
_ASK, _ASK_LEAST, _SLOWER = 0.02, 0.25, 0.02

#: Seconds between two lines of progress, at first and later; then they also say what is wrong.
_OFTEN, _SOON, _SELDOM = 1, 5, 5

#: More names than these in one line help nobody.
_MOST = 4


class Member(Protocol):
    """What was started for a service: a process, or a container."""

    @property
    def name(self) -> str:
        """The service's."""
        ...

    @property
    def seconds(self) -> float:
        """How long ago it was started."""
        ...

    def status(self) -> int | None:
        """Return how it ended; None while it runs, or is about to run again."""
        ...

    def may_end(self) -> bool:
        """Tell whether an end with 0 is as good as that it runs, even where nobody waits for it."""
        ...

    def how(self) -> str:
        """Return how it ended, for people."""
        ...

    def last_words(self) -> tuple[str | None, str]:
        """Return the path of what it printed, where that is kept, and the end of it."""
        ...


class Asks(Protocol):
    """Whoever can tell whether a service is well."""

    def asks(self, launch: Launch) -> bool:
        """Tell whether there is anything to ask."""
        ...

    def problem(self, launch: Launch) -> str:
        """Ask once, and return what is wrong: empty where the service is well."""
        ...


Started = TypeVar("Started", bound=Member)


class Starting(Generic[Started]):
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
        self._crashed: BaseException | None = None
        self._well: set[str] = set()
        self._problems: dict[str, str] = {}
        self._spawning = 0
        self.children: dict[str, Started] = {}
        self.late: dict[str, str] = {}
        """Who was not well in time, and why."""

    def run(self, spawn: Callable[[Launch], Started], health: Asks) -> None:
        """Return once all are well, or at the deadline; raises StartFailed where one has died.

        What was started is in `children`, for somebody else to end; who was not well in time is in `late`.
        """
        began = said = time.monotonic()
        for launch in self._launches.values():
            name = f"vx11-start-{launch.name}"
            threading.Thread(target=self._bring, args=(launch, spawn, health), name=name, daemon=True).start()
        try:
            with self._changed:
                while self._is_coming(time.monotonic() - began):
                    if time.monotonic() - said >= (_OFTEN if said - began < _SOON else _SELDOM):
                        said = time.monotonic()
                        self._tell(self._progress(said - began))
                    self._changed.wait(_LOOK)
        finally:
            self.abandon()
        took = f"after {time.monotonic() - began:.1f} s"
        if not self.late:
            self._tell(f"all {len(self._launches)} are well {took}")
        for name, why in self.late.items():
            self._tell(f"{name} is not well {took}: {why}")

    def abandon(self) -> None:
        """Start nothing any more. Once this has returned, `children` stays as it is."""
        with self._changed:
            self._over.set()
            self._changed.notify_all()
            self._changed.wait_for(lambda: not self._spawning)

    def fail(self, failed: StartFailed) -> None:
        """End the start with this: somebody else has seen that it is in vain."""
        with self._changed:
            self._failed = self._failed or failed
            self._over.set()
            self._changed.notify_all()

    def look(self) -> None:
        """Look now: somebody else has seen that something changed."""
        with self._changed:
            self._changed.notify_all()

    def ended(self) -> dict[str, str]:
        """Return which services have ended, and how; not those whose end is waited for and was good."""
        return {name: child.how() for name, child in self.children.items() if self._has_died(child)}

    def _is_coming(self, seconds: float) -> bool:
        """Tell whether anything is to be waited for; raises StartFailed where that is in vain."""
        if self._over.is_set():
            raise self._crashed or self._failed or StartFailed("", "stopped")
        for child in list(self.children.values()):
            if self._has_died(child):
                raise _failure(child, f"{child.how()} after {child.seconds:.1f} s")
            if child.name not in self._well and child.status() == 0:
                self._well.add(child.name)
                self._changed.notify_all()
        if len(self._well) == len(self._launches):
            return False
        if seconds > self._seconds:
            self.late = {name: self._why_late(name) for name in self._waiting()}
        return not self.late

    def _has_died(self, child: Started) -> bool:
        status = child.status()
        return status is not None and (status != 0 or not (child.name in self._completing or child.may_end()))

    def _bring(self, launch: Launch, spawn: Callable[[Launch], Started], health: Asks) -> None:
        """In the service's thread; whoever waits for the start raises what went wrong in here."""
        try:
            self._bring_up(launch, spawn, health)
        except BaseException as error:  # noqa: BLE001
            self._crashed = error
            self.abandon()

    def _bring_up(self, launch: Launch, spawn: Callable[[Launch], Started], health: Asks) -> None:
        """Wait for its turn, start it, and ask until it is well."""
        with self._changed:
            self._changed.wait_for(lambda: self._over.is_set() or self._is_turn(launch))
            if self._over.is_set():
                return
            self._spawning += 1
        child = None
        try:
            child = spawn(launch)
        except (OSError, ValueError) as error:
            self.fail(StartFailed(launch.name, f"could not be started: {error}"))
        except StartFailed as failed:
            self.fail(failed)
        finally:
            with self._changed:
                self._spawning -= 1
                if child is not None:
                    self.children[launch.name] = child
                self._changed.notify_all()
        if child is not None and not self._over.is_set():
            self._ask(launch, child, health)

    def _is_turn(self, launch: Launch) -> bool:
        return all(self._has_come(name, until) for name, until in launch.after.items() if name in self._launches)

    def _has_come(self, name: str, until: Condition) -> bool:
        child = self.children.get(name)
        if until is Condition.HEALTHY:
            return name in self._well
        return child is not None and (until is Condition.STARTED or child.status() == 0)

    def _ask(self, launch: Launch, child: Started, health: Asks) -> None:
        asks = health.asks(launch)
        while not self._over.is_set() and launch.name not in self._well:
            problem = health.problem(launch) if asks else "" if child.seconds > _SETTLED else "has just been started"
            if not problem and not launch.ports and child.seconds <= _SETTLED:
                problem = "has just been started"
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
        waiting = self._waiting()
        why = self._problems.get(waiting[0], "") if seconds >= _SOON and waiting else ""
        return f"{count}, waiting for {_some(waiting)} ({seconds:.0f} s){f'; {waiting[0]}: {why}' if why else ''}"

    def _why_late(self, name: str) -> str:
        if name not in self.children:
            awaited = [each for each in self._launches[name].after if each not in self._well]
            return f"it was not started, as it waits for {_some(awaited)}"
        if name in self._completing:
            return "it did not end"
        return self._problems.get(name) or "nobody could ask it yet"


def _some(names: Sequence[str]) -> str:
    more = f" and {len(names) - _MOST} more" if len(names) > _MOST else ""
    return f"{', '.join(names[:_MOST])}{more}"


def _failure(child: Member, reason: str) -> StartFailed:
    log, tail = child.last_words()
    return StartFailed(child.name, reason, log=log, tail=tail)

"""What waits to be recorded: filled by whoever sees something, emptied by the thread that writes."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from pytest_vx11._checks.check import Check
from pytest_vx11._checks.verdict import Outcome, Verdict
from pytest_vx11._observe.live import ServiceState
from pytest_vx11._observe.probed import Probed
from pytest_vx11._truth.made import Made
from pytest_vx11._truth.schema import BLOCK

#: So many blocks are written at once, without waiting for more …
_BLOCKS = 4
#: … and less after so many seconds.
_SOON = 0.2


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """How the run ended."""

    at: datetime
    counts: Mapping[Outcome, int]
    exit_status: int | None
    whole: bool = False
    """Whether every check of the canons was chosen and told."""


@dataclass(slots=True)
class Told:
    """Verdicts: each at the same place as its check, for tuples of them would be more to collect in the end."""

    checks: list[Check] = field(default_factory=list)
    verdicts: list[Verdict] = field(default_factory=list)
    nodeids: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Batch:
    """What came since the thread last looked."""

    made: list[Made] = field(default_factory=list)
    """Rows that whoever told the last of them has made."""
    told: Told = field(default_factory=Told)
    probes: list[Probed] = field(default_factory=list)
    states: list[ServiceState] = field(default_factory=list)
    ending: Ending | None = None
    marks: list[threading.Event] = field(default_factory=list)
    """Set once the rest is written: somebody waits for it."""

    @property
    def empty(self) -> bool:
        """Whether there is nothing to write."""
        return not (self.made or self.told.checks or self.probes or self.states or self.ending or self.marks)

    @property
    def large(self) -> bool:
        """Whether there is enough to write at once, or somebody waits for it."""
        return len(self.made) >= _BLOCKS or len(self.probes) >= BLOCK or bool(self.marks)


class Waiting:
    """Any thread adds; one takes."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._more = threading.Condition(self._lock)
        self._batch = Batch()
        self._closed = False

    def check(self, check: Check, verdict: Verdict, nodeid: str) -> Told | None:
        """Add a verdict; return a block of them where it is full, which is to come back as rows."""
        with self._lock:
            told = self._batch.told
            told.checks.append(check)
            told.verdicts.append(verdict)
            told.nodeids.append(nodeid)
            count = len(told.nodeids)
            if count == 1:
                self._more.notify()
            if count < BLOCK:
                return None
            self._batch.told = Told()
            return told

    def made(self, made: Made) -> None:
        """Add rows."""
        with self._lock:
            self._batch.made.append(made)
            self._more.notify()

    def probe(self, probed: Probed) -> None:
        """Add a question and its answer."""
        with self._lock:
            probes = self._batch.probes
            probes.append(probed)
            if len(probes) in (1, BLOCK):
                self._more.notify()

    def states(self, states: Sequence[ServiceState]) -> None:
        """Add the latest states of services."""
        with self._lock:
            self._batch.states += states
            self._more.notify()

    def mark(self, written: threading.Event) -> None:
        """Have an event set once all is written that was added so far; at once where nothing is taken any more."""
        with self._lock:
            if self._closed:
                written.set()
            else:
                self._batch.marks.append(written)
                self._more.notify()

    def close(self, ending: Ending | None) -> None:
        """Add the end of the run, after which nothing is taken."""
        with self._lock:
            if not self._closed:
                self._batch.ending = ending
            self._closed = True
            self._more.notify()

    def take(self) -> Batch | None:
        """Wait for something, then a moment for more of it, and return it; None after all of a run that is closed."""
        with self._lock:
            self._more.wait_for(lambda: self._closed or not self._batch.empty)
            self._more.wait_for(lambda: self._closed or self._batch.large, _SOON)
            batch, self._batch = self._batch, Batch()
            return None if self._closed and batch.empty else batch

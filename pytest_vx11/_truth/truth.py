"""Runtime truth: what a run saw, recorded as it happens."""

from __future__ import annotations

import atexit
import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, timezone
from pathlib import Path

from pytest_vx11._checks.check import Check
from pytest_vx11._checks.verdict import Outcome, Verdict
from pytest_vx11._observe.live import ServiceState
from pytest_vx11._observe.probed import Probed
from pytest_vx11._observe.snapshot import Digest
from pytest_vx11._source.words import harmless
from pytest_vx11._truth.beginning import Beginning
from pytest_vx11._truth.making import Maker
from pytest_vx11._truth.store import PATIENCE
from pytest_vx11._truth.text import Text
from pytest_vx11._truth.waiting import Ending, Waiting
from pytest_vx11._truth.writer import Writer


class Truth:
    """Records one run in an SQLite database. Any thread may call it, and nothing that is wrong there raises here.

    `clean` stars secrets wherever they stand in a text; any thread calls it.
    """

    def __init__(self, path: Path, beginning: Beginning, clean: Callable[[str], str]) -> None:
        self._clean = clean
        self._waiting = Waiting()
        self._maker = Maker(beginning.run_id, Text(clean))
        self._writer = Writer(path, beginning, self._maker, self._waiting)
        self._writer.start()
        # A run that never says how it ended still keeps what it saw.
        atexit.register(self._close, None)

    def check(self, check: Check, verdict: Verdict, nodeid: str) -> None:
        """Record a verdict, with its findings."""
        full = self._waiting.check(check, verdict, nodeid)
        if full is not None:
            # Made here, while the thread is busy with the last block: SQLite computes beside Python, not in turn.
            self._waiting.made(self._maker.judged(full))

    def probe(self, probed: Probed) -> None:
        """Record a question, and what came back."""
        self._waiting.probe(probed)

    def services(self, states: Iterable[ServiceState]) -> None:
        """Record the latest state of each service."""
        self._waiting.states(tuple(states))

    def snapshot(self, at: datetime, digests: Sequence[Digest]) -> None:
        """Record what was checked out at a moment, in UTC."""
        self._waiting.made(self._maker.snapshot(at, digests))

    def flush(self) -> None:
        """Wait until all is written that was recorded so far, or cannot be."""
        written = threading.Event()
        self._waiting.mark(written)
        written.wait(PATIENCE)

    def finish(self, counts: Mapping[Outcome, int], exit_status: int | None, *, whole: bool = False) -> None:
        """Record that the run ended, and how; waits until all is written. Nothing is recorded after this.

        `whole` says that every check of the canons was chosen and told.
        """
        ending = Ending(at=datetime.now(timezone.utc), counts=dict(counts), exit_status=exit_status, whole=whole)
        self._close(ending)
        atexit.unregister(self._close)

    @property
    def problems(self) -> Sequence[str]:
        """What must be told: a line each, what is wrong, where, and what to do."""
        return [harmless(self._clean(problem)) for problem in self._writer.problems()]

    @property
    def unrecorded(self) -> Path | None:
        """Where the database did not take something, the file that has it, as JSON lines."""
        return next(iter(self._writer.unrecorded.paths), None)

    def _close(self, ending: Ending | None) -> None:
        self._waiting.close(ending)
        self._writer.wait()

"""The one thread that writes."""

from __future__ import annotations

import sqlite3
import threading
from pathlib import Path

from pytest_vx11._truth.beginning import Beginning
from pytest_vx11._truth.faults import advice
from pytest_vx11._truth.made import Made
from pytest_vx11._truth.making import Maker
from pytest_vx11._truth.store import PATIENCE, Store
from pytest_vx11._truth.unrecorded import Unrecorded
from pytest_vx11._truth.waiting import Waiting

#: After so many faults one after the other the database is let be.
_ENOUGH = 2


class Writer:
    """Writes what waits, until the run is closed. What the database does not take is kept beside it."""

    def __init__(self, path: Path, beginning: Beginning, maker: Maker, waiting: Waiting) -> None:
        self._path = path
        self._maker = maker
        self._waiting = waiting
        self._store = Store(path)
        self._fault: str | None = None
        self._begun = threading.Event()
        self._ended = False
        self.unrecorded = Unrecorded(path)
        self._thread = threading.Thread(target=self._run, args=(beginning,), name="vx11-truth", daemon=True)

    def start(self) -> None:
        """Begin to write; returns when the run is recorded, or that takes too long."""
        self._thread.start()
        self._begun.wait(PATIENCE)

    def wait(self) -> None:
        """Wait until all is written. The waiting must be closed, or this never ends."""
        self._thread.join()

    def problems(self) -> list[str]:
        """Return what went wrong, each in one line: what, where, what to do."""
        said = []
        if self._fault is not None:
            said.append(f"truth: {self._path} cannot be written: {self._fault}; {advice(self._fault)}, {_OR}")
        for table, reason in self._store.refused.items():
            said.append(f"truth: the table {table} of {self._path} cannot be written: {reason}; mend it, {_OR}")
        said += [f"truth: what was not recorded is kept in {path}" for path in self.unrecorded.paths]
        said += [f"truth: {trouble}" for trouble in self.unrecorded.trouble]
        if self.unrecorded.lost:
            said.append(f"truth: {self.unrecorded.lost} rows are kept nowhere; make room, and run again")
        if not self._ended and not self._thread.is_alive():
            said.append(f"truth: recording in {self._path} ended early, by an error of its own; please report it")
        return said

    def _run(self, beginning: Beginning) -> None:
        try:
            self._record(self._maker.beginning(beginning))
            self._begun.set()
            while (batch := self._waiting.take()) is not None:
                for made in self._maker.made(batch):
                    self._record(made)
                for mark in batch.marks:
                    mark.set()
            self._ended = True
        finally:
            self._begun.set()
            self._store.close()
            self.unrecorded.close()

    def _record(self, made: Made) -> None:
        faults = 0
        while self._fault is None:
            try:
                self._store.write(made)
            except (sqlite3.Error, OSError, ValueError, OverflowError) as error:
                faults += 1
                if faults == _ENOUGH:
                    self._fault = _reason(error)
            else:
                break
        self.unrecorded.keep(made if self._fault is not None else made.of(frozenset(self._store.refused)))


_OR = "or give another path: --vx11-truth=PATH"


def _reason(error: Exception) -> str:
    return (isinstance(error, OSError) and error.strerror) or str(error)

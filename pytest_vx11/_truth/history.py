"""What earlier runs saw: since when a finding is there, and what the last green run had."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterator
from contextlib import suppress
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

from pytest_vx11._checks.check import Check
from pytest_vx11._checks.verdict import Outcome, Since, Verdict
from pytest_vx11._source.place import Place

#: Older runs of a system are not looked at.
_MOST_RUNS = 500
_PATIENCE = 2.0
_LOOKED = tuple(outcome.value for outcome in Outcome if outcome is not Outcome.UNVERIFIED)


class Green(NamedTuple):
    """The last run of some systems in which every check was chosen and none drifted."""

    run_id: str
    at: str
    commit: str | None
    findings: frozenset[tuple[str, str]]
    """Those that were accepted then: check id and key."""
    tests: frozenset[str] = frozenset()
    """The tests of the user's own that ran, by check id."""


class Seen(NamedTuple):
    """A finding as it was recorded last."""

    check_id: str
    message: str
    places: tuple[Place, ...]
    at: str
    commit: str | None
    since: Since | None


class Judged(NamedTuple):
    """A verdict as it was recorded last."""

    verdict: str
    reason: str | None
    at: str
    commit: str | None


class _Recorded(NamedTuple):
    run_id: str
    started_at: str
    commit: str | None
    systems: frozenset[str]
    green: bool


class History:
    """The earlier runs in a database of truth; it only ever reads. Where nothing can be read, nothing is known.

    `run_id` is the run that asks, which is left out. Nobody may call it from two threads at once.
    """

    def __init__(self, path: Path | None, run_id: str) -> None:
        self._path = path
        self._run_id = run_id
        self.trouble: str | None = None
        """Why the database cannot be read, in a sentence; one that is not there is no trouble."""

    def verdict(self, check: Check, verdict: Verdict) -> Verdict:
        """Return the verdict with what is known of its findings' beginnings."""
        if not verdict.findings or self._connection is None:
            return verdict
        try:
            since = {each.key: self._since(check.system, check.id, each.key) for each in verdict.findings}
            findings = tuple(replace(each, since=since[each.key]) for each in verdict.findings)
        except sqlite3.Error as error:
            self._give_up(error)
            return verdict
        return replace(verdict, findings=findings)

    def last_green(self, systems: Collection[str]) -> Green | None:
        """Return the last green run of just these systems; None where there is none."""
        if self._connection is None:
            return None
        try:
            run = next((each for each in self._runs if each.green and each.systems == frozenset(systems)), None)
            if run is None:
                return None
            rows = self._connection.execute("SELECT check_id, key FROM vx11_findings WHERE run_id = ?", (run.run_id,))
            found = frozenset((str(a), str(b)) for a, b in rows)
            # Of tests of the user's own, which no canon states, the run may have had others.
            question = "SELECT check_id FROM vx11_checks WHERE run_id = ? AND instr(check_id, '%3A%3A')"
            tests = frozenset(str(name) for (name,) in self._connection.execute(question, (run.run_id,)))
            return Green(run.run_id, run.started_at, run.commit, found, tests)
        except sqlite3.Error as error:
            self._give_up(error)
            return None

    def last_seen(self, key: str) -> Seen | None:
        """Return what the last run recorded that had a finding of this key."""
        if self._connection is None:
            return None
        try:
            for run in self._runs:
                question = "SELECT check_id, message, places FROM vx11_findings WHERE key = ? AND run_id = ?"
                row = self._connection.execute(question, (key, run.run_id)).fetchone()
                if row is not None:
                    check_id, message, places = row
                    since = self._since(str(check_id).partition("::")[0], str(check_id), key)
                    return Seen(str(check_id), str(message), _places(places), run.started_at, run.commit, since)
        except sqlite3.Error as error:
            self._give_up(error)
        return None

    def last_verdict(self, check_id: str) -> Judged | None:
        """Return what came of a check in the last run that had it."""
        if self._connection is None:
            return None
        try:
            for run in self._runs:
                question = "SELECT verdict, reason FROM vx11_checks WHERE run_id = ? AND check_id = ?"
                row = self._connection.execute(question, (run.run_id, check_id)).fetchone()
                if row is not None:
                    return Judged(str(row[0]), row[1], run.started_at, run.commit)
        except sqlite3.Error as error:
            self._give_up(error)
        return None

    def close(self) -> None:
        """Let go of the file."""
        if "_connection" in self.__dict__ and self._connection is not None:
            with suppress(sqlite3.Error):
                self._connection.close()
        self.__dict__["_connection"] = None

    @cached_property
    def _connection(self) -> sqlite3.Connection | None:
        if self._path is None or not self._path.is_file():
            return None
        try:
            uri = f"file:{quote(str(self._path.absolute()))}?mode=ro"  # sqlite.org/uri.html
            # Under xdist each worker is answered by a thread of its own, one at a time.
            return sqlite3.connect(uri, uri=True, timeout=_PATIENCE, check_same_thread=False)
        except sqlite3.Error as error:
            self.trouble = str(error)
            return None

    @cached_property
    def _runs(self) -> list[_Recorded]:
        """The earlier runs, the latest first."""
        return list(self._recorded())

    def _recorded(self) -> Iterator[_Recorded]:
        assert self._connection is not None
        # All columns, as an older table may lack some.
        question = "SELECT * FROM vx11_runs WHERE run_id != ? ORDER BY started_at DESC LIMIT ?"
        cursor = self._connection.execute(question, (self._run_id, _MOST_RUNS))
        names = [each[0] for each in cursor.description]
        for row in cursor:
            said = dict(zip(names, row, strict=True))
            green = said.get("state") == "finished" and said.get("exit_status") == 0 and said.get("whole") == 1
            yield _Recorded(
                str(said["run_id"]),
                str(said.get("started_at")),
                said.get("commit_sha"),
                _systems(said.get("canons")),
                green,
            )

    def _since(self, system: str, check_id: str, key: str) -> Since | None:
        """Return the beginning of its latest time without a break; None where no earlier run has looked at the check."""
        assert self._connection is not None
        rows = self._connection.execute(
            "SELECT DISTINCT run_id FROM vx11_findings WHERE key = ? AND check_id = ?", (key, check_id)
        )
        having = {str(run_id) for (run_id,) in rows}
        first: _Recorded | None = None
        count = 0
        for run in self._runs:
            if system not in run.systems:
                continue
            if run.run_id in having:
                first, count = run, count + 1
            elif self._looked(run, check_id):
                return Since(first.started_at, first.commit, count) if first else Since(run.started_at, run.commit, 0)
        return Since(first.started_at, first.commit, count) if first else None

    def _looked(self, run: _Recorded, check_id: str) -> bool:
        assert self._connection is not None
        marks = ", ".join("?" * len(_LOOKED))
        question = f"SELECT 1 FROM vx11_checks WHERE run_id = ? AND check_id = ? AND verdict IN ({marks})"
        return self._connection.execute(question, (run.run_id, check_id, *_LOOKED)).fetchone() is not None

    def _give_up(self, error: sqlite3.Error) -> None:
        # A database of somebody else has none of these tables, and an older one not all columns.
        self.trouble = None if str(error).startswith("no such ") else str(error)
        self.close()


def _places(said: object) -> tuple[Place, ...]:
    try:
        return tuple(Place(str(each["path"]), int(each["line"])) for each in json.loads(str(said)))
    except (ValueError, TypeError, KeyError):
        return ()


def _systems(canons: object) -> frozenset[str]:
    try:
        said = json.loads(str(canons))
        return frozenset(str(each["system"]) for each in said)
    except (ValueError, TypeError, KeyError):
        return frozenset()

"""From what was seen to the rows that are written."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime, timezone

from pytest_vx11.checks.check import Witness
from pytest_vx11.checks.verdict import Finding, Outcome
from pytest_vx11.observe.live import ServiceState
from pytest_vx11.observe.probed import Probed
from pytest_vx11.runtime.identity import born, this_host
from pytest_vx11.source.place import Place
from pytest_vx11.truth.beginning import Beginning
from pytest_vx11.truth.schema import CHECKS, FINDINGS, PROBES, RUNS, SERVICES, Entry, Row, Table
from pytest_vx11.truth.text import Text, moment, moment_of_vx11
from pytest_vx11.truth.waiting import Batch, Ending, Told

#: The most checks of one transaction: another run waits for it to end, and not for ever.
_MOST = 50_000


@dataclass(slots=True)
class Made:
    """The rows of one transaction."""

    added: dict[Table, list[Row]] = field(default_factory=dict)
    """Rows that are added."""
    latest: dict[Table, list[Entry]] = field(default_factory=dict)
    """Rows that are brought up to date, or added where there is none of their key."""

    def of(self, tables: frozenset[str]) -> Made:
        """Return only the rows of some tables."""
        return Made(
            {table: rows for table, rows in self.added.items() if table.name in tables},
            {table: entries for table, entries in self.latest.items() if table.name in tables},
        )

    def entries(self) -> Iterator[tuple[Table, Entry]]:
        """Yield each row with its table."""
        for table, rows in self.added.items():
            yield from ((table, dict(zip(table.columns, row, strict=True))) for row in rows)
        for table, entries in self.latest.items():
            yield from ((table, entry) for entry in entries)


class Maker:
    """Makes the rows of one run."""

    def __init__(self, run_id: str, text: Text) -> None:
        self._run_id = run_id
        self._text = text

    def beginning(self, beginning: Beginning) -> Made:
        """Return the row of a run that begins in this process."""
        row: Entry = {
            "run_id": self._run_id,
            "started_at": moment(beginning.started_at),
            "state": "running",
            "runtime": beginning.runtime,
            "commit_sha": beginning.commit,
            "branch": beginning.branch,
            "tool_version": beginning.tool_version,
            "canons": self._text.json([asdict(canon) for canon in beginning.canons]),
            "host": this_host(),
            "pid": os.getpid(),
            "process": born(os.getpid()),
        }
        return Made(latest={RUNS: [self._entry(row)]})

    def made(self, batch: Batch) -> Iterator[Made]:
        """Yield the rows of a batch, some at a time; the end of the run last."""
        checks = batch.checks
        while len(checks) > _MOST:
            yield self._judged(checks[:_MOST])
            checks = checks[_MOST:]
        last = self._judged(checks)
        if batch.probes:
            last.added[PROBES] = [self._probe(probed) for probed in batch.probes]
        if batch.states:
            last.latest[SERVICES] = [self._state(state) for state in batch.states]
        if batch.ending is not None:
            last.latest[RUNS] = [self._ending(batch.ending)]
        yield last

    def _judged(self, told: Sequence[Told]) -> Made:
        return Made({CHECKS: self._checks(told), FINDINGS: self._findings(told)} if told else {})

    def _checks(self, told: Sequence[Told]) -> list[Row]:
        # One comprehension, for there may be very many.
        run, as_json, running, match = self._run_id, self._text.json, Witness.RUNNING, Outcome.MATCH
        rows: list[Row] = [
            (
                run,
                check.id,
                nodeid,
                check.system,
                check.service,
                check.facet,
                "running" if check.witness is running else "declared",
                "match" if verdict.outcome is match else verdict.outcome.value,
                verdict.reason,
                as_json(check.expected),
                as_json(verdict.actual),
                check.at.path,
                check.at.line,
                round(verdict.duration * 1000, 3),
            )
            for check, verdict, nodeid in told
        ]
        return self._text.rows(rows)

    def _findings(self, told: Sequence[Told]) -> list[Row]:
        found = [(check.id, finding) for check, verdict, _ in told if verdict.findings for finding in verdict.findings]
        return self._text.rows([self._finding(check_id, finding) for check_id, finding in found])

    def _finding(self, check_id: str, finding: Finding) -> Row:
        as_json = self._text.json
        return (
            self._run_id,
            check_id,
            finding.key,
            finding.code,
            finding.severity.value,
            finding.message,
            as_json(finding.expected),
            as_json(finding.actual),
            finding.hint,
            int(finding.waived),
            as_json([_place(place) for place in finding.places]),
            as_json([each._asdict() for each in finding.evidence]),
        )

    def _probe(self, probed: Probed) -> Row:
        row: Row = (
            self._run_id,
            moment(probed.at),
            probed.system,
            probed.service,
            probed.kind,
            probed.asked,
            probed.auth,
            probed.status,
            probed.latency_ms,
            probed.size,
            probed.fault,
            self._text.snippet(probed.snippet),
        )
        return tuple(map(self._text.cell, row))

    def _state(self, state: ServiceState) -> Entry:
        row: dict[str, str | int | float | None] = {
            "service_name": state.name,
            "host": state.host,
            "port": state.port,
            "health_url": state.health_url,
            "status": state.status.value,
            "http_code": state.http_code,
            "latency_ms": state.latency_ms,
            "endpoint_ok": state.endpoint_ok,
            "snippet": self._text.snippet(state.snippet),
            "created_at": moment_of_vx11(datetime.now(timezone.utc)),
        }
        if state.checked_at is not None:  # else it was not asked, and when it last was is still true
            row["last_check"] = row["checked_at"] = moment_of_vx11(state.checked_at)
        return self._entry(row)

    def _ending(self, ending: Ending) -> Entry:
        counts = {outcome.value: ending.counts.get(outcome, 0) for outcome in Outcome}
        return {
            "run_id": self._run_id,
            "finished_at": moment(ending.at),
            "state": "finished",
            "exit_status": ending.exit_status,
            **counts,
        }

    def _entry(self, row: Entry) -> Entry:
        return {column: self._text.cell(cell) for column, cell in row.items()}


def _place(place: Place) -> dict[str, str | int]:
    return {"path": place.path, "line": place.line}

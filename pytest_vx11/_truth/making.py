"""From what was seen to the rows that are written."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict
from datetime import datetime, timezone
from typing import TypeVar

from pytest_vx11._checks.check import Check, Witness
from pytest_vx11._checks.verdict import Finding, Outcome
from pytest_vx11._observe.live import ServiceState
from pytest_vx11._observe.probed import Probed
from pytest_vx11._observe.snapshot import Digest
from pytest_vx11._runtime.identity import born, this_host
from pytest_vx11._truth.beginning import Beginning
from pytest_vx11._truth.made import Made, joined
from pytest_vx11._truth.schema import BLOCK, CHECKS, FINDINGS, PROBES, RUNS, SERVICES, SNAPSHOTS, Entry, Row, Table
from pytest_vx11._truth.text import Text, moment, moment_of_vx11
from pytest_vx11._truth.waiting import Batch, Ending, Told

Seen = TypeVar("Seen")
#: The most full blocks of checks in one transaction: another run waits for it to end, and not for ever.
_MOST = 25


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
        """Yield the rows of a batch, as many at a time as one transaction takes; the end of the run last."""
        ready = [*batch.made, self.judged(batch.told)]
        while len(ready) > _MOST:
            yield joined(ready[:_MOST])
            ready = ready[_MOST:]
        last = joined(ready)
        self._add(last, PROBES, self._probes, batch.probes)
        if batch.states:
            last.latest[SERVICES] = [self._state(state) for state in batch.states]
        if batch.ending is not None:
            last.latest[RUNS] = [self._ending(batch.ending)]
        yield last

    def judged(self, told: Told) -> Made:
        """Return the rows of some verdicts, and of their findings; any thread may call this."""
        found = [
            (check, finding)
            for check, verdict in zip(told.checks, told.verdicts, strict=True)
            if verdict.findings
            for finding in verdict.findings
        ]
        made = Made()
        if told.checks:
            made.added[CHECKS] = [self._text.block(CHECKS, self._checks(told))]
        self._add(made, FINDINGS, self._findings, found)
        return made

    def snapshot(self, at: datetime, digests: Sequence[Digest]) -> Made:
        """Return the rows of a snapshot; of what is not there none. Any thread may call this."""
        made = Made()
        self._add(made, SNAPSHOTS, lambda some: self._digests(at, some), [each for each in digests if each.files])
        return made

    def _add(
        self, made: Made, table: Table, rows: Callable[[Sequence[Seen]], Iterator[Row]], seen: Sequence[Seen]
    ) -> None:
        if seen:
            some = (seen[start : start + BLOCK] for start in range(0, len(seen), BLOCK))
            made.added[table] = [self._text.block(table, rows(each)) for each in some]

    def _checks(self, told: Told) -> Iterator[Row]:
        # One expression, for there may be very many; no list of them, for each is gone again at once.
        run, as_json, running, match = self._run_id, self._text.json, Witness.RUNNING, Outcome.MATCH
        return (
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
                verdict.duration * 1000,
            )
            for check, verdict, nodeid in zip(told.checks, told.verdicts, told.nodeids, strict=True)
        )

    def _findings(self, found: Sequence[tuple[Check, Finding]]) -> Iterator[Row]:
        as_json = self._text.json
        return (
            (
                self._run_id,
                check.id,
                finding.key,
                finding.code,
                finding.severity.value,
                finding.message,
                as_json(finding.expected),
                as_json(finding.actual),
                finding.hint,
                int(finding.waived),
                as_json([{"path": place.path, "line": place.line} for place in finding.places]),
                as_json([each._asdict() for each in finding.evidence]),
            )
            for check, finding in found
        )

    def _probes(self, probes: Sequence[Probed]) -> Iterator[Row]:
        return (
            (
                self._run_id,
                moment(probed.at),
                probed.system,
                probed.service,
                probed.kind,
                probed.asked,
                probed.auth,
                self._text.cell(probed.status),
                probed.latency_ms,
                self._text.cell(probed.size),
                probed.fault,
                self._text.snippet(probed.snippet),
            )
            for probed in probes
        )

    def _digests(self, at: datetime, digests: Sequence[Digest]) -> Iterator[Row]:
        return (
            (
                self._run_id,
                moment(at),
                digest.system,
                digest.kind.value,
                digest.name,
                digest.path,
                digest.files,
                digest.sha256,
            )
            for digest in digests
        )

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
            "whole": int(ending.whole),
            **counts,
        }

    def _entry(self, row: Entry) -> Entry:
        return {column: self._text.cell(cell) for column, cell in row.items()}

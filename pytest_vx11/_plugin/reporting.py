"""Writing the reports that were asked for; all of one result."""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import datetime, timezone
from pathlib import Path

import pytest

from pytest_vx11._checks.check import Check
from pytest_vx11._checks.verdict import Verdict
from pytest_vx11._engine.codes import Codes
from pytest_vx11._engine.run import Run
from pytest_vx11._observe.git import prefix
from pytest_vx11._plugin.accepted import Accepted
from pytest_vx11._plugin.recording import Recording
from pytest_vx11._plugin.remembering import Remembering
from pytest_vx11._plugin.settings import Settings
from pytest_vx11._report.data import ReportData
from pytest_vx11._report.formats import FORMATS, WITH_SNAPSHOT, step_summary
from pytest_vx11._report.paths import relative
from pytest_vx11._report.result import Reported, as_data
from pytest_vx11._report.writing import write_report

_STDOUT = "-"
#: Names the file that a step's summary is added to (GitHub Actions, "Workflow commands", "Adding a job summary").
_STEP_SUMMARY = "GITHUB_STEP_SUMMARY"


class Reporting:
    """The reports of one run."""

    def __init__(
        self,
        config: pytest.Config,
        codes: Codes,
        settings: Settings,
        recording: Recording,
        accepted: Accepted,
        remembering: Remembering,
    ) -> None:
        self._config = config
        self._codes = codes
        self._settings = settings
        self._recording = recording
        self._accepted = accepted
        self._remembering = remembering
        self.written: list[str] = []
        """What is to be said of the reports, a line each."""
        self.printed: list[str] = []
        """Reports that go to the terminal."""

    def write(
        self, run: Run, told: Sequence[tuple[Check, Verdict, str]], exit_status: int, errors: Sequence[str]
    ) -> bool:
        """Write each report; return whether all could be."""
        if not self._settings.reports:
            return True
        data = self._data(run, told, exit_status, errors)
        self._summarize(data)
        written = [self._write(name, path, data) for name, path in self._settings.reports]
        return all(written)

    def _data(
        self, run: Run, told: Sequence[tuple[Check, Verdict, str]], exit_status: int, errors: Sequence[str]
    ) -> ReportData:
        return as_data(
            Reported(
                canons=[plan.canon for plan in run.plans],
                told=told,
                run_id=self._recording.run_id,
                started_at=self._recording.started_at,
                finished_at=datetime.now(timezone.utc),
                runtime=run.runtime,
                commit=self._recording.commit,
                branch=self._recording.branch,
                folder=prefix(self._config.rootpath),
                strict=self._settings.strict,
                exit_status=exit_status,
                errors=errors,
                services=run.services(),
                codes=self._codes.known,
                facets=self._codes.facets,
                baselines=self._accepted.data(),
                changes=self._remembering.changes,
                snapshot=self._recording.snapshot(run) if self._wants_snapshot() else None,
                clean=run.clean,
                rootdir=self._config.rootpath,
            )
        )

    def _wants_snapshot(self) -> bool:
        return any(name in WITH_SNAPSHOT for name, _ in self._settings.reports)

    def _summarize(self, data: ReportData) -> None:
        """Add the summary of the step, where this is a step of GitHub's and its format is wanted."""
        path = os.environ.get(_STEP_SUMMARY)
        if not path or all(name != "github" for name, _ in self._settings.reports):
            return
        try:
            with open(path, "a", encoding="utf-8", errors="replace") as file:
                file.write(step_summary(data))
        except OSError as error:
            self.written.append(f"the summary of the step cannot be written: {error.strerror}")

    def _write(self, name: str, path: str, data: ReportData) -> bool:
        text = FORMATS[name](data, self._settings.lang)
        if path == _STDOUT:
            self.printed.append(text)
            return True
        target = Path(self._config.invocation_params.dir, path)
        shown = relative(str(target), self._config.invocation_params.dir)
        try:
            write_report(target, text)
        except OSError as error:
            self.written.append(f"ERROR: the report {shown} cannot be written: {error.strerror}")
            return False
        self.written.append(f"report: {shown}")
        return True

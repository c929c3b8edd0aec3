"""Telling the run: the header, the table, the reports. Only in the process that the user started."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import datetime, timezone
from pathlib import Path

import pytest

from pytest_vx11.checks.check import Check
from pytest_vx11.checks.verdict import Outcome, Verdict
from pytest_vx11.engine.run import Run
from pytest_vx11.observe.git import head
from pytest_vx11.plugin.settings import Settings
from pytest_vx11.report.json_report import Reported, write_json
from pytest_vx11.report.paths import relative
from pytest_vx11.report.table import counts, lines, reasons, rows
from pytest_vx11.source.place import Place
from pytest_vx11.source.words import harmless


class Telling:
    """Listens to the reports of the checks, and tells of them at the end."""

    def __init__(
        self, config: pytest.Config, run: Run, facets: Sequence[str], settings: Settings, started_at: datetime
    ) -> None:
        self._config = config
        self._run = run
        self._facets = facets
        self._settings = settings
        self._started_at = started_at
        self._told: dict[str, tuple[Check, Verdict, str]] = {}
        self._written: list[str] = []

    def pytest_report_header(self) -> list[str]:
        """Say which canon, which tree, and which runtime and why."""
        folder = self._config.invocation_params.dir
        header = []
        for plan in self._run.plans:
            canon = plan.canon
            version = f" {harmless(canon.version, 40)}" if canon.version else ""
            header.append(
                f"vx11: {relative(canon.path, folder)} ({canon.system}{version}), "
                f"{len(plan.checks)} checks, tree {relative(canon.root, folder)}"
            )
        return [*header, f"vx11: runtime none: {self._why_none()}"]

    def _why_none(self) -> str:
        if self._settings.runtime == "none":
            return "as --vx11-runtime or vx11_runtime says"
        named = [plan.canon.runtime for plan in self._run.plans if plan.canon.runtime not in (None, "auto", "none")]
        if named and self._settings.runtime is None:
            return f"this version cannot start {named[0]}, which the canon names; it looks at what is declared"
        return "this version looks at what is declared, and starts nothing"

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Remember each check that was reported, here or by a worker."""
        said = dict(report.user_properties)
        identity = said.get("vx11_id")
        if isinstance(identity, str) and identity in self._run.checks and identity not in self._told:
            check = self._run.checks[identity]
            self._told[identity] = (check, self._run.verdicts([identity])[0], report.nodeid)

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Write the reports. A variable that a chosen check needed and nobody set is a wrong canon."""
        if self._config.getoption("collectonly"):
            return
        written = [self._write(Path(self._config.invocation_params.dir, path)) for _, path in self._settings.reports]
        if self._run.unset or not all(written):
            _usage_error(session)

    def _write(self, path: Path) -> bool:
        shown = relative(str(path), self._config.invocation_params.dir)
        commit, branch = head(self._config.rootpath)
        reported = Reported(
            canons=[plan.canon for plan in self._run.plans],
            told=self._in_order(),
            run_id=uuid.uuid4().hex,
            started_at=self._started_at,
            finished_at=datetime.now(timezone.utc),
            runtime="none",
            commit=commit,
            branch=branch,
            rootdir=self._config.rootpath,
        )
        try:
            write_json(reported, path)
        except OSError as error:
            self._written.append(f"ERROR: the report {shown} cannot be written: {error.strerror}")
            return False
        self._written.append(f"report: {shown}")
        return True

    def _shown(self, place: Place) -> str:
        path = relative(place.path, self._config.invocation_params.dir)
        return f"{path}:{place.line}" if place.line else path

    def _exactly(self, place: Place) -> str:
        return str(Place(relative(place.path, self._config.invocation_params.dir), place.line, place.col))

    def _in_order(self) -> Sequence[tuple[Check, Verdict, str]]:
        return [self._told[identity] for identity in self._run.checks if identity in self._told]

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Print the drift table and the counts."""
        told = [(check, verdict) for check, verdict, _ in self._in_order()]
        if told:
            terminalreporter.section("drift table")
            for text, drift in lines(rows(told, self._facets)):
                terminalreporter.line(text, red=drift)
            counted = counts(verdict for _, verdict in told)
            shown = ", ".join(f"{count} {outcome.value}" for outcome, count in counted.items())
            terminalreporter.line(f"{len(told)} checks: {shown}", red=bool(counted[Outcome.DRIFT]), bold=True)
            if counted[Outcome.UNVERIFIED]:
                terminalreporter.line("unverified, because:")
                for text in reasons(told, self._shown):
                    terminalreporter.line(text)
        for problem in self._run.unset:
            terminalreporter.line(f"ERROR: {problem.shown(self._exactly)}", red=True)
        for text in self._written:
            terminalreporter.line(text)


def _usage_error(session: pytest.Session) -> None:
    # An interrupt or an internal error says more.
    if session.exitstatus not in (pytest.ExitCode.INTERRUPTED, pytest.ExitCode.INTERNAL_ERROR):
        session.exitstatus = pytest.ExitCode.USAGE_ERROR

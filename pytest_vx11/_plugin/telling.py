"""Telling the run: the header, the table, the reports. Only in the process that the user started."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pytest

from pytest_vx11._checks.check import Check, Witness
from pytest_vx11._checks.verdict import Outcome, Verdict
from pytest_vx11._engine.run import Run
from pytest_vx11._observe.live import Status
from pytest_vx11._plugin.accepted import Accepted
from pytest_vx11._plugin.recording import Recording
from pytest_vx11._plugin.remembering import Remembering
from pytest_vx11._plugin.reporting import Reporting
from pytest_vx11._report.paths import relative
from pytest_vx11._report.table import counts, lines, reasons, rows
from pytest_vx11._source.masking import masked_lines
from pytest_vx11._source.place import Place
from pytest_vx11._source.values import show
from pytest_vx11._source.words import harmless, no_command

_LONG = 2000


class Telling:
    """Listens to the reports of the checks, and tells of them at the end."""

    def __init__(
        self,
        config: pytest.Config,
        run: Run,
        facets: Sequence[str],
        recording: Recording,
        reporting: Reporting,
        accepted: Accepted,
        remembering: Remembering,
    ) -> None:
        self._config = config
        self._run = run
        self._facets = facets
        self._recording = recording
        self._reporting = reporting
        self._accepted = accepted
        self._remembering = remembering
        self._told: dict[str, tuple[Check, Verdict, str]] = {}
        self._written: list[str] = []
        self._ended: list[str] = []

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
        several = len(self._run.systems) > 1
        for name, system in self._run.systems.items():
            whose = f" of {name}" if several else ""
            header.append(f"vx11: runtime{whose} {system.choice.name}: {show(self._run.clean(system.choice.why))}")
        return [*header, *self._accepted.header()]

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> None:
        """Open the record before anything is looked at."""
        if not session.config.getoption("collectonly"):
            self._recording.begin(self._run, lambda text: masked_lines(self._run.clean(text)))

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Remember each check that was reported, here or by a worker."""
        said = dict(report.user_properties)
        identity = said.get("vx11_id")
        if not isinstance(identity, str) or identity not in self._run.checks:
            return
        check = self._run.checks[identity]
        if self._run.is_own(identity):
            # What a test's teardown, or another try of it, says comes later and counts.
            self._told[identity] = (check, self._run.verdicts([identity])[0], report.nodeid)
        elif identity not in self._told:
            verdict = self._run.verdicts([identity])[0]
            self._told[identity] = (check, verdict, report.nodeid)
            self._recording.check(check, verdict, report.nodeid)

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Take the system down, and write the reports and the last of truth.

        A variable that a chosen check needed and nobody set is a wrong canon.
        """
        if self._config.getoption("collectonly"):
            return
        self._ended = self._run.close()
        if self._run.problems() or self._run.unavailable():
            _usage_error(session)
        ended = session.exitstatus in (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED)
        for identity, (check, verdict, nodeid) in self._told.items():
            if self._run.is_own(identity):
                self._recording.check(check, verdict, nodeid)
        told = [(check, verdict) for check, verdict, _ in self._told.values()]
        self._remembering.finish(self._run, told)
        if not self._accepted.finish(told, ended=ended):
            _usage_error(session)
        if session.exitstatus == pytest.ExitCode.OK and (self._blind() or any(self._accepted.errors())):
            session.exitstatus = pytest.ExitCode.TESTS_FAILED
        if not self._reporting.write(self._run, self._in_order(), int(session.exitstatus), list(self._errors())):
            _usage_error(session)
        whole = ended and len(self._told) == len(self._run.checks)
        counted = counts(verdict for _, verdict in told)
        self._written += self._recording.finish(self._run, counted, int(session.exitstatus), whole=whole)

    def _blind(self) -> bool:
        """Tell whether a runtime was to show something, and nobody could look at any of it."""
        running = [verdict for check, verdict, _ in self._told.values() if check.witness is Witness.RUNNING]
        looked = any(verdict.outcome is not Outcome.UNVERIFIED for verdict in running)
        return bool(running) and not looked and self._run.brought_up()

    def _of_services(self) -> list[str]:
        """Say how many services were asked, and how many are well."""
        states = [state for state in self._run.services() if state.checked_at is not None]
        well = [state for state in states if state.status is Status.OK]
        down = [state.name for state in states if state.status is not Status.OK and state.absent]
        sick = [state.name for state in states if state.status is Status.BROKEN and not state.absent]
        unknown = [state.name for state in states if state.status is Status.UNKNOWN and not state.absent]
        expected = f"; expected down: {', '.join(down)}" if down else ""
        broken = f"; not well: {', '.join(sick)}" if sick else ""
        silent = f"; no health endpoint is known of: {', '.join(unknown)}" if unknown else ""
        return [f"services: {len(states)} asked, {len(well)} OK{broken}{silent}{expected}"] if states else []

    def _shown(self, place: Place) -> str:
        path = relative(place.path, self._config.invocation_params.dir)
        return f"{path}:{place.line}" if place.line else path

    def _exactly(self, place: Place) -> str:
        return str(Place(relative(place.path, self._config.invocation_params.dir), place.line, place.col))

    def _in_order(self) -> Sequence[tuple[Check, Verdict, str]]:
        """Return the checks as they were planned, and the tests of the user's own by file and line: workers vary."""
        planned = [each for each in self._run.checks if each in self._told and not self._run.is_own(each)]
        own = sorted(self._told.keys() - set(planned), key=lambda each: (self._told[each][0].at, each))
        return [self._told[identity] for identity in (*planned, *own)]

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Print the drift table and the counts, what was seen of the services, and what else is to be known."""
        self._table(terminalreporter)
        for text, bad in self._accepted.lines():
            terminalreporter.line(no_command(text), red=bad)
        for text in (*self._remembering.lines(), *(self._of_services() if self._run.brought_up() else ())):
            terminalreporter.line(no_command(text))
        for text in self._errors():
            terminalreporter.line(no_command(f"ERROR: {text}"), red=True)
        for text in (*self._ended, *self._reporting.written, *self._written):
            terminalreporter.line(no_command(harmless(text)))
        for report in self._reporting.printed:
            for text in report.splitlines():
                terminalreporter.line(text)

    def _table(self, terminalreporter: pytest.TerminalReporter) -> None:
        told = [(check, verdict) for check, verdict, _ in self._in_order()]
        if not told:
            return
        terminalreporter.section("drift table")
        for text, drift in lines(rows(told, self._facets, self._run.clean.plain)):
            terminalreporter.line(no_command(text), red=drift)
        counted = counts(verdict for _, verdict in told)
        shown = ", ".join(f"{count} {outcome.value}" for outcome, count in counted.items())
        terminalreporter.line(f"{len(told)} checks: {shown}", red=bool(counted[Outcome.DRIFT]), bold=True)
        if counted[Outcome.UNVERIFIED]:
            terminalreporter.line("unverified, because:")
            for text in reasons(told, self._shown):
                terminalreporter.line(no_command(text))

    def _errors(self) -> Iterator[str]:
        """Yield what the exit status cannot say."""
        yield from (problem.shown(self._exactly) for problem in self._run.problems())
        unavailable = self._run.unavailable()
        for reason in unavailable:
            yield "\n".join(show(line, _LONG) for line in self._run.clean(reason).splitlines())
        if self._blind() and not unavailable and not self._run.problems():
            yield "no running check could be looked at, though a runtime was chosen"
        yield from self._accepted.errors()


def _usage_error(session: pytest.Session) -> None:
    # An interrupt or an internal error says more.
    if session.exitstatus not in (pytest.ExitCode.INTERRUPTED, pytest.ExitCode.INTERNAL_ERROR):
        session.exitstatus = pytest.ExitCode.USAGE_ERROR

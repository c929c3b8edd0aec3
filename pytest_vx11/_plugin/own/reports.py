"""From what became of a test of the user's own to its verdict, and to a report that says it."""

from __future__ import annotations

import os
from dataclasses import replace

import pytest

from pytest_vx11._checks.verdict import Accepted, Outcome, Verdict
from pytest_vx11._engine.verdicts import Planned, Verdicts
from pytest_vx11._errors import Unseen
from pytest_vx11._own.holding import Held
from pytest_vx11._plugin.nodes import failed
from pytest_vx11._plugin.properties import properties_of
from pytest_vx11._report.drift import accepted, tell
from pytest_vx11._source.place import Place
from pytest_vx11._source.values import show
from pytest_vx11._source.words import no_command


def tell_report(
    report: pytest.TestReport,
    item: pytest.Item,
    call: pytest.CallInfo[None],
    held: Held,
    source: Verdicts,
    *,
    strict: bool,
) -> None:
    """Take in what became of a test, and make its report say so.

    Of a setup or a teardown that went well there is nothing to say.
    """
    _star(report, item, source)
    if call.when == "call" or call.excinfo is not None or _has_more(call, held):
        _tell(report, item, call, held, source, strict=strict)


def _has_more(call: pytest.CallInfo[None], held: Held) -> bool:
    """Tell whether something was held after the verdict: what a fixture does when the test is over counts as well."""
    return call.when == "teardown" and held.told is not None and len(held.findings) > held.told


def _star(report: pytest.TestReport, item: pytest.Item, source: Verdicts) -> None:
    """Star the run's secrets in what a report has of a test, which may print and record what it likes."""
    report.sections = [(name, source.starred(text)) for name, text in report.sections]
    item.user_properties[:] = [(name, _starred(value, source)) for name, value in item.user_properties]
    report.user_properties = list(item.user_properties)
    marked = getattr(report, "wasxfail", None)
    if marked:
        report.wasxfail = source.starred(str(marked))
    if report.failed and not isinstance(report.longrepr, str) and report.longrepr is not None:
        said = report.longreprtext
        starred = source.starred(said)
        if starred != said:
            report.longrepr = starred


def _starred(value: object, source: Verdicts) -> object:
    return source.starred(value) if isinstance(value, str) else value


def _tell(
    report: pytest.TestReport,
    item: pytest.Item,
    call: pytest.CallInfo[None],
    held: Held,
    source: Verdicts,
    *,
    strict: bool,
) -> None:
    raised = "" if call.excinfo is None else _said(report)
    judged = _verdict(report, item, call, held, source)
    held.told = len(held.findings)
    verdict = source.own(held.check(), judged)
    row = _row(held)
    item.user_properties[:] = report.user_properties = properties_of(item.user_properties, row, verdict)
    if failed(verdict, strict=strict):
        told = tell(row, verdict, lambda path: os.path.relpath(path, item.config.invocation_params.dir))
        report.outcome = "failed"
        report.longrepr = f"{told}\n\n{raised}" if raised else told
        vars(report).pop("wasxfail", None)
    elif verdict.outcome is Outcome.WAIVED:
        reason = source.starred(no_command(accepted(verdict)))
        report.outcome, report.wasxfail = "skipped", reason
        report.longrepr = (held.at.path, held.at.line, f"Skipped: {reason}")
    elif verdict.outcome is Outcome.UNVERIFIED:
        report.outcome = "skipped"
        reason = source.starred(no_command(show(verdict.reason)))
        report.longrepr = (held.at.path, held.at.line, f"Skipped: {reason}")


def _verdict(
    report: pytest.TestReport, item: pytest.Item, call: pytest.CallInfo[None], held: Held, source: Verdicts
) -> Verdict:
    error = call.excinfo.value if call.excinfo is not None else None
    if isinstance(error, Unseen):
        held.unseen = error.reason
        return held.verdict(held.unseen, report.duration)
    marked = _expected_failure(report, call)
    if report.passed and (marked is None or not held.findings):
        return held.verdict(held.unseen, report.duration)
    if report.skipped and marked is None:
        held.unseen = _reason(report)
        return held.verdict(held.unseen, report.duration)
    if call.excinfo is not None:
        held.failed(_message(call, held, source), _place(item, call))
    elif not held.findings:
        held.failed("the test passed, and its mark xfail says that it may not", None)
        marked = None
    verdict = held.verdict(None, report.duration)
    if marked is None:
        return verdict
    # The mark xfail accepts as an entry of the baseline does.
    entry = Accepted(f"xfail: {str(marked).removeprefix('reason: ')}".removesuffix(": "), None, None)
    findings = tuple(replace(finding, accepted=entry) for finding in verdict.findings)
    return Verdict(
        outcome=Outcome.WAIVED,
        actual=verdict.actual,
        findings=findings,
        places=verdict.places,
        duration=verdict.duration,
    )


def _expected_failure(report: pytest.TestReport, call: pytest.CallInfo[None]) -> str | None:
    """Return the reason of a mark xfail, also where nothing was raised: what a test holds it may have held in vain."""
    marked = getattr(report, "wasxfail", None)
    if marked is None and report.failed and call.excinfo is None:
        return str(report.longrepr).removeprefix("[XPASS(strict)]").strip()
    return str(marked) if marked is not None else None


def _said(report: pytest.TestReport) -> str:
    """Return what pytest itself says of a failure."""
    return report.longreprtext if report.failed else ""


def _reason(report: pytest.TestReport) -> str:
    said = report.longrepr
    text = said[2] if isinstance(said, tuple) else str(said)
    return text.removeprefix("Skipped: ") or "skipped"


def _message(call: pytest.CallInfo[None], held: Held, source: Verdicts) -> str:
    assert call.excinfo is not None
    if type(call.excinfo.value).__module__.startswith("requests."):
        ended = source.ended(held.system)
        for name in sorted(ended, key=lambda each: each != held.service):
            return f"the test failed: {name} is down: it {ended[name]}"
    first = call.excinfo.exconly(tryshort=True).strip().partition("\n")[0]
    return f"the test failed: {first.removeprefix('Failed: ')}"


def _place(item: pytest.Item, call: pytest.CallInfo[None]) -> Place | None:
    """Return the last line of the test's own file that its error came through."""
    assert call.excinfo is not None
    for entry in reversed(call.excinfo.traceback):
        if str(entry.path) == str(item.path):
            return Place(item.path.as_posix(), entry.lineno + 1)
    return None


def _row(held: Held) -> Planned:
    check = held.check()
    return Planned(check.id, check.service, check.facet, check.name, check.witness.value, check.at)

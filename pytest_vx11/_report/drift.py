"""One failed check, told to the person who must mend it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from pytest_vx11._checks.verdict import Accepted, Finding, Outcome, Verdict
from pytest_vx11._engine.verdicts import Planned
from pytest_vx11._report.since import since_line
from pytest_vx11._source.place import Place
from pytest_vx11._source.values import show
from pytest_vx11._source.words import harmless, no_command

Shown = Callable[[str], str]
_MOST = 20
_LONG = 2000
_MOST_LINES = 25


def tell(check: Planned, verdict: Verdict, shown: Shown) -> str:
    """Return the text of a failure: each finding with what, where, expected, found and what to do.

    `shown` turns an absolute path into one that the reader's terminal can open.
    """
    if verdict.outcome is Outcome.UNVERIFIED:
        reason = show(verdict.reason, _LONG)
        return f"{reason}\n  canon     {_place(check.at, shown)}\n  and --vx11-strict wants every check looked at"
    # What is accepted beside it is no failure.
    findings = [finding for finding in verdict.findings if not finding.waived]
    lines = [line for finding in findings[:_MOST] for line in _finding(finding, check, shown)]
    if len(findings) > _MOST:
        lines.append(f"… and {len(findings) - _MOST} more")
    return "\n".join(map(no_command, lines))


def accepted(verdict: Verdict) -> str:
    """Return on one line why the findings of a check are accepted: each reason once, with its owner and its last day."""
    return "; ".join(dict.fromkeys(_accepted(each.accepted) for each in verdict.findings[:_MOST] if each.accepted))


def _accepted(entry: Accepted) -> str:
    until = f"until {entry.expires}" if entry.expires else ""
    whose = ", ".join(filter(None, (entry.owner, until)))
    return show(f"{entry.reason} ({whose})" if whose else entry.reason)


def _finding(finding: Finding, check: Planned, shown: Shown) -> Iterator[str]:
    where = f"{_place(finding.places[0], shown)}: " if finding.places else ""
    yield f"{where}{show(finding.message, _LONG)} ({finding.code})"
    yield f"  canon     {_place(check.at, shown)}"
    for place in finding.places[1:_MOST]:
        yield f"  also      {_place(place, shown)}"
    yield f"  expected  {show(finding.expected)}"
    yield f"  found     {show(finding.actual)}"
    if finding.hint:
        first, *rest = finding.hint.splitlines()
        yield f"  to do     {show(first, _LONG)}"
        yield from (f"            {show(line, _LONG)}" for line in rest)
    if finding.since is not None:
        yield f"  since     {since_line(finding.since)}"
    for label, text in finding.evidence:
        first, *rest = text.splitlines()[:_MOST_LINES] or [""]
        yield f"  {label:<9} {show(shown(first) if label == 'log' else first, _LONG)}"
        yield from (f"            {show(line, _LONG)}" for line in rest)


def _place(place: Place, shown: Shown) -> str:
    path = harmless(shown(place.path))
    return f"{path}:{place.line}" if place.line else path

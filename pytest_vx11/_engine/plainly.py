"""What somebody else's judgement gives, as plain data, or a TypeError or ValueError that says what is none."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from itertools import islice
from typing import Any

from pytest_vx11._checks.verdict import Evidence, Finding, Judged, Severity
from pytest_vx11._source.place import Place
from pytest_vx11._source.values import as_plain
from pytest_vx11._source.words import harmless

#: More findings than these of one check are none that anybody reads.
_MOST = 10_000


def plain_judged(judged: Any, codes: Collection[str]) -> Judged:
    """Return a judgement whose every field is what it should be; `codes` are those that its findings may have."""
    if not isinstance(judged, Judged):
        raise TypeError(f"judge gives {_shown(judged)}, which is no Judged")
    given = list(islice(judged.findings, _MOST + 1))
    if len(given) > _MOST:
        raise ValueError(f"judge finds more than {_MOST:,} things: it does not seem to end")
    findings = tuple(_finding(each, codes) for each in given)
    return Judged(actual=as_plain(judged.actual), findings=findings, places=plain_places(judged.places))


def _finding(finding: Any, codes: Collection[str]) -> Finding:
    if not isinstance(finding, Finding):
        raise TypeError(f"judge finds {_shown(finding)}, which is no Finding")
    if finding.code not in codes:
        raise ValueError(f'judge finds the code "{harmless(str(finding.code), 80)}", which its facet does not list')
    if not isinstance(finding.severity, Severity):
        raise TypeError(f"judge finds the severity {_shown(finding.severity)}: write Severity.WARNING")
    # Whether it is accepted, and since when it is there, only the run can tell.
    return Finding(
        code=finding.code,
        subject=_text("subject", finding.subject),
        message=_text("message", finding.message),
        expected=as_plain(finding.expected),
        actual=as_plain(finding.actual),
        hint=_text("hint", finding.hint),
        places=plain_places(finding.places),
        evidence=tuple(_evidence(each) for each in finding.evidence),
        severity=finding.severity,
    )


def _evidence(each: Any) -> Evidence:
    if not isinstance(each, Evidence):
        raise TypeError(f"judge gives the evidence {_shown(each)}, which is no Evidence")
    return Evidence(_text("label", each.label), _text("text", each.text))


def _text(name: str, value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError(f"judge gives the {name} {_shown(value)}, which is no text")
    return value


def plain_places(places: Iterable[Any]) -> tuple[Place, ...]:
    """Return places; raises TypeError for what is none."""
    held = tuple(places)
    for each in held:
        if not is_place(each):
            raise TypeError(f"judge gives the place {_shown(each)}, which is no Place of a path and a line")
    return held


def is_place(value: Any) -> bool:
    """Tell whether a value is a place that can be told."""
    return isinstance(value, Place) and isinstance(value.path, str) and type(value.line) is type(value.col) is int


def _shown(value: Any) -> str:
    return harmless(repr(value), 80)

"""Phase 1: what the canon says, and what was found."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from pytest_vx11._report.closure.facets import by_facet
from pytest_vx11._report.closure.grouping import Found, found
from pytest_vx11._report.closure.text import SHORT, name, place, root_of, sentence, value, when
from pytest_vx11._report.closure.words import Words
from pytest_vx11._report.data import FindingData, ReportData
from pytest_vx11._report.markdown import code, table

_MOST_ROWS = 300
_MOST_REASONS = 12


def audit(data: ReportData, words: Words) -> Iterator[str]:
    """Yield the lines of the phase."""
    yield f"## {words.audit.heading}"
    yield ""
    yield from by_facet(data, words)
    yield ""
    yield from _drift(data, words)
    yield from _changes(data, words)
    yield from _accepted(data, words)
    yield from _unverified(data, words)


def _drift(data: ReportData, words: Words) -> Iterator[str]:
    drifted = found(data, accepted=False)
    yield f"### {words.audit.drift}"
    yield ""
    if not drifted:
        yield words.audit.no_drift
        yield ""
        return
    yield from table(words.audit.drift_head, (_drifted(each, words) for each in drifted[:_MOST_ROWS]))
    yield ""
    yield from _more(drifted, words)


def _drifted(each: Found, words: Words) -> Sequence[str]:
    finding = each.finding
    canon = value(finding["canon"], words) if each.one_canon else words.audit.several
    actual = value(finding["actual"], words)
    return (each.component(words), canon, actual, "✘", each.place(words), _since(finding, words))


def _since(finding: FindingData, words: Words) -> str:
    since = finding["since"]
    if since is None:
        return "–"
    if not since["runs"]:
        return words.audit.new
    commit = f" ({code(since['commit'][:SHORT])})" if since["commit"] else ""
    return f"{since['at'][:10]}{commit}"


def _changes(data: ReportData, words: Words) -> Iterator[str]:
    changes, own = data["changes"], words.audit
    if changes is None:
        return
    commit = f", {code(changes['commit'][:SHORT])}" if changes["commit"] else ""
    ago = f", {own.commits_ago.of(changes['commits'])}" if changes["commits"] else ""
    counts = f"{own.new_since.of(len(changes['new']))}, {own.gone_since.of(len(changes['gone']))}"
    yield own.changes.format(at=f"{when(changes['at'], words)}{commit}{ago}", counts=counts)
    yield ""


def _accepted(data: ReportData, words: Words) -> Iterator[str]:
    accepted, own = found(data, accepted=True), words.audit
    if accepted:
        yield f"### {own.accepted}"
        yield ""
        yield from table(own.accepted_head, (_waived(each, words) for each in accepted[:_MOST_ROWS]))
        yield ""
        yield from _more(accepted, words)


def _waived(each: Found, words: Words) -> Sequence[str]:
    by = each.finding["accepted"]
    reason, owner, expires = (by["reason"], by["owner"], by["expires"]) if by else ("", None, None)
    return (
        each.component(words),
        value(each.finding["canon"], words) if each.one_canon else words.audit.several,
        value(each.finding["actual"], words),
        sentence(reason),
        name(owner) if owner else words.top.nobody,
        expires or words.audit.never,
    )


def _unverified(data: ReportData, words: Words) -> Iterator[str]:
    counts: Counter[tuple[str, str]] = Counter()
    for check in data["checks"]:
        if check["verdict"] == "unverified":
            where = place(check["places"][0], root_of(check, data)) if check["places"] else ""
            counts[(check["reason"] or "", where)] += 1
    if not counts:
        return
    own = words.audit
    yield f"### {own.unverified}"
    yield ""
    rows = ((str(count), _reason(*why)) for why, count in counts.most_common(_MOST_REASONS))
    yield from table(own.unverified_head, rows)
    yield ""
    if len(counts) > _MOST_REASONS:
        yield f"… {own.other_reasons.of(len(counts) - _MOST_REASONS)}"
        yield ""


def _reason(reason: str, where: str) -> str:
    return f"{sentence(reason)} ({where})" if where else sentence(reason)


def _more(rows: Sequence[Found], words: Words) -> Iterator[str]:
    if len(rows) > _MOST_ROWS:
        yield f"… {words.top.more.of(len(rows) - _MOST_ROWS)}"
        yield ""

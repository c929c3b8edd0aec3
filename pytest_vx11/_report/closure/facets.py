"""The table of facets: what the canon states, and how it came out by each witness."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from pytest_vx11._report.closure.text import name
from pytest_vx11._report.closure.words import AuditWords, Words
from pytest_vx11._report.data import CheckData, ReportData, Verdict
from pytest_vx11._report.markdown import table

_Counts = Mapping[Verdict, int]


def by_facet(data: ReportData, words: Words) -> Iterator[str]:
    """Yield the lines of the table."""
    facets: dict[str, list[CheckData]] = {}
    for check in data["checks"]:
        facets.setdefault(check["facet"], []).append(check)
    yield from table(words.audit.head, (_row(facet, checks, words.audit) for facet, checks in facets.items()))


def unseen(data: ReportData) -> list[str]:
    """Return the facets of which nothing at all was looked at."""
    seen = {check["facet"]: False for check in data["checks"]}
    for check in data["checks"]:
        seen[check["facet"]] |= check["verdict"] != "unverified"
    return [facet for facet, looked in seen.items() if not looked]


def _row(facet: str, checks: Sequence[CheckData], own: AuditWords) -> Sequence[str]:
    statements = {check["id"].rpartition("[")[0] for check in checks}
    declared, running = (
        Counter(check["verdict"] for check in checks if check["witness"] == witness)
        for witness in ("declared", "running")
    )
    return (
        name(facet),
        str(len(statements)),
        _cell(declared, own),
        _cell(running, own),
        _match(declared, running, own),
    )


def _cell(counts: _Counts, own: AuditWords) -> str:
    return ", ".join(f"{counts[verdict]} {word}" for verdict, word in own.cells.items() if counts.get(verdict)) or "–"


def _match(declared: _Counts, running: _Counts, own: AuditWords) -> str:
    """Return the word for a row: it never says more than what was looked at."""
    if declared.get("drift") or running.get("drift"):
        return own.no
    if not _seen(declared) and not _seen(running):
        return own.unseen
    if declared.get("waived") or running.get("waived"):
        return own.cells["waived"]
    if not _seen(running) and running and not declared.get("unverified"):
        return own.only_declared
    if not _seen(declared) and declared and not running.get("unverified"):
        return own.only_running
    return own.partly if declared.get("unverified") or running.get("unverified") else own.yes


def _seen(counts: _Counts) -> bool:
    return any(count and verdict != "unverified" for verdict, count in counts.items())

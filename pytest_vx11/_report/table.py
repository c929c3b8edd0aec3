"""The drift table: a row a facet, and below it a row for each check that drifted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from pytest_vx11._checks.check import Check, Witness
from pytest_vx11._checks.verdict import Outcome, Verdict
from pytest_vx11._source.place import Place
from pytest_vx11._source.values import show
from pytest_vx11._source.words import harmless

Told = tuple[Check, Verdict]
Clean = Callable[[Any], Any]
_HEAD = ("facet", "canon", "declared", "running", "match")
_MOST = 60
_MOST_REASONS = 12
_WIDEST = 48


class Row(NamedTuple):
    """One line of the table; `drift` says that it tells of one."""

    cells: tuple[str, ...]
    drift: bool


def rows(told: Sequence[Told], facets: Iterable[str], clean: Clean = lambda value: value) -> Iterator[Row]:
    """Yield the table of some checks, facet by facet; `clean` stars secrets in plain data."""
    yield Row(_HEAD, False)
    left = _MOST
    for facet in facets:
        of_facet = [(check, verdict) for check, verdict in told if check.facet == facet]
        if not of_facet:
            continue
        yield _summary(facet, of_facet)
        drifted = [each for each in of_facet if each[1].outcome is Outcome.DRIFT]
        yield from (_drifted(check, verdict, clean) for check, verdict in drifted[:left])
        if len(drifted) > left:
            yield Row((f"  … and {len(drifted) - left} more", "", "", "", ""), True)
        left -= min(left, len(drifted))


def lines(table: Iterable[Row]) -> list[tuple[str, bool]]:
    """Return the rows as text in columns."""
    held = list(table)
    widths = [max(len(row.cells[column]) for row in held) for column in range(len(_HEAD))]
    return [
        ("  ".join(cell.ljust(width) for cell, width in zip(row.cells, widths, strict=True)).rstrip(), row.drift)
        for row in held
    ]


def counts(verdicts: Iterable[Verdict]) -> dict[Outcome, int]:
    """Return how many checks came out each way; every way is there."""
    counted = Counter(verdict.outcome for verdict in verdicts)
    return {outcome: counted[outcome] for outcome in Outcome}


def reasons(told: Sequence[Told], place: Callable[[Place], str]) -> Iterator[str]:
    """Yield why checks are unverified, a line a reason with how many have it, the commonest first."""
    counted = Counter(
        (verdict.reason or "", verdict.places[:1]) for _, verdict in told if verdict.outcome is Outcome.UNVERIFIED
    )
    for (reason, places), count in counted.most_common(_MOST_REASONS):
        where = f" ({place(places[0])})" if places else ""
        yield f"{count:>6}  {show(reason)}{where}"
    if len(counted) > _MOST_REASONS:
        yield f"        … and {len(counted) - _MOST_REASONS} other reasons"


def _summary(facet: str, told: Sequence[Told]) -> Row:
    subjects = {(check.service, check.subject) for check, _ in told}
    of = {witness: counts(verdict for check, verdict in told if check.witness is witness) for witness in Witness}
    word = _word(of)
    cells = (facet, str(len(subjects)), _counted(of[Witness.DECLARED]), _counted(of[Witness.RUNNING]), word)
    return Row(cells, word == "NO")


def _counted(counted: dict[Outcome, int]) -> str:
    words = {Outcome.MATCH: "ok", Outcome.DRIFT: "drift", Outcome.WAIVED: "waived", Outcome.UNVERIFIED: "unverified"}
    return ", ".join(f"{count} {words[outcome]}" for outcome, count in counted.items() if count) or "-"


def _word(of: Mapping[Witness, dict[Outcome, int]]) -> str:
    """Return `NO` for drift, `?` where nobody looked, `waived`, `partly` where a witness told some of it, and `yes`."""
    if any(counted[Outcome.DRIFT] for counted in of.values()):
        return "NO"
    told = [counted for counted in of.values() if counted[Outcome.MATCH] or counted[Outcome.WAIVED]]
    if not told:
        return "?"
    if any(counted[Outcome.WAIVED] for counted in told):
        return "waived"
    return "partly" if any(counted[Outcome.UNVERIFIED] for counted in told) else "yes"


def _drifted(check: Check, verdict: Verdict, clean: Clean) -> Row:
    actual = _short(clean(_actual(verdict)))
    declared = check.witness is Witness.DECLARED
    name = f"  {harmless(check.service, 40)} {harmless(check.subject, _WIDEST)}"
    return Row(
        (name, _short(clean(check.expected)), actual if declared else "-", "-" if declared else actual, "NO"), True
    )


def _actual(verdict: Verdict) -> object:
    found = [finding.actual for finding in verdict.findings]
    return verdict.actual if verdict.actual is not None or not found else found[0]


def _short(value: object) -> str:
    text = show(value, _WIDEST)
    return text if len(text) <= _WIDEST else f"{text[: _WIDEST - 1]}…"

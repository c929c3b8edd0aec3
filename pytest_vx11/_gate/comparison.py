"""Two results compared: pure, from plain data to what is new, known, accepted, mended and out of sight."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any, NamedTuple

from pytest_vx11._checks.identity import fingerprint
from pytest_vx11._report.data import CheckData, FindingData, ReportData


class Novelty(Enum):
    """Why a finding counts as new."""

    NEW = "new"
    CHANGED = "changed"
    """The base found another value there."""
    MORE = "more"
    """The base has the same finding, but not as often."""
    UNSEEN = "unseen"
    """The base had not looked at its check."""


class Loss(Enum):
    """Why a check that the base had looked at is out of sight."""

    UNVERIFIED = "unverified"
    HIDDEN = "hidden"
    """The head's check has a finding that ended its look."""
    UNSTATED = "unstated"
    """The canon has changed, and has no such check any more."""
    UNCHOSEN = "unchosen"
    """The canon is the same; the check was not among those of the run."""
    NOT_RUN = "not run"
    """A test of the user's own, which no canon states: it was not run, or is not there any more."""


class Told(NamedTuple):
    """A finding, and the check that has it."""

    check: CheckData
    finding: FindingData


@dataclass(frozen=True, slots=True, kw_only=True)
class New:
    """A finding of the head that counts as new."""

    told: Told
    novelty: Novelty
    before: Any = None
    """What the base found, where the value changed."""
    unseen: str | None = None
    """Why the base had not looked; None where it has no such check."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lost:
    """A check out of sight; `check` is the head's where it has it, else the base's."""

    check: CheckData
    loss: Loss
    before: str
    """The base's verdict."""
    hidden: str | None = None
    """The code of the finding that hides all else, of a check that has one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """What became of each finding of the two, and of the sight of each check of the base."""

    new: Sequence[New]
    known: Sequence[Told]
    waived: Sequence[Told]
    mended: Sequence[Told]
    """The base's: gone, though the head looked at everything there."""
    lost: Sequence[Lost]


Identify = Callable[[Told], Hashable]


def compare(base: ReportData, head: ReportData, *, by_value: bool = False) -> Comparison:
    """Return what the head has that the base had not, and the other way round.

    `by_value` tells findings apart by key and value where one of the two is too old to have fingerprints.
    """
    same: Identify = _by_value if by_value else _by_fingerprint
    before, now = list(_findings(base)), list(_findings(head))
    gone, fresh = _left(before, now, same), _left(now, before, same)
    unmatched = {id(told) for told in fresh}
    checks = {check["id"]: check for check in head["checks"]}
    keys = {told.finding["key"] for told in fresh}
    return Comparison(
        new=list(_new(base, before, gone, fresh, same)),
        known=[told for told in now if not told.finding["waived"] and id(told) not in unmatched],
        waived=[told for told in now if told.finding["waived"]],
        mended=[
            told for told in gone if told.finding["key"] not in keys and _whole(checks.get(told.check["id"]), head)
        ],
        lost=list(_lost(base, head, checks)),
    )


def _findings(data: ReportData) -> Iterator[Told]:
    return (Told(check, finding) for check in data["checks"] for finding in check["findings"])


def _by_fingerprint(told: Told) -> Hashable:
    return told.finding["fingerprint"]


def _by_value(told: Told) -> Hashable:
    return fingerprint(told.finding["key"], told.finding["actual"])


def _left(ours: Sequence[Told], theirs: Sequence[Told], same: Identify) -> Sequence[Told]:
    """Return what of ours has no twin among theirs, each of which is taken once: first in its own check, then elsewhere."""

    def in_check(told: Told) -> Hashable:
        return told.check["id"], same(told)

    return _untwinned(_untwinned(ours, theirs, in_check), _untwinned(theirs, ours, in_check), same)


def _untwinned(ours: Iterable[Told], theirs: Iterable[Told], same: Identify) -> list[Told]:
    twins = Counter(map(same, theirs))
    left = []
    for told in ours:
        if twins[same(told)]:
            twins[same(told)] -= 1
        else:
            left.append(told)
    return left


def _new(
    base: ReportData, before: Iterable[Told], gone: Iterable[Told], fresh: Iterable[Told], same: Identify
) -> Iterator[New]:
    checks = {check["id"]: check for check in base["checks"]}
    known = {same(told) for told in before}
    values = {told.finding["key"]: told.finding["actual"] for told in gone}
    for told in fresh:
        check = checks.get(told.check["id"])
        if told.finding["waived"]:
            continue
        if not _seen(check):
            yield New(told=told, novelty=Novelty.UNSEEN, unseen=check["reason"] if check else None)
        elif same(told) in known:
            yield New(told=told, novelty=Novelty.MORE)
        elif told.finding["key"] in values:
            yield New(told=told, novelty=Novelty.CHANGED, before=values[told.finding["key"]])
        elif hidden := _hidden(check, base):
            yield New(told=told, novelty=Novelty.UNSEEN, unseen=f"hidden by {hidden}")
        else:
            yield New(told=told, novelty=Novelty.NEW)


def _seen(check: CheckData | None) -> bool:
    return check is not None and check["verdict"] != "unverified"


def _hidden(check: CheckData | None, data: ReportData) -> str | None:
    """Return the code of the finding for which a check looked at nothing else; None where there is none."""
    codes = (finding["code"] for finding in check["findings"]) if check else ()
    return next((code for code in codes if code in data["rules"] and data["rules"][code]["masks"]), None)


def _whole(check: CheckData | None, data: ReportData) -> bool:
    return _seen(check) and _hidden(check, data) is None


def _lost(base: ReportData, head: ReportData, checks: Mapping[str, CheckData]) -> Iterator[Lost]:
    canons = {(canon["system"], canon["sha256"]) for canon in head["canons"]}
    same = {canon["system"] for canon in base["canons"] if (canon["system"], canon["sha256"]) in canons}
    for check in base["checks"]:
        now = checks.get(check["id"])
        if not _whole(check, base) or _whole(now, head):
            continue
        if hidden := _hidden(now, head):
            yield Lost(check=now or check, loss=Loss.HIDDEN, before=check["verdict"], hidden=hidden)
        elif now is not None:
            yield Lost(check=now, loss=Loss.UNVERIFIED, before=check["verdict"])
        elif _is_test(check):
            yield Lost(check=check, loss=Loss.NOT_RUN, before=check["verdict"])
        else:
            stated = check["id"].partition("::")[0] in same
            yield Lost(check=check, loss=Loss.UNCHOSEN if stated else Loss.UNSTATED, before=check["verdict"])


def _is_test(check: CheckData) -> bool:
    """Tell whether a check is a test of the user's own, whose subject is its node id."""
    subject = check["id"].split("::", 3)[-1].rpartition("[")[0]
    return subject.replace("%3A%3A", "::") == check["nodeid"]

"""Holding what becomes of events against the canon."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pytest_vx11._checks.check import Check
from pytest_vx11._checks.verdict import Evidence, Finding, Judged
from pytest_vx11._errors import Unseen
from pytest_vx11._facets.shared.running import evidence_of, is_down, says_down
from pytest_vx11._observe.need import Sight
from pytest_vx11._observe.probes.event import EventProbe, EventSeen
from pytest_vx11._source.subset import lacks
from pytest_vx11._source.values import show


@dataclass(frozen=True, slots=True, kw_only=True)
class Handling:
    """What must become of an event type's events; the needs of the check are the good one and the wrong ones."""

    wrong: tuple[str, ...] = ()
    """What is wrong with each of the wrong ones, as `without alert_id`: it is in their keys."""
    status: int | None = None
    """How wrong ones are answered; None for any 4xx."""
    body: Any = None
    tolerated: bool = True
    """Whether the first event is to be accepted."""


def judge_event(check: Check, sight: Sight) -> Judged:
    """`about` is the handling."""
    handling: Handling = check.about
    first, *others = (sight.see(need) for need in check.needs if isinstance(need, EventProbe))
    ingest = _ingest(check)
    if says_down(check, sight, first.asked.answer, ingest):
        return Judged(actual="down", findings=(is_down(check, sight, first.asked.url, ingest),))
    found = list(_first(check, sight, first))
    for what, seen in zip(handling.wrong, others, strict=True):
        found += _refusal(check, sight, seen, f"an event of {check.subject} {what}", "VX291", what)
    if not found:
        for seen in (first, *others):
            _refuse_blind(check, seen)
    return Judged(actual=_actual(first), findings=tuple(found))


def _first(check: Check, sight: Sight, seen: EventSeen) -> Iterator[Finding]:
    handling: Handling = check.about
    if not handling.tolerated:
        yield from _refusal(check, sight, seen, "an event of a type that is not listed", "VX295")
    elif not seen.accepted:
        code = "VX295" if check.subject == "undeclared" else "VX290"
        what = "an event of a type that is not listed" if code == "VX295" else f"a good event of {check.subject}"
        status = seen.asked.answer.status
        yield _finding(check, sight, seen, code, f"{what} is answered {_answered(seen)}", status, "a 2xx")
    else:
        yield from _lost(check, sight, seen)


def _lost(check: Check, sight: Sight, seen: EventSeen) -> Iterator[Finding]:
    probe = check.needs[0]
    assert isinstance(probe, EventProbe)
    if probe.broadcast is not None and seen.heard is None:
        what = f"an accepted event of {check.subject} is not broadcast: {seen.deaf or 'nothing came'}"
        yield _finding(check, sight, seen, "VX292", what, "nothing", "a broadcast")
    if seen.written is False:
        what = f"an accepted event of {check.subject} is not in the ledger"
        yield _finding(check, sight, seen, "VX293", what, "no row", "a row of it")


def _refusal(check: Check, sight: Sight, seen: EventSeen, what: str, code: str, wrong: str = "") -> Iterator[Finding]:
    """Yield what is not as it should be of an event that must be refused; `wrong` tells it from others of its type."""
    handling: Handling = check.about
    status = seen.asked.answer.status
    right = status == handling.status if handling.status else status is not None and 400 <= status < 500
    wanted = str(handling.status or "a 4xx")
    if not right:
        yield _finding(check, sight, seen, code, f"{what} is answered {_answered(seen)}, the canon wants {wanted}",
                       status, handling.status or wanted, wrong)  # fmt: skip
    elif handling.body is not None and (lack := lacks(handling.body, _json(seen))) is not None:
        where = show(lack.where) if lack.where else ""
        said = f"{what} is refused with another body: {f'{where}: ' if where else ''}found {show(lack.found, 200)}"
        actual = f"another body, at {where}" if where else "another body"
        # What was found is no part of it: such bodies may have a time or an id in them.
        yield _finding(check, sight, seen, code, said, actual, handling.body, wrong)
    if not seen.accepted and (seen.heard is not None or seen.written):
        kept = "broadcast" if seen.heard is not None else "in the ledger"
        yield _finding(check, sight, seen, "VX294", f"{what} is refused, and is {kept}", kept, "nothing of it", wrong)


def _ingest(check: Check) -> str:
    """Return the service that events are sent to; the check itself is of the whole system."""
    return next((need.ingest.service for need in check.needs if isinstance(need, EventProbe)), check.service)


def _refuse_blind(check: Check, seen: EventSeen) -> None:
    """Raise Unseen where nobody could see what became of an event: of a refused one too, nothing may come."""
    probe = check.needs[0]
    assert isinstance(probe, EventProbe)
    if seen.unread:
        raise Unseen(f"nobody could look into the ledger: {seen.unread}", (check.at,))
    if probe.broadcast is not None and not seen.opened:
        raise Unseen(f"nobody could listen to the broadcast: {seen.deaf}", (check.at,))


def _answered(seen: EventSeen) -> str:
    answer = seen.asked.answer
    return str(answer.status) if answer.status is not None else f"by nothing ({answer.says})"


def _actual(seen: EventSeen) -> Any:
    parts = [str(seen.asked.answer.status)]
    parts += ["broadcast"] if seen.heard is not None else []
    parts += ["written"] if seen.written else []
    return ", ".join(parts)


def _json(seen: EventSeen) -> Any:
    try:
        return json.loads(seen.asked.answer.body)
    except (ValueError, RecursionError):
        return None


def _finding(
    check: Check, sight: Sight, seen: EventSeen, code: str, what: str, actual: Any, expected: Any, wrong: str = ""
) -> Finding:
    heard = (Evidence("heard", seen.heard),) if seen.heard is not None else ()
    return Finding(
        code=code,
        subject=f"{check.system}:{check.subject}{f' {wrong}' if wrong else ''}",
        message=what,
        expected=expected,
        actual=actual,
        hint="mend the service, or change the canon",
        evidence=(*evidence_of(check, sight, seen.asked, _ingest(check)), *heard),
    )

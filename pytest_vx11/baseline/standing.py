"""How the entries of a baseline themselves stand at the end of a run."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from enum import Enum
from typing import NamedTuple

from pytest_vx11.baseline.accepting import Accepting
from pytest_vx11.baseline.model import Entry, pattern_of
from pytest_vx11.checks.check import Check, Witness

#: Who has so many days left is told.
SOON = 14


class State(Enum):
    """What must be told of an entry."""

    EXPIRING = "expiring"
    EXPIRED = "expired"
    STALE = "stale"
    UNKNOWN = "unknown"


class Standing(NamedTuple):
    """An entry that must be told of; `days` until its last one, negative once it is over."""

    entry: Entry
    state: State
    days: int | None


class Seen(NamedTuple):
    """What a run has to say about the entries of a baseline."""

    checks: Sequence[Check]
    """All that were planned of the systems that the baseline is for, chosen or not."""
    looked: frozenset[str]
    """The ids of those that somebody looked at."""
    facets: Mapping[str, tuple[str, ...]]
    """The facets of each code; empty for a code that any check may have."""


def standings(accepting: Accepting, seen: Seen) -> list[Standing]:
    """Return the entries that must be told of, in the order of the file."""
    return list(_standings(accepting, seen))


def _standings(accepting: Accepting, seen: Seen) -> Iterator[Standing]:
    for entry in accepting.baseline.entries:
        days = (entry.expires - accepting.today).days if entry.expires else None
        state = _state(entry, accepting, seen, days)
        if state is not None:
            yield Standing(entry, state, days)


def _state(entry: Entry, accepting: Accepting, seen: Seen, days: int | None) -> State | None:
    if not accepting.used.get(entry):
        checks = candidates(entry.key, seen)
        if not checks:
            return State.UNKNOWN
        if all(check.id in seen.looked for check in checks):
            return State.STALE
    if days is None or days > SOON:
        return None
    return State.EXPIRED if days < 0 else State.EXPIRING


def candidates(key: str, seen: Seen) -> list[Check]:
    """Return the checks that may have a finding of such a key: those of the code's facets, of what the key is about."""
    code, _, subject = key.partition(":")
    codes = [name for name in seen.facets if pattern_of(code).fullmatch(name)]
    witnesses = {_witness(name) for name in codes}
    facets = {facet for name in codes for facet in seen.facets[name]}
    anything = any(not seen.facets[name] for name in codes)
    about = pattern_of(subject.partition(":")[0])
    return [
        check
        for check in seen.checks
        if codes
        and (anything or check.facet in facets)
        and (None in witnesses or check.witness in witnesses)
        and any(about.fullmatch(name) for name in (check.service, check.system, check.subject))
    ]


def _witness(code: str) -> Witness | None:
    """Return who tells a code: VX1xx are of what is declared, VX2xx of what runs, any other of both."""
    return {"VX1": Witness.DECLARED, "VX2": Witness.RUNNING}.get(code[:3])

"""How the entries of a baseline themselves stand at the end of a run."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cached_property
from typing import NamedTuple

from pytest_vx11._baseline.accepting import Accepting
from pytest_vx11._baseline.model import Entry, holds, parts_of
from pytest_vx11._checks.check import Check, Witness

#: Who has so many days left is told.
SOON = 14
#: Codes of tests of the user's own, which nobody plans.
OWN_CODES = frozenset({"VX003", "VX005"})


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


@dataclass(frozen=True, kw_only=True, eq=False)
class Seen:
    """What a run has to say about the entries of a baseline."""

    checks: Sequence[Check]
    """All that were planned of the systems that the baseline is for, chosen or not."""
    looked: frozenset[str]
    """The ids of those that somebody looked at, and that no finding hides anything of."""
    facets: Mapping[str, tuple[str, ...]]
    """The facets of each code; empty for a code that any check may have."""
    own: Sequence[Check] = ()
    """Tests of the user's own that ran."""
    services: frozenset[str] = frozenset()
    """The services and systems that such a test may be of."""
    is_there: Callable[[str], bool] = lambda _: True
    """Tells whether a test may be there, by its node id without what stands in brackets."""
    whole: bool = True
    """Whether these are all the systems that the baseline is for."""

    @cached_property
    def by_name(self) -> Mapping[str, Mapping[str, Sequence[Check]]]:
        """The checks by facet, and by what a key may begin with: service, system or subject."""
        found: dict[str, dict[str, list[Check]]] = {}
        for check in self.checks:
            names = found.setdefault(check.facet, {})
            for name in {check.service, check.system, check.subject}:
                names.setdefault(name, []).append(check)
        return found

    @cached_property
    def systems(self) -> frozenset[str]:
        """The systems that were planned."""
        return frozenset(check.system for check in self.checks)


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
    # An entry of a system that is not among those of the run may be of use to it.
    known = entry.system in seen.systems if entry.system is not None else seen.whole
    if known and not accepting.used.get(entry):
        if entry.key.partition(":")[0] in OWN_CODES:
            return _state_of_own(entry, seen)
        checks = [check for check in candidates(entry.key, seen) if entry.system in (None, check.system)]
        if not checks:
            return State.UNKNOWN
        # What nobody can look at yet keeps no entry alive.
        lookable = [check for check in checks if check.judge is not None]
        if lookable and all(check.id in seen.looked for check in lookable):
            return State.STALE
    if days is None or days > SOON:
        return None
    return State.EXPIRED if days < 0 else State.EXPIRING


def _state_of_own(entry: Entry, seen: Seen) -> State | None:
    """Return how an unused entry of a test of the user's own stands.

    It is stale where that test ran or is gone, unknown where there is no such service, and nothing otherwise.
    """
    subject = entry.literal.partition(":")[2]
    service, _, test = subject.partition(":")
    if "*" not in service and service not in seen.services:
        return State.UNKNOWN
    if not entry.is_glob and not seen.is_there(_node_id(test)):
        return State.STALE
    about = [
        check
        for check in seen.own
        if f"{subject}:".startswith(f"{check.service}:{check.subject}:") and entry.system in (None, check.system)
    ]
    return State.STALE if about and all(check.id in seen.looked for check in about) else None


def _node_id(test: str) -> str:
    """Return the node id in a key, without its parameters and without the name of what was held."""
    before, _, last = test.partition("[")[0].rpartition("::")
    return f"{before}::{last.partition(':')[0]}"


def candidates(key: str, seen: Seen) -> list[Check]:
    """Return the checks that may have a finding of such a key: those of the code's facets, of what the key is about."""
    code, _, subject = key.partition(":")
    parts = parts_of(code)
    codes = [name for name in seen.facets if holds(parts, name)]
    if not codes:
        return []
    witnesses = {_witness(name) for name in codes}
    facets = {facet for name in codes for facet in seen.facets[name]}
    if any(not seen.facets[name] for name in codes):
        facets = set(seen.by_name)
    # A star in the code's place stands for what comes after it, too.
    about = parts_of(subject.partition(":")[0]) if len(parts) == 1 else ["", ""]
    found = {
        check.id: check
        for facet in facets
        for name, checks in _named(seen.by_name.get(facet, {}), about)
        if holds(about, name)
        for check in checks
        if None in witnesses or check.witness in witnesses
    }
    return list(found.values())


def _named(names: Mapping[str, Sequence[Check]], about: Sequence[str]) -> Iterable[tuple[str, Sequence[Check]]]:
    return names.items() if len(about) > 1 else [(about[0], names.get(about[0], ()))]


def _witness(code: str) -> Witness | None:
    """Return who tells a code: VX1xx are of what is declared, VX2xx of what runs, any other of both."""
    return {"VX1": Witness.DECLARED, "VX2": Witness.RUNNING}.get(code[:3])

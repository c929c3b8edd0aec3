"""Putting a baseline to work on verdicts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from pytest_vx11._baseline.model import ANY, Baseline, Entry, told_key
from pytest_vx11._checks.check import Check
from pytest_vx11._checks.identity import Identity
from pytest_vx11._checks.verdict import Accepted, Evidence, Finding, Outcome, Verdict
from pytest_vx11._source.values import show

#: A check that failed by itself says nothing about the system; and what happens to be down is for a person to accept.
_NEVER_ADOPTED = frozenset({"VX001", "VX200", "VX201"})
ADOPTED = "adopted, and not explained yet"


@dataclass(frozen=True, slots=True)
class Adopted:
    """A finding that is to be written down, and its value as `Identity.value` gives it."""

    finding: Finding
    value: Any
    system: str


class Accepting:
    """Accepts findings of one run, and remembers which entry was of use.

    Where it is `adopting`, whatever no entry covers is accepted too, and is in `adopted`: it is to be written down.
    """

    def __init__(self, baseline: Baseline, identity: Identity, today: date, *, adopting: bool = False) -> None:
        self.baseline = baseline
        self.today = today
        self.used: dict[Entry, int] = defaultdict(int)
        """How many findings each entry covers, also one whose day is over."""
        self.count = 0
        """How many findings are accepted by entries."""
        self.adopted: dict[tuple[str, str, str], Adopted] = {}
        """By system, key and fingerprint: what no entry covers, and is to be written down."""
        self._adopting = adopting
        self._identity = identity
        self._exact: dict[str, list[Entry]] = defaultdict(list)
        for entry in baseline.entries:
            if not entry.is_glob:
                self._exact[entry.literal].append(entry)
        self._globs = [entry for entry in baseline.entries if entry.is_glob]

    def verdict(self, check: Check, verdict: Verdict) -> Verdict:
        """Return the verdict as it is once its findings are accepted, as far as they are: waived where all of them are."""
        if verdict.outcome is not Outcome.DRIFT:
            return verdict
        findings = tuple(self._finding(finding, check.system) for finding in verdict.findings)
        waived = all(finding.waived for finding in findings)
        return replace(verdict, findings=findings, outcome=Outcome.WAIVED if waived else Outcome.DRIFT)

    def _finding(self, finding: Finding, system: str) -> Finding:
        key, value = told_key(finding.key), self._identity.value(finding)
        named = [entry for entry in self._naming(key) if entry.system in (None, system)]
        covering = [entry for entry in named if entry.takes(value)]
        for entry in covering:
            self.used[entry] += 1
        live = next((entry for entry in covering if not entry.expired(self.today)), None)
        if live is not None:
            self.count += 1
            return replace(finding, accepted=_accepted(live))
        # Where a day is over that somebody set, a person decides, whatever is found now.
        over = any(entry.expired(self.today) for entry in named)
        if self._adopting and not over and finding.code not in _NEVER_ADOPTED:
            same = (system, key, self._identity.fingerprint(finding))
            self.adopted.setdefault(same, Adopted(finding, value, system))
            return replace(finding, accepted=Accepted(ADOPTED, None, None))
        return _with_what_was_accepted(finding, covering, named)

    def _naming(self, key: str) -> Iterator[Entry]:
        yield from self._exact.get(key, ())
        yield from (entry for entry in self._globs if entry.matches(key))


def _accepted(entry: Entry) -> Accepted:
    return Accepted(entry.reason, entry.owner, entry.expires.isoformat() if entry.expires else None)


def _written(value: Any) -> str:
    return f'"{show(value, 100)}"' if isinstance(value, str) else show(value, 100)


def _with_what_was_accepted(finding: Finding, covering: list[Entry], named: list[Entry]) -> Finding:
    """Say with a finding that it was accepted until a day, or with another value."""
    if covering:
        entry = covering[0]
        whose = f" by {entry.owner}" if entry.owner else ""
        text = f"until {entry.expires}{whose} ({entry.reason}), which is over: mend it, or give it another day"
    elif named:
        # As JSON, so that text is told from a number.
        values = ", ".join(_written(entry.value) for entry in named if entry.value is not ANY)
        text = f"with another value: {values}"
    else:
        return finding
    return replace(finding, evidence=(Evidence("accepted", text), *finding.evidence))

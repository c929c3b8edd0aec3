"""What one test of one's own holds, and its verdict: the same nouns as any check has."""

from __future__ import annotations

import math
import os
import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pytest_vx11._checks.check import Check, Witness
from pytest_vx11._checks.verdict import Finding, Outcome, Verdict
from pytest_vx11._source.place import Place
from pytest_vx11._source.values import as_plain, show

FAILED, OTHERWISE = "VX003", "VX005"
_PASSES = "the test passes"
_LINE = re.compile(r"(.+):([0-9]{1,7})")
_LONGEST = 500


@dataclass(kw_only=True, repr=False)
class Held:
    """What one test has held so far; it is the test's `vx11_check`."""

    system: str
    service: str
    facet: str
    subject: str
    """The test's node id."""
    witness: Witness
    at: Place
    """The test's own line."""
    root: str
    """The tree under test."""
    says: str = ""
    """The first line of the test's docstring."""
    findings: list[Finding] = field(default_factory=list)
    unseen: str | None = None
    """Why nobody could look, once that is known."""
    told: int | None = None
    """How many findings its verdict had; None before there is one."""
    _expected: dict[str, Any] = field(default_factory=dict)
    _found: dict[str, Any] = field(default_factory=dict)

    def __call__(
        self, expected: Any, found: Any, where: str | Place | None = None, *, what: str = "", hint: str = ""
    ) -> bool:
        """Hold one value, as `Recorder` says."""
        name = self._name(what)
        wanted, seen = as_plain(expected), as_plain(found)
        self._expected[name], self._found[name] = wanted, seen
        if same(expected, found):
            return True
        told = f"{what} is" if what else "found"
        self.findings.append(
            Finding(
                code=OTHERWISE,
                subject=":".join(filter(None, (self.service, self.subject, name))),
                message=f"{self.service}: {told} {show(seen, 200)}, and should be {show(wanted, 200)}",
                expected=wanted,
                actual=seen,
                hint=hint,
                places=self._places(where) if where is not None else (_call(),),
            )
        )
        return False

    def __repr__(self) -> str:
        return f"<vx11_check of {self.subject}>"

    def failed(self, message: str, place: Place | None) -> None:
        """Take note that the test itself failed: `message` is what it raised."""
        self.findings.append(
            Finding(
                code=FAILED,
                subject=f"{self.service}:{self.subject}",
                message=message[:_LONGEST],
                expected=self.says or _PASSES,
                hint="see what the test itself says",
                places=(place,) if place is not None else (),
            )
        )

    def check(self) -> Check:
        """Return the check that the test is."""
        held = _told(self._expected)
        return Check(
            system=self.system,
            service=self.service,
            facet=self.facet,
            subject=self.subject,
            witness=self.witness,
            expected=held if self._expected else self.says or _PASSES,
            at=self.at,
        )

    def verdict(self, unseen: str | None, duration: float) -> Verdict:
        """Return what came of it; `unseen` says why nobody could look, where nobody could and nothing was found."""
        found = _told(self._found) if self._found else None
        if self.findings:
            places = tuple(place for finding in self.findings for place in finding.places)
            return Verdict(
                outcome=Outcome.DRIFT, actual=found, findings=tuple(self.findings), places=places, duration=duration
            )
        if unseen is not None:
            return Verdict(outcome=Outcome.UNVERIFIED, reason=unseen, duration=duration)
        return Verdict(outcome=Outcome.MATCH, actual=found, duration=duration)

    def _name(self, what: str) -> str:
        """Return a name that no other value of the test has."""
        taken = sum(1 for each in self._expected if each.rpartition("#")[0] == what or each == what)
        return f"{what}#{taken + 1}" if taken else what

    def _places(self, where: str | Place) -> tuple[Place, ...]:
        if isinstance(where, Place):
            return (where,)
        if not isinstance(where, str):
            raise TypeError(f"vx11_check: where is path:line or a Place, found {where!r}")
        said = _LINE.fullmatch(where)
        path, line = (said[1], int(said[2])) if said else (where, 0)
        return (Place(path if path.startswith("/") else f"{self.root}/{path}", line),)


def same(expected: Any, found: Any) -> bool:
    """Tell whether two values are equal; a tuple is the same as its list, and what is no number as itself."""
    if isinstance(expected, (list, tuple)) and isinstance(found, (list, tuple)):
        return len(expected) == len(found) and all(map(same, expected, found))
    if isinstance(expected, Mapping) and isinstance(found, Mapping):
        return expected.keys() == found.keys() and all(same(value, found[key]) for key, value in expected.items())
    if isinstance(expected, float) and isinstance(found, float) and math.isnan(expected):
        return math.isnan(found)
    return bool(expected == found)


def _call() -> Place:
    """Return the line that holds a value: the frame around `Held.__call__`."""
    frame = sys._getframe(2)
    return Place(frame.f_code.co_filename.replace(os.sep, "/"), frame.f_lineno)


def _told(values: Mapping[str, Any]) -> Any:
    """Return the one value that a test held, or each by its name."""
    if len(values) == 1:
        return next(iter(values.values()))
    return {name or "#1": value for name, value in values.items()}

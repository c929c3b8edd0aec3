"""What came of a check."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Any, NamedTuple

from pytest_vx11._source.place import Place


class Outcome(Enum):
    """The four verdicts of the contract."""

    MATCH = "match"
    DRIFT = "drift"
    WAIVED = "waived"
    UNVERIFIED = "unverified"


class Severity(Enum):
    """How bad a finding is."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


class Evidence(NamedTuple):
    """Something that was seen and helps to mend a finding: its label, and its text, which may have several lines."""

    label: str
    """`curl` (a command to paste), `answer` (the start of it) or `log` (the end of it)."""
    text: str


class Accepted(NamedTuple):
    """By which entry of the baseline a finding is accepted."""

    reason: str
    owner: str | None
    expires: str | None
    """The last day on which it is, in UTC, as `2027-01-31`."""


class Since(NamedTuple):
    """Since when a finding is there without a break, as far as truth goes back.

    Of one that is new, `runs` is 0, and the rest tells of the last run that looked and did not have it.
    """

    at: str
    """When the first run that saw it began, in UTC, as reports write it."""
    commit: str | None
    """What was checked out then."""
    runs: int
    """How many recorded runs have seen it since, this one left out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that is not as the canon says."""

    code: str
    subject: str
    """What it is about; with the code it makes the key, so no line number, time or message is in it."""
    message: str
    """One sentence, without a line number."""
    expected: Any = None
    actual: Any = None
    hint: str = ""
    """What to do."""
    places: tuple[Place, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    severity: Severity = Severity.ERROR
    accepted: Accepted | None = None
    """None where nobody has accepted it."""
    since: Since | None = None
    """None where nothing is known of earlier runs."""

    @property
    def waived(self) -> bool:
        """Whether it is accepted, and so fails no check."""
        return self.accepted is not None

    @property
    def key(self) -> str:
        """`VX104:tentaculo_link:8000`: what baselines and gates hold on to."""
        return f"{self.code}:{self.subject}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """What a judgement found: no findings means that all is as the canon says."""

    actual: Any = None
    """What was seen, as plain data."""
    findings: tuple[Finding, ...] = ()
    places: tuple[Place, ...] = ()
    """Where it was seen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """A check's outcome, with all that a report tells of it."""

    outcome: Outcome
    actual: Any = None
    findings: tuple[Finding, ...] = ()
    places: tuple[Place, ...] = ()
    reason: str | None = None
    """Why nobody could look; None unless the outcome is `unverified`."""
    duration: float = 0.0
    """Seconds that the judgement took."""

"""The result of a run as plain data: what `json` writes, and what every other report is rendered from.

Its names are the promise `vx11-report/1` (report.schema.json). Secrets are starred in it, and paths are relative: those
of places to the tree of their canon, those of canons to pytest's rootdir. A path with a `:` before its first slash is of
a container, as `shop-web:/app/data/app.db`.
"""

from __future__ import annotations

from typing import Any, Literal, TypedDict

FORMAT = "vx11-report/1"

Verdict = Literal["match", "drift", "waived", "unverified"]


class PlaceData(TypedDict):
    """Lines and columns count from 1; 0 is the file, or the line, as a whole."""

    path: str
    line: int
    col: int


class EvidenceData(TypedDict):
    """Something that helps to mend a finding; the text may have several lines."""

    label: str
    text: str


class AcceptedData(TypedDict):
    """The entry of the baseline by which a finding is accepted; `expires` is its last day, in UTC."""

    reason: str
    owner: str | None
    expires: str | None


class SinceData(TypedDict):
    """The first run since which a finding is there without a break, and how many have seen it, this one left out.

    Of a finding that is new `runs` is 0, and the rest is of the last run that looked and did not have it.
    """

    at: str
    commit: str | None
    runs: int


class FindingData(TypedDict):
    """One thing that is not as the canon says."""

    key: str
    code: str
    severity: Literal["error", "warning", "note"]
    message: str
    canon: Any
    actual: Any
    hint: str
    waived: bool
    accepted: AcceptedData | None
    since: SinceData | None
    fingerprint: str
    """The same for the same finding in every run: made of the key and, where it does not vary by itself, what was found."""
    evidence: list[EvidenceData]
    places: list[PlaceData]


class CheckData(TypedDict):
    """One statement of the canon, held against one witness."""

    id: str
    nodeid: str
    facet: str
    service: str
    witness: Literal["declared", "running"]
    verdict: Verdict
    reason: str | None
    canon: Any
    actual: Any
    canon_at: PlaceData
    duration_ms: float
    places: list[PlaceData]
    findings: list[FindingData]


class CanonData(TypedDict):
    """A canon, and where the tree lies that it is about."""

    path: str
    sha256: str
    system: str
    version: str | None
    root: str


class RunData(TypedDict):
    """One run of pytest."""

    id: str
    started_at: str
    finished_at: str
    runtime: str
    commit: str | None
    branch: str | None
    folder: str
    """Pytest's rootdir, relative to the top of the checkout; `.` where they are one, and outside of git."""
    strict: bool
    exit_status: int
    errors: list[str]
    """What made the run fail beside drift, in sentences."""


class RuleData(TypedDict):
    """What is to be said about a code."""

    title: str
    titles: dict[str, str]
    """The title in other languages than English, by the language's code, as far as there are any."""
    text: str
    example: str
    facet: str | None
    masks: bool
    """Whether a check that has it looked at nothing else."""


class EntryData(TypedDict):
    """An entry of a baseline that must be told of; `days` until it ends, negative once it has, None without a date."""

    key: str
    state: Literal["expiring", "expired", "stale", "unknown"]
    reason: str
    owner: str | None
    expires: str | None
    days: int | None
    at: PlaceData


class BaselineData(TypedDict):
    """A baseline: how many entries it has, how many findings of this run it accepts, and what must be told of it."""

    path: str
    """Relative to pytest's rootdir, as are the places of the entries."""
    entries: int
    accepted: int
    told: list[EntryData]


class ChangesData(TypedDict):
    """What changed since the last run that was green: keys of findings, in order."""

    run: str
    at: str
    commit: str | None
    commits: int | None
    """How many commits ago; None where git cannot say."""
    new: list[str]
    gone: list[str]


class DigestData(TypedDict):
    """A module's tree, or a document, by what is in it; `before` is the last recorded digest, None where there is none."""

    name: str
    path: str
    kind: Literal["module", "document"]
    files: int
    sha256: str
    before: str | None


class SnapshotData(TypedDict):
    """What was checked out; taken for the closure report alone."""

    commit: str | None
    branch: str | None
    dirty: list[str]
    """Files that differ from the commit, or are not tracked, relative to the top of the checkout; the first 200."""
    dirty_files: int
    """How many there are."""
    digests: list[DigestData]
    before_at: str | None
    """When the digests that these are compared with were recorded; None where there are none."""


class ServiceData(TypedDict):
    """The latest state of a service."""

    name: str
    status: Literal["OK", "BROKEN", "UNKNOWN"]
    http_code: int | None
    latency_ms: float | None
    endpoint_ok: str | None


class ReportData(TypedDict):
    """All that is told of a run."""

    format: str
    canon: CanonData
    canons: list[CanonData]
    run: RunData
    summary: dict[Verdict, int]
    checks: list[CheckData]
    services: list[ServiceData]
    rules: dict[str, RuleData]
    """Of each code that a finding has."""
    baselines: list[BaselineData]
    changes: ChangesData | None
    snapshot: SnapshotData | None

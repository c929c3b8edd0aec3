"""The phrases of the closure report: one field each, so that a language that lacks one is seen before it runs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, NamedTuple

from pytest_vx11._report.data import Verdict


class Plural(NamedTuple):
    """A phrase for one and for any other number; `{n}` is the number."""

    one: str
    many: str

    def of(self, count: int, **more: str) -> str:
        """Return the phrase for a number, with what else it names."""
        return (self.one if count == 1 else self.many).format(n=count, **more)


@dataclass(frozen=True, slots=True, kw_only=True)
class TopWords:
    """The opening, and what is said more than once."""

    title: str
    run: str
    verdicts: Mapping[Verdict, Plural]
    """How many checks came out a way."""
    checks: Plural
    more: Plural
    """What a list that was cut ends with."""
    at_time: str
    """A `date` and a `time`, in UTC."""
    and_last: str
    """All but the last of a list, `many`, and the last, `one`."""
    colon: str
    """A `label`, and the `text` that belongs to it."""
    none: str
    """Where the canon wants nothing, or nothing was found."""
    nobody: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionWords:
    """Ready or not, and why."""

    ready: str
    ready_declared: str
    not_ready: str
    nothing_drifts: str
    only_accepted: str
    nothing_runs: str
    """As `why` says, but only of what is declared."""
    passed_with_drift: Plural
    drift: Plural
    unverified_strict: Plural
    errors: Plural
    """With the `first` of them."""
    nothing_seen: str
    interrupted: str
    internal: str
    usage: str
    failed: str
    """The run failed, and nothing that is known here says why; with its `status`."""
    dirty: Plural
    """A sentence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SnapshotWords:
    """Phase 0."""

    heading: str
    not_taken: str
    commit_on: str
    commit_detached: str
    no_commit_on: str
    no_git: str
    clean: str
    dirty: Plural
    tracked_only: str
    first: str
    compared: str
    changed: Plural
    new: Plural
    gone: Plural
    unchanged: Plural
    head: tuple[str, str, str, str, str, str]
    kinds: Mapping[Literal["module", "document"], str]
    is_changed: str
    is_new: str
    is_gone: str
    is_unchanged: str
    is_not_there: str
    not_listed: Plural


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditWords:
    """Phase 1."""

    heading: str
    head: tuple[str, str, str, str, str]
    cells: Mapping[Verdict, str]
    """What stands behind a count in a cell, the worst first."""
    yes: str
    only_declared: str
    only_running: str
    partly: str
    no: str
    unseen: str
    drift: str
    no_drift: str
    drift_head: tuple[str, str, str, str, str, str]
    several: str
    in_canon: str
    """The `place` of the canon, for a finding that is in no file."""
    new: str
    changes: str
    new_since: Plural
    gone_since: Plural
    commits_ago: Plural
    accepted: str
    accepted_head: tuple[str, str, str, str, str, str]
    never: str
    unverified: str
    unverified_head: tuple[str, str]
    other_reasons: Plural


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeWords:
    """Phase 2."""

    heading: str
    skipped: str
    order: str
    change: str
    differs: str
    """Where it cannot be said so simply."""
    also: str
    hint: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ValidationWords:
    """Phase 3."""

    heading: str
    canon: str
    canon_read: str
    """Where the run ended with a usage error, which a variable of the canon without a value may be."""
    declared: str
    no_declared: str
    running: str
    no_running: str
    runtime: str
    no_runtime: str
    services: str
    asked: Plural
    well: Plural
    not_asked: str
    blind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosureWords:
    """Phase 4."""

    heading: str
    summary: str
    findings: Plural
    in_files: Plural
    accepted: Plural
    risks: str
    no_risks: str
    run_error: str
    expired: str
    expiring: Plural
    expires_today: str
    stale: str
    unknown: str
    hidden: Plural
    """Checks of which an accepted finding hides whatever else they would find."""
    unverified: Plural
    nothing_running: str
    sick: str
    down: str
    no_snapshot: str
    no_git: str
    decision: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """A language."""

    lang: str
    """Its own code, by which a code's title in it is found."""
    has_messages: bool
    """Whether the messages of findings are in it."""
    top: TopWords
    decision: DecisionWords
    snapshot: SnapshotWords
    audit: AuditWords
    change: ChangeWords
    validation: ValidationWords
    closure: ClosureWords

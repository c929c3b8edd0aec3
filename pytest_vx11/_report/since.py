"""Since when something is there, in words."""

from __future__ import annotations

from pytest_vx11._checks.verdict import Since
from pytest_vx11._source.words import counted, harmless


def since_line(since: Since) -> str:
    """Return one line: since which run and commit a finding is there, or that it is new."""
    told = when(since.at, since.commit)
    if not since.runs:
        return f"this run; the one of {told} did not have it"
    return f"{told}, seen by {counted(since.runs, 'earlier run')}"


def when(at: str, commit: str | None) -> str:
    """Return a moment of a report and a commit, as `2026-11-28 09:12 UTC, commit 3f2a9c1`."""
    moment = f"{at[:10]} {at[11:16]} UTC" if at[10:11] == "T" else at
    return harmless(f"{moment}, commit {commit[:7]}" if commit else moment, 80)

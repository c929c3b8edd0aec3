"""Since when a finding is there, and what the last green run had, as truth tells it."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from pytest_vx11._checks.verdict import Finding, Outcome, Since, Verdict
from pytest_vx11._truth import Beginning, History, RecordedCanon, Truth
from tests.baseline.making import check, drift, finding

START = datetime(2026, 11, 1, 8, tzinfo=timezone.utc)
PORTS = check()
OTHER = check(service="gateway", subject="8000")
MATCH = Verdict(outcome=Outcome.MATCH)
UNSEEN = Verdict(outcome=Outcome.UNVERIFIED, reason="nobody looked")
DRIFT = drift(finding())


@dataclass
class Past:
    """Runs that were recorded, a day apart."""

    path: Path
    runs: int = 0
    commits: list[str] = field(default_factory=list)

    def run(
        self, *verdicts: Verdict, exit_status: int = 0, whole: bool = True, systems: tuple[str, ...] = ("shop",)
    ) -> None:
        """Record a run of the two checks, as far as there are verdicts."""
        self.runs += 1
        commit = f"{self.runs:x}" * 40
        self.commits.append(commit)
        canons = tuple(RecordedCanon(path="/c.yaml", sha256="0", system=each, version=None) for each in systems)
        beginning = Beginning(run_id=f"run{self.runs}", started_at=START + timedelta(days=self.runs), canons=canons,
                              runtime="none", commit=commit, branch="main", tool_version="0")  # fmt: skip
        truth = Truth(self.path, beginning, str)
        for each, verdict in zip((PORTS, OTHER), verdicts, strict=False):
            truth.check(each, verdict, each.id)
        truth.finish({}, exit_status, whole=whole)
        assert not truth.problems

    def since(self, found: Finding | None = None) -> Since | None:
        """Return since when a finding of the first check is there."""
        history = History(self.path, "now")
        [told] = history.verdict(PORTS, drift(found or finding())).findings
        history.close()
        assert history.trouble is None
        return told.since

    def when(self, run: int) -> tuple[str, str]:
        return f"2026-11-{run + 1:02}T08:00:00.000Z", self.commits[run - 1]


@pytest.fixture
def past(tmp_path: Path) -> Past:
    return Past(tmp_path / "truth.db")


def test_the_first_run_knows_nothing(past: Past) -> None:
    assert past.since() is None


def test_a_finding_is_there_since_the_first_run_that_had_it_without_a_break(past: Past) -> None:
    past.run(DRIFT)
    past.run(MATCH)
    past.run(DRIFT)
    past.run(DRIFT)
    assert past.since() == Since(*past.when(3), 2)


def test_a_new_one_tells_which_run_did_not_have_it(past: Past) -> None:
    past.run(DRIFT)
    past.run(MATCH)
    assert past.since() == Since(*past.when(2), 0)
    assert past.since(finding("VX104:orders:8002")) == Since(*past.when(2), 0)


def test_a_run_that_did_not_look_is_no_break(past: Past) -> None:
    past.run(DRIFT)
    past.run(UNSEEN)
    past.run()
    past.run(MATCH, systems=("another",))
    past.run(DRIFT)
    assert past.since() == Since(*past.when(1), 2)


def test_where_nobody_looked_before_nothing_is_known(past: Past) -> None:
    past.run(UNSEEN, DRIFT)
    assert past.since() is None


def test_an_accepted_finding_is_one_too(past: Past) -> None:
    past.run(drift(finding()))
    assert past.since() == Since(*past.when(1), 1)


def test_the_last_green_run_is_whole_and_of_the_same_systems(past: Past) -> None:
    past.run(MATCH, MATCH)
    past.run(DRIFT, MATCH)
    past.run(DRIFT, MATCH, exit_status=1)
    past.run(MATCH, whole=False)
    past.run(MATCH, MATCH, systems=("shop", "other"))
    history = History(past.path, "now")
    green = history.last_green(["shop"])
    assert green is not None
    assert (green.run_id, green.at, green.commit) == ("run2", *past.when(2))
    assert green.findings == {(PORTS.id, "VX104:orders:8001")}
    assert history.last_green(["nobody"]) is None
    history.close()


def test_the_run_that_asks_is_no_earlier_one(past: Past) -> None:
    past.run(DRIFT)
    assert History(past.path, "run1").verdict(PORTS, DRIFT).findings[0].since is None


@pytest.mark.parametrize("content", [b"", b"no database at all, but long enough to be taken for one" * 50])
def test_what_is_no_database_changes_no_verdict(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "truth.db"
    path.write_bytes(content)
    history = History(path, "now")
    assert history.verdict(PORTS, DRIFT) == DRIFT
    assert (history.trouble is None) is (content == b"")
    assert history.last_green(["shop"]) is None


def test_a_database_of_somebody_else_or_of_an_older_version_is_no_trouble(past: Past) -> None:
    with closing(sqlite3.connect(past.path)) as connection:
        connection.execute("CREATE TABLE vx11_runs (run_id TEXT, started_at TEXT)")
        connection.execute("INSERT INTO vx11_runs VALUES ('old', '2026-01-01')")
        connection.commit()
    history = History(past.path, "now")
    assert history.last_green(["shop"]) is None
    assert history.verdict(PORTS, DRIFT) == DRIFT
    assert history.trouble is None


def test_reading_writes_nothing(tmp_path: Path) -> None:
    missing = tmp_path / "nothing.db"
    assert History(missing, "now").verdict(PORTS, DRIFT) == DRIFT
    assert not missing.exists()

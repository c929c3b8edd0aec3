"""Runs that are killed, and runs at the same time."""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from tests.truth.samples import ROOT, open_truth, prepared, rows, until

WRITER = """
import sys
from pathlib import Path
from tests.truth.samples import check, drift, match, open_truth, probed, state
path, run, count, then = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]), sys.argv[4]
print("ready", flush=True)
sys.stdin.readline()
truth = open_truth(path, run)
for index in range(count):
    truth.check(check(f"{run} {index}", index), drift() if index % 10 == 0 else match(), "n")
    if index % 50 == 0:
        truth.probe(probed())
        truth.services([state(run, port=index)])
if then == "finish":
    truth.finish({}, 0)
print("\\n".join(truth.problems) or "none", flush=True)
if then == "wait":
    sys.stdin.readline()
"""


@contextmanager
def writer(path: Path, run: str, count: int, then: str) -> Iterator[subprocess.Popen[str]]:
    """A process that records, from the first line that it is sent on; it is gone in the end."""
    command = [sys.executable, "-c", WRITER, str(path), run, str(count), then]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert heard(process) == "ready"
            yield process
        finally:
            process.kill()


def heard(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


def tell(process: subprocess.Popen[str]) -> None:
    assert process.stdin is not None
    process.stdin.write("go\n")
    process.stdin.flush()


def states(path: Path) -> dict[str, str]:
    return {row["run_id"]: row["state"] for row in rows(path, "vx11_runs")}


def test_a_run_that_is_killed_keeps_what_it_had_and_is_marked_by_the_next(tmp_path: Path) -> None:
    path = tmp_path / "truth.db"
    with writer(path, "killed", 120, "wait") as process:
        tell(process)
        assert heard(process) == "none"
        until(lambda: len(rows(path, "vx11_checks")) == 120)
        alive = open_truth(path, "beside")
        alive.finish({}, 0)
        assert states(path) == {"killed": "running", "beside": "finished"}
        process.send_signal(signal.SIGKILL)
        process.wait()
    assert len(rows(path, "vx11_checks")) == 120
    assert len(rows(path, "vx11_findings")) == 12
    assert len(rows(path, "vx11_probes")) == 3
    assert states(path)["killed"] == "running"
    open_truth(path, "next").finish({}, 0)
    assert states(path) == {"killed": "unfinished", "beside": "finished", "next": "finished"}
    assert rows(path, "vx11_runs", "run_id = 'killed'")[0]["finished_at"] is None


def test_a_run_that_is_killed_while_it_writes_leaves_a_whole_database(tmp_path: Path) -> None:
    path = tmp_path / "truth.db"
    with writer(path, "killed", 1_000_000, "wait") as process:
        tell(process)
        until(lambda: path.exists() and _any_checks(path))
        process.send_signal(signal.SIGKILL)
        process.wait()
    assert rows(path, "vx11_checks")
    truth = open_truth(path, "next")
    truth.finish({}, 0)
    assert truth.problems == []
    assert states(path) == {"killed": "unfinished", "next": "finished"}
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_a_run_that_ends_without_saying_so_keeps_all_it_saw(tmp_path: Path) -> None:
    path = tmp_path / "truth.db"
    with writer(path, "silent", 1234, "nothing") as process:
        tell(process)
        assert heard(process) == "none"
        assert process.wait(60) == 0
    assert len(rows(path, "vx11_checks")) == 1234
    assert states(path) == {"silent": "running"}


def test_two_runs_at_once_both_record_all(tmp_path: Path) -> None:
    path = tmp_path / "truth.db"
    with writer(path, "one", 6000, "finish") as one, writer(path, "two", 6000, "finish") as two:
        tell(one)
        tell(two)
        assert (heard(one), heard(two)) == ("none", "none")
    assert states(path) == {"one": "finished", "two": "finished"}
    for run in ("one", "two"):
        said = rows(path, "vx11_checks", f"run_id = '{run}'")
        assert [row["canon"] for row in said] == [str(each) for each in range(6000)]
        assert len(rows(path, "vx11_findings", f"run_id = '{run}'")) == 600
    assert {row["service_name"]: row["port"] for row in rows(path, "copilot_runtime_services")} == {
        "one": 5950, "two": 5950,
    }  # fmt: skip


def test_a_run_of_another_host_or_without_a_process_is_not_touched(tmp_path: Path) -> None:
    path = tmp_path / "truth.db"
    open_truth(path, "first").finish({}, 0)
    prepared(
        path,
        f"""
        INSERT INTO vx11_runs (run_id, started_at, state, host, pid, process) VALUES
        ('elsewhere', 'x', 'running', 'another', {os.getpid()}, 'never'),
        ('unknown', 'x', 'running', (SELECT host FROM vx11_runs), {os.getpid()}, NULL),
        ('reused', 'x', 'running', (SELECT host FROM vx11_runs), {os.getpid()}, 'earlier');
        """,
    )
    open_truth(path, "next").finish({}, 0)
    assert states(path) == {
        "first": "finished", "elsewhere": "running", "unknown": "running", "reused": "unfinished", "next": "finished",
    }  # fmt: skip


@pytest.mark.skipif(shutil.which("sqlite3") is None, reason="there is no sqlite3 shell")
def test_the_sqlite3_shell_reads_it(tmp_path: Path) -> None:
    path = tmp_path / "truth.db"
    open_truth(path, "r1").finish({}, 0)
    question = "SELECT run_id, state, match, drift, waived, unverified FROM vx11_runs"
    done = subprocess.run(["sqlite3", str(path), question], stdout=subprocess.PIPE, text=True, check=True)
    assert done.stdout == "r1|finished|0|0|0|0\n"


def _any_checks(path: Path) -> bool:
    try:
        return bool(rows(path, "vx11_checks", "rowid = 1"))
    except sqlite3.OperationalError:
        return False

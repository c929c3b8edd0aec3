"""A database that cannot be written is told, raises nothing, and what was seen is kept beside it."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from pytest_vx11._truth import store, unrecorded
from tests.truth.samples import ROOT, TABLES, check, drift, kept, match, open_truth, prepared, record_one_of_each, rows

NOBODY = 65534


@pytest.fixture
def ordinary_user() -> Iterator[Path]:
    """A folder of a user whom permissions hold, as whom the test runs; whoever is that already stays who he is."""
    root = os.geteuid() == 0
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        if root:
            os.chown(folder, NOBODY, NOBODY)
            os.seteuid(NOBODY)
        try:
            yield folder
        finally:
            if root:
                os.seteuid(0)
            for path in (folder, *folder.iterdir()):
                path.chmod(0o700)


def keeps_all(path: Path, *said: str) -> None:
    """Record something of each, and see that it is told, and kept beside the database."""
    truth = open_truth(path, "r1")
    record_one_of_each(truth)
    problem, where = truth.problems
    for each in (str(path), "--vx11-truth=PATH", *said):
        assert each in problem
    assert truth.unrecorded == path.with_name(f"{path.name}.unrecorded.jsonl")
    assert str(truth.unrecorded) in where
    found = kept(truth)
    assert {*found} == {*TABLES}
    assert found["vx11_checks"][0]["check_id"] == "shop::web::ports::8000[running]"
    assert found["vx11_findings"][0]["key"] == "VX104:web:8000"
    assert [run["state"] for run in found["vx11_runs"]] == ["running", "finished"]


def test_a_locked_database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "PATIENCE", 0.2)
    path = tmp_path / "truth.db"
    prepared(path, "CREATE TABLE t (a)")
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("BEGIN EXCLUSIVE")
        keeps_all(path, "database is locked", "end what holds it")
        connection.execute("ROLLBACK")
    assert [name for (name,) in _tables(path)] == ["t"]


def test_a_database_that_is_locked_for_a_moment_loses_nothing(tmp_path: Path) -> None:
    path = tmp_path / "truth.db"
    truth = open_truth(path)
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        truth.check(check(), match(), "n")
        connection.execute("ROLLBACK")
    truth.finish({}, 0)
    assert truth.problems == []
    assert len(rows(path, "vx11_checks")) == 1


def test_a_database_that_is_locked_in_the_middle_is_waited_for_twice_and_no_more(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store, "PATIENCE", 0.3)
    path = tmp_path / "truth.db"
    tried: list[float] = []
    begin = store.Store.write

    def write(self: store.Store, made: object) -> None:
        tried.append(time.monotonic())
        begin(self, made)  # type: ignore[arg-type]

    truth = open_truth(path, "r1")
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        monkeypatch.setattr(store.Store, "write", write)
        connection.execute("BEGIN IMMEDIATE")
        for index in range(5 * 2000):
            truth.check(check(str(index), index), match(), "n")
        truth.finish({}, 0)
        connection.execute("ROLLBACK")
    assert len(tried) == 2
    assert len(kept(truth)["vx11_checks"]) == 5 * 2000
    assert [run["state"] for run in rows(path, "vx11_runs")] == ["running"]
    assert "database is locked" in truth.problems[0]


def test_a_read_only_database(ordinary_user: Path) -> None:
    path = ordinary_user / "truth.db"
    prepared(path, "CREATE TABLE t (a)")
    path.chmod(0o400)
    keeps_all(path, "readonly", "writable")


def test_a_read_only_folder_leaves_what_was_seen_in_the_temporary_files(
    ordinary_user: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with tempfile.TemporaryDirectory() as elsewhere:  # made by the same user
        monkeypatch.setattr(tempfile, "tempdir", elsewhere)
        folder = ordinary_user / "read-only"
        folder.mkdir()
        folder.chmod(0o500)
        truth = open_truth(folder / "truth.db")
        record_one_of_each(truth)
        said = "\n".join(truth.problems)
        assert f"{folder}/truth.db.unrecorded.jsonl cannot be written: Permission denied" in said
        assert truth.unrecorded is not None
        assert truth.unrecorded.parent == Path(elsewhere)
        assert str(truth.unrecorded) in said
        assert {*kept(truth)} == {*TABLES}
        assert truth.unrecorded.stat().st_mode & 0o077 == 0


def test_a_file_that_is_no_database(tmp_path: Path) -> None:
    path = tmp_path / "truth.db"
    path.write_text("remember the milk\n" * 500)
    before = path.read_bytes()
    keeps_all(path, "file is not a database", "move that file away")
    assert path.read_bytes() == before


def test_a_damaged_database(tmp_path: Path) -> None:
    path = tmp_path / "truth.db"
    record_one_of_each(open_truth(path))
    data = bytearray(path.read_bytes())
    data[100:] = b"\xa5" * (len(data) - 100)
    path.write_bytes(data)
    keeps_all(path, "malformed")
    assert path.read_bytes() == data


def test_a_folder_in_its_place(tmp_path: Path) -> None:
    (tmp_path / "truth.db").mkdir()
    keeps_all(tmp_path / "truth.db", "truth.db is not a file")


def test_a_pipe_in_its_place_and_one_beside_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    os.mkfifo(tmp_path / "truth.db")
    os.mkfifo(tmp_path / "truth.db.unrecorded.jsonl")
    truth = open_truth(tmp_path / "truth.db")
    record_one_of_each(truth)
    assert any("unrecorded.jsonl cannot be written: it is not a file" in problem for problem in truth.problems)
    assert truth.unrecorded is not None
    assert {*kept(truth)} == {*TABLES}


def test_a_folder_that_cannot_be_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    (tmp_path / "file").write_text("")
    truth = open_truth(tmp_path / "file" / "truth.db")
    record_one_of_each(truth)
    assert "Not a directory" in truth.problems[0] or "File exists" in truth.problems[0]
    assert truth.unrecorded is not None
    assert {*kept(truth)} == {*TABLES}


def test_what_is_kept_beside_it_is_added_to_what_is_there(tmp_path: Path) -> None:
    path = tmp_path / "truth.db"
    path.mkdir()
    beside = tmp_path / "truth.db.unrecorded.jsonl"
    beside.write_text('{"table": "half a li')
    truth = open_truth(path)
    truth.check(check(), match(), "n")
    truth.finish({}, 0)
    first, *rest = beside.read_text().splitlines()
    assert first == '{"table": "half a li'
    assert [json.loads(line)["table"] for line in rest] == ["vx11_runs", "vx11_checks", "vx11_runs"]


def test_what_is_kept_beside_it_is_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unrecorded, "MOST", 1024**2)
    path = tmp_path / "truth.db"
    path.mkdir()
    truth = open_truth(path)
    for index in range(200):
        truth.check(check(str(index)), drift("m" * 10_000), "n")
    truth.finish({}, 0)
    said = "\n".join(truth.problems)
    assert "truth.db.unrecorded.jsonl is cut at 1 MiB" in said
    assert "rows are kept nowhere" in said
    assert (tmp_path / "truth.db.unrecorded.jsonl").stat().st_size <= 1024**2
    assert len(kept(truth)["vx11_checks"]) > 0


FULL = """
import resource, sys
from pathlib import Path
from tests.truth.samples import check, drift, match, open_truth, rows, until
truth = open_truth(Path(sys.argv[1]), "r1")
truth.check(check("early"), match(), "n")
until(lambda: rows(Path(sys.argv[1]), "vx11_checks"))
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]), int(sys.argv[2])))
for index in range(300):
    truth.check(check(str(index)), drift("m" * 1000), "n")
truth.finish({}, 0)
print("\\n".join(truth.problems))
"""


@pytest.mark.parametrize("limit", [200_000, 1_000_000], ids=["both are full", "the database is full"])
def test_a_full_disk(tmp_path: Path, limit: int) -> None:
    path = tmp_path / "truth.db"
    elsewhere = tmp_path / "temporary"
    elsewhere.mkdir()
    padding = f"CREATE TABLE padding (a); INSERT INTO padding VALUES (zeroblob({limit - 100_000}))"
    prepared(path, padding)
    done = subprocess.run(
        [sys.executable, "-c", FULL, str(path), str(limit)],
        cwd=ROOT, env={**os.environ, "TMPDIR": str(elsewhere)}, stdout=subprocess.PIPE, text=True, check=True,
    )  # fmt: skip
    problem, *rest = done.stdout.splitlines()
    assert f"{path} cannot be written" in problem
    assert "full" in problem
    assert [row["check_id"] for row in rows(path, "vx11_checks")] == ["shop::web::ports::early[running]"]
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    files = [tmp_path / "truth.db.unrecorded.jsonl", *elsewhere.iterdir()]
    if limit == 1_000_000:
        assert len(files) == 1
        said = [json.loads(line) for line in files[0].read_text().splitlines()]
        assert sum(row["table"] == "vx11_findings" for row in said) == 300
    else:
        assert len(files) == 2
        assert all(file.stat().st_size <= limit for file in files)
        assert "rows are kept nowhere" in rest[-1]


def test_problems_are_one_harmless_line_each_and_have_no_secret_in_them(tmp_path: Path) -> None:
    path = tmp_path / "truth.db"
    prepared(
        path,
        "CREATE TABLE vx11_probes (asked TEXT); CREATE TRIGGER no BEFORE INSERT ON vx11_probes "
        "BEGIN SELECT RAISE(ABORT, 'no \x1b[31m\n s3cret-token'); END",
    )
    truth = open_truth(path, clean=lambda text: text.replace("s3cret-token", "***"))
    record_one_of_each(truth)
    assert "no \\x1b[31m\\n ***" in truth.problems[0]
    assert all(problem.isprintable() for problem in truth.problems)


def test_an_error_of_the_writers_own_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[object] = []
    monkeypatch.setattr("threading.excepthook", lambda args: said.append(args.exc_value))

    def broken(text: str) -> str:
        if "boom" in text:
            raise RuntimeError("broken")
        return text

    truth = open_truth(tmp_path / "truth.db", clean=broken)
    truth.check(check("boom"), match(), "n")
    truth.finish({}, 0)
    assert "ended early" in truth.problems[0]
    assert [str(error) for error in said] == ["broken"]


def _tables(path: Path) -> list[tuple[str]]:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()

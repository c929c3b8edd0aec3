"""A database that is there already is not harmed, and filled as far as it goes."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from pytest_vx11._checks.verdict import Outcome
from tests.truth.samples import check, kept, match, open_truth, prepared, probed, record_one_of_each, rows, state

#: VX11's table as it was before v7.
OLD = """
CREATE TABLE copilot_runtime_services (
    id INTEGER PRIMARY KEY, service_name VARCHAR(128) NOT NULL UNIQUE, host VARCHAR(128) DEFAULT 'localhost',
    port INTEGER NOT NULL, health_url VARCHAR(256), status VARCHAR(32), last_check DATETIME, created_at DATETIME,
    owner TEXT DEFAULT 'nobody'
);
INSERT INTO copilot_runtime_services (id, service_name, port, status, created_at, owner)
VALUES (41, 'web', 1, 'BROKEN', '2020-01-01 00:00:00', 'ada'), (42, 'gone', 2, 'OK', '2020-01-02 00:00:00', 'bob');
"""


def test_an_older_table_of_services_grows_and_keeps_what_it_has(tmp_path: Path) -> None:
    path = tmp_path / "vx11.db"
    prepared(path, OLD)
    record_one_of_each(open_truth(path))
    web, gone = rows(path, "copilot_runtime_services")
    assert (web["id"], web["owner"], web["created_at"]) == (41, "ada", "2020-01-01 00:00:00")
    assert (web["port"], web["status"], web["http_code"], web["snippet"]) == (8000, "OK", 200, "fine")
    assert (gone["id"], gone["port"], gone["status"], gone["owner"], gone["http_code"]) == (42, 2, "OK", "bob", None)
    with closing(sqlite3.connect(path)) as connection:
        said = connection.execute("PRAGMA table_info(copilot_runtime_services)").fetchall()
    assert [name for _, name, *_ in said[9:]] == ["http_code", "latency_ms", "endpoint_ok", "snippet", "checked_at"]
    assert all(not needed and default is None for _, _, _, needed, default, _ in said[9:])


def test_other_tables_views_triggers_and_settings_stay_as_they_are(tmp_path: Path) -> None:
    path = tmp_path / "vx11.db"
    prepared(
        path,
        """
        PRAGMA user_version = 7; PRAGMA application_id = 99;
        CREATE TABLE tasks (id INTEGER PRIMARY KEY, what TEXT); INSERT INTO tasks VALUES (1, 'keep');
        CREATE VIEW seen AS SELECT what FROM tasks;
        CREATE TRIGGER once AFTER INSERT ON tasks BEGIN SELECT 1; END;
        """,
    )
    mine = "SELECT type, name, sql FROM sqlite_master WHERE tbl_name IN ('tasks', 'seen')"
    with closing(sqlite3.connect(path)) as connection:
        before = connection.execute(mine).fetchall()
    record_one_of_each(open_truth(path))
    assert rows(path, "tasks") == [{"id": 1, "what": "keep"}]
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute(mine).fetchall() == before
        assert connection.execute("PRAGMA user_version").fetchone() == (7,)
        assert connection.execute("PRAGMA application_id").fetchone() == (99,)
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_the_journal_of_a_database_is_not_ours_to_change(tmp_path: Path) -> None:
    path = tmp_path / "vx11.db"
    prepared(path, "PRAGMA journal_mode = WAL; CREATE TABLE t (a)")
    record_one_of_each(open_truth(path))
    assert len(rows(path, "vx11_checks")) == 1
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)


def test_tables_of_ours_with_fewer_columns_grow_and_names_differ_in_case(tmp_path: Path) -> None:
    path = tmp_path / "truth.db"
    prepared(
        path,
        """
        CREATE TABLE VX11_CHECKS (Verdict TEXT, RUN_ID TEXT); INSERT INTO vx11_checks VALUES ('match', 'before');
        CREATE TABLE vx11_runs (run_id TEXT, note TEXT DEFAULT 'x');
        """,
    )
    record_one_of_each(open_truth(path, "r1"))
    before, now = rows(path, "vx11_checks")
    assert (before["RUN_ID"], before["check_id"]) == ("before", None)
    assert (now["RUN_ID"], now["Verdict"], now["canon"]) == ("r1", "drift", "8000")
    [run] = rows(path, "vx11_runs")
    assert (run["run_id"], run["note"], run["state"]) == ("r1", "x", "finished")


def test_columns_that_cannot_be_added_are_done_without(tmp_path: Path) -> None:
    path = tmp_path / "truth.db"
    prepared(
        path,
        "CREATE TABLE vx11_checks (run_id TEXT, canon_line INT, verdict TEXT GENERATED ALWAYS AS ('?' || run_id))",
    )
    truth = open_truth(path, "r1")
    record_one_of_each(truth)
    assert truth.problems == []
    with closing(sqlite3.connect(path)) as connection:
        found = connection.execute("SELECT run_id, canon_line, verdict, check_id FROM vx11_checks").fetchall()
    assert found == [("r1", 21, "?r1", "shop::web::ports::8000[running]")]


SERVICES = "copilot_runtime_services (id INTEGER PRIMARY KEY, service_name TEXT, port INTEGER, status TEXT"


@pytest.mark.parametrize(
    ("script", "reason"),
    [
        ("CREATE VIEW copilot_runtime_services AS SELECT 1 AS service_name", "it is a view"),
        (f"CREATE TABLE {SERVICES}, tenant TEXT NOT NULL)", "tenant"),
        (f"CREATE TABLE {SERVICES}, snippet TEXT, host TEXT NOT NULL CHECK (host = 'x'))", "CHECK"),
        (f"CREATE TABLE {SERVICES}, CHECK (port > 9000))", "CHECK"),
        (
            f"CREATE TABLE {SERVICES}); INSERT INTO copilot_runtime_services VALUES (1, 'web', 1, 'a'), (2, 'web', 2, 'b')",
            "several rows",
        ),
        (
            f"CREATE TABLE {SERVICES}); CREATE TRIGGER no BEFORE INSERT ON copilot_runtime_services "
            "BEGIN SELECT RAISE(ABORT, 'hands off'); END",
            "hands off",
        ),
        (
            f"CREATE TABLE {SERVICES}); CREATE TRIGGER no BEFORE INSERT ON copilot_runtime_services "
            "BEGIN SELECT RAISE(ROLLBACK, 'all back'); END",
            "all back",
        ),
        (
            f"CREATE TABLE {SERVICES}); CREATE TRIGGER no BEFORE INSERT ON copilot_runtime_services "
            "BEGIN INSERT INTO audit VALUES (1); END",
            "audit",
        ),
    ],
    ids=[
        "view",
        "not null",
        "column",
        "constraint",
        "history",
        "trigger aborts",
        "trigger rolls back",
        "trigger is broken",
    ],
)
def test_a_table_that_cannot_be_written_is_told_and_the_others_are_written(
    tmp_path: Path, script: str, reason: str
) -> None:
    path = tmp_path / "vx11.db"
    prepared(path, script)
    before = rows(path, "copilot_runtime_services") if "VIEW" not in script else []
    truth = open_truth(path)
    record_one_of_each(truth)
    problem, where = truth.problems
    assert "copilot_runtime_services" in problem
    assert str(path) in problem
    assert reason in problem
    assert "--vx11-truth" in problem
    assert str(truth.unrecorded) in where
    [entry] = kept(truth)["copilot_runtime_services"]
    assert (entry["service_name"], entry["status"]) == ("web", "OK")
    for table in ("vx11_checks", "vx11_findings", "vx11_probes"):
        assert len(rows(path, table)) == 1, table
    assert rows(path, "vx11_runs")[0]["state"] == "finished"
    if before:
        now = [(row["id"], row["port"], row["status"]) for row in rows(path, "copilot_runtime_services")]
        assert now == [(row["id"], row["port"], row["status"]) for row in before]


def test_a_table_of_services_without_unique_names_is_kept_up_to_date_too(tmp_path: Path) -> None:
    path = tmp_path / "vx11.db"
    prepared(path, f"CREATE TABLE {SERVICES}); INSERT INTO copilot_runtime_services VALUES (5, 'web', 1, 'BROKEN')")
    truth = open_truth(path)
    record_one_of_each(truth)
    assert truth.problems == []
    assert [(row["id"], row["port"], row["status"]) for row in rows(path, "copilot_runtime_services")] == [
        (5, 8000, "OK")
    ]


def test_a_port_that_may_be_missing_is_missing(tmp_path: Path) -> None:
    path = tmp_path / "vx11.db"
    prepared(path, f"CREATE TABLE {SERVICES})")
    truth = open_truth(path)
    truth.services([state("worker", port=None)])
    truth.finish({}, 0)
    assert rows(path, "copilot_runtime_services")[0]["port"] is None


def test_a_view_for_the_checks_leaves_all_of_them_in_the_lines(tmp_path: Path) -> None:
    path = tmp_path / "truth.db"
    prepared(path, "CREATE VIEW vx11_checks AS SELECT 1 AS check_id")
    truth = open_truth(path)
    for index in range(4500):
        truth.check(check(str(index), index), match(), "n")
    truth.probe(probed())
    truth.finish({}, 0)
    assert [entry["canon"] for entry in kept(truth)["vx11_checks"]] == [str(each) for each in range(4500)]
    assert set(kept(truth)) == {"vx11_checks"}
    assert len(rows(path, "vx11_probes")) == 1


def test_a_table_that_is_dropped_in_the_middle_of_a_run_is_told(tmp_path: Path) -> None:
    path = tmp_path / "truth.db"
    truth = open_truth(path)
    prepared(path, "DROP TABLE vx11_checks")
    truth.check(check(), match(), "n")
    truth.probe(probed())
    truth.finish({}, 0)
    assert "no such table" in truth.problems[0]
    assert len(kept(truth)["vx11_checks"]) == 1
    assert len(rows(path, "vx11_probes")) == 1


def test_a_second_run_adds_and_loses_nothing(tmp_path: Path) -> None:
    path = tmp_path / "truth.db"
    record_one_of_each(open_truth(path, "r1"))
    first = {table: rows(path, table) for table in ("vx11_runs", "vx11_checks", "vx11_findings", "vx11_probes")}
    truth = open_truth(path, "r2")
    truth.check(check(), match(), "n")
    truth.finish({Outcome.MATCH: 1}, 0)
    for table, before in first.items():
        assert rows(path, table)[:1] == before, table
    assert [row["run_id"] for row in rows(path, "vx11_checks")] == ["r1", "r2"]
    assert truth.problems == []


def test_a_value_that_the_table_wants_and_nobody_has_is_told(tmp_path: Path) -> None:
    path = tmp_path / "vx11.db"
    prepared(path, f"CREATE TABLE {SERVICES}, http_code INTEGER NOT NULL)")
    truth = open_truth(path)
    truth.services([state(http_code=None)])
    truth.finish({}, 0)
    assert "http_code" in truth.problems[0]
    assert [entry["http_code"] for entry in kept(truth)["copilot_runtime_services"]] == [None]

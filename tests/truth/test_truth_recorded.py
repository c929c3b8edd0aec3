"""What a run saw stands in the tables."""

from __future__ import annotations

import json
import math
import os
import sqlite3
import threading
from contextlib import closing
from enum import Enum
from pathlib import Path
from typing import Any

import pytest

from pytest_vx11._checks.verdict import Outcome, Verdict
from pytest_vx11._observe.live import Status
from tests.truth.samples import TABLES, check, drift, match, open_truth, probed, record_one_of_each, rows, state, until


def test_a_run_is_recorded_with_its_canons_and_counts(tmp_path: Path) -> None:
    truth = open_truth(tmp_path / "new" / "truth.db", "r1")
    [begun] = rows(tmp_path / "new" / "truth.db", "vx11_runs")
    assert (begun["state"], begun["finished_at"], begun["exit_status"], begun["pid"]) == (
        "running", None, None, os.getpid(),
    )  # fmt: skip
    truth.finish({Outcome.MATCH: 3, Outcome.DRIFT: 1}, 1)
    [run] = rows(tmp_path / "new" / "truth.db", "vx11_runs")
    assert run["run_id"] == "r1"
    assert run["started_at"] == "2026-05-04T12:00:00.250Z"
    assert run["finished_at"].endswith("Z")
    assert (run["state"], run["exit_status"]) == ("finished", 1)
    assert [run[each.value] for each in Outcome] == [3, 1, 0, 0]
    assert (run["runtime"], run["commit_sha"], run["branch"], run["tool_version"]) == (
        "process", "c0ffee", "main", "0.2",
    )  # fmt: skip
    assert json.loads(run["canons"]) == [
        {"path": "/srv/shop/canon.yaml", "sha256": "ab" * 32, "system": "shop", "version": "1.0"}
    ]
    assert truth.problems == []
    assert truth.unrecorded is None


def test_a_check_its_finding_a_probe_and_a_service_are_recorded(tmp_path: Path) -> None:
    path = tmp_path / "truth.db"
    record_one_of_each(open_truth(path, "r1"))
    [told] = rows(path, "vx11_checks")
    assert told == {
        "run_id": "r1", "check_id": "shop::web::ports::8000[running]",
        "nodeid": "canon.yaml::web::ports::8000[running]", "system": "shop", "service": "web", "facet": "ports",
        "witness": "running", "verdict": "drift", "reason": None, "canon": "8000", "actual": "8001",
        "canon_path": "/srv/shop/canon.yaml", "canon_line": 21, "duration_ms": 0.0,
    }  # fmt: skip
    [finding] = rows(path, "vx11_findings")
    assert finding == {
        "run_id": "r1", "check_id": "shop::web::ports::8000[running]", "key": "VX104:web:8000", "code": "VX104",
        "severity": "error", "message": "it is 8001", "canon": "8000", "actual": "8001", "hint": "change it", "waived": 0,
        "places": '[{"path": "/srv/shop/compose.yaml", "line": 7}]',
        "evidence": json.dumps([{"label": "log", "text": "one\ntwo"}]),
    }  # fmt: skip
    [probe] = rows(path, "vx11_probes")
    assert probe == {
        "run_id": "r1", "at": "2026-05-04T12:00:00.250Z", "system": "shop", "service": "web", "kind": "http",
        "asked": "GET http://127.0.0.1:8000/health", "auth": "right", "status": 200, "latency_ms": 1.5, "size": 16,
        "fault": None, "snippet": '{"status": "ok"}',
    }  # fmt: skip
    [service] = rows(path, "copilot_runtime_services")
    assert service.pop("created_at") > "2026"
    assert service == {
        "id": 1, "service_name": "web", "host": "127.0.0.1", "port": 8000, "health_url": "http://127.0.0.1:8000/health",
        "status": "OK", "http_code": 200, "latency_ms": 4, "endpoint_ok": "/health", "snippet": "fine",
        "last_check": "2026-05-04 12:00:00.250000", "checked_at": "2026-05-04 12:00:00.250000",
    }  # fmt: skip


def test_more_checks_than_one_block_are_all_recorded_in_order(tmp_path: Path) -> None:
    truth = open_truth(tmp_path / "truth.db")
    many = 2 * 2000 + 123
    for index in range(many):
        truth.check(check(str(index), index), match(index), f"n{index}")
    truth.finish({}, 0)
    assert [row["canon"] for row in rows(tmp_path / "truth.db", "vx11_checks")] == [str(each) for each in range(many)]
    assert truth.problems == []


def test_probes_of_many_threads_are_all_recorded(tmp_path: Path) -> None:
    truth = open_truth(tmp_path / "truth.db")

    def ask(number: int) -> None:
        for index in range(300):
            truth.probe(probed(str(number * 1000 + index)))

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    truth.finish({}, 0)
    said = {row["snippet"] for row in rows(tmp_path / "truth.db", "vx11_probes")}
    assert said == {str(number * 1000 + index) for number in range(8) for index in range(300)}


def test_rows_can_be_read_while_the_run_goes_on(tmp_path: Path) -> None:
    truth = open_truth(tmp_path / "truth.db")
    truth.check(check(), match(), "n")
    truth.probe(probed())
    until(lambda: bool(rows(tmp_path / "truth.db", "vx11_checks")) and bool(rows(tmp_path / "truth.db", "vx11_probes")))
    truth.check(check("later"), match(), "n")
    until(lambda: len(rows(tmp_path / "truth.db", "vx11_checks")) == 2)
    truth.finish({}, 0)


def test_after_the_run_the_database_is_one_file(tmp_path: Path) -> None:
    record_one_of_each(open_truth(tmp_path / "truth.db"))
    assert [path.name for path in tmp_path.iterdir()] == ["truth.db"]


def test_finishing_twice_changes_nothing(tmp_path: Path) -> None:
    truth = open_truth(tmp_path / "truth.db")
    truth.finish({Outcome.MATCH: 1}, 0)
    first = rows(tmp_path / "truth.db", "vx11_runs")
    truth.finish({Outcome.MATCH: 7}, 3)
    truth.check(check(), match(), "too late")
    assert rows(tmp_path / "truth.db", "vx11_runs") == first
    assert truth.problems == []


def test_secrets_are_starred_in_every_table(tmp_path: Path) -> None:
    secret = 's3cr"t-tok\\en'
    truth = open_truth(tmp_path / "truth.db", clean=lambda text: text.replace(secret, "***"))
    truth.check(check(f"a {secret}", {"a": [secret], secret: 1}), drift(f"it is {secret}"), f"n {secret}")
    truth.check(check(), Verdict(outcome=Outcome.UNVERIFIED, actual=secret, reason=f"no {secret}"), "n")
    truth.probe(probed(f"x{secret}", asked=f"GET /?t={secret}", fault=f"f {secret}"))
    truth.services([state(health_url=f"http://x/{secret}", snippet="a" * 2040 + secret)])
    truth.finish({}, 0)
    said = [row for table in TABLES for row in rows(tmp_path / "truth.db", table)]
    texts = "\n".join(str(cell) for row in said for cell in row.values())
    assert texts.count("***") >= 10
    for form in (secret, json.dumps(secret)[1:-1], 's3cr"', 's3cr\\"'):
        assert form not in texts
        assert form.encode() not in (tmp_path / "truth.db").read_bytes()


def test_odd_characters_are_kept(tmp_path: Path) -> None:
    truth = open_truth(tmp_path / "truth.db")
    truth.check(check("\x1b[31m", "lone \ud800 and \x00 and \x07"), drift("a\x00b\ud800c\x07é"), "n")
    truth.probe(probed("\x00\udcff"))
    truth.services([state(snippet="\x00 \udfff")])
    truth.finish({}, 0)
    assert truth.problems == []
    [finding] = rows(tmp_path / "truth.db", "vx11_findings")
    assert finding["message"] == "a\\x00b\\ud800c\x07é"
    [told] = rows(tmp_path / "truth.db", "vx11_checks")
    assert json.loads(told["canon"]) == "lone \ud800 and \x00 and \x07"
    assert rows(tmp_path / "truth.db", "vx11_probes")[0]["snippet"] == "\\x00\\udcff"
    assert rows(tmp_path / "truth.db", "copilot_runtime_services")[0]["snippet"] == "\\x00 \\udfff"


class Colour(Enum):
    RED = "red"


CIRCLE: list[Any] = []
CIRCLE.append(CIRCLE)


@pytest.mark.parametrize(
    ("value", "told"),
    [
        ("plain", "plain"),
        (True, True),
        (1.5, 1.5),
        (2**70, 2**70),
        (10**5000, hex(10**5000)),
        (math.inf, "inf"),
        (math.nan, "nan"),
        ([1, "é\n", None, {"a": False}], [1, "é\n", None, {"a": False}]),
        ({(1, 2): 3, None: 4}, {"[1, 2]": 3, "null": 4}),
        ({"b", "a"}, ["a", "b"]),
        (b"\xffx", "\\xffx"),
        (Colour.RED, "red"),
        (object(), "<object>"),
        (CIRCLE, "(nested too deep to be kept)"),
    ],
    ids=[
        "text",
        "bool",
        "float",
        "large",
        "huge",
        "infinite",
        "nan",
        "nested",
        "keys",
        "set",
        "bytes",
        "enum",
        "object",
        "circle",
    ],
)  # fmt: skip
def test_values_are_kept_as_json(tmp_path: Path, value: Any, told: Any) -> None:
    truth = open_truth(tmp_path / "truth.db")
    truth.check(check("x", value), match(value), "n")
    truth.finish({}, 0)
    assert truth.problems == []
    [row] = rows(tmp_path / "truth.db", "vx11_checks")
    assert (json.loads(row["canon"]), json.loads(row["actual"])) == (told, told)


def test_numbers_beyond_64_bits_are_kept_as_text(tmp_path: Path) -> None:
    truth = open_truth(tmp_path / "truth.db")
    truth.probe(probed(status=2**64, size=-(2**80), latency_ms=math.inf))
    truth.services([state(http_code=2**64, latency_ms=10**5000)])
    truth.finish({}, 0)
    assert truth.problems == []
    [probe] = rows(tmp_path / "truth.db", "vx11_probes")
    assert (probe["status"], probe["size"]) == (hex(2**64), hex(-(2**80)))
    assert rows(tmp_path / "truth.db", "copilot_runtime_services")[0]["http_code"] == hex(2**64)


def test_snippets_are_bounded(tmp_path: Path) -> None:
    truth = open_truth(tmp_path / "truth.db")
    truth.probe(probed("x" * 100_000))
    truth.services([state(snippet="y" * 100_000)])
    truth.finish({}, 0)
    for table in ("vx11_probes", "copilot_runtime_services"):
        [row] = rows(tmp_path / "truth.db", table)
        assert len(row["snippet"]) == 2048
        assert row["snippet"].endswith("…")


def test_a_service_is_brought_up_to_date_in_place(tmp_path: Path) -> None:
    path = tmp_path / "truth.db"
    record_one_of_each(open_truth(path))
    [first] = rows(path, "copilot_runtime_services")
    truth = open_truth(path)
    truth.services([state(status=Status.BROKEN, http_code=500, endpoint_ok=None), state("other", port=9)])
    truth.finish({}, 0)
    web, other = rows(path, "copilot_runtime_services")
    assert (web["id"], web["created_at"]) == (first["id"], first["created_at"])
    assert (web["status"], web["http_code"], web["endpoint_ok"]) == ("BROKEN", 500, None)
    assert other["service_name"] == "other"


def test_a_service_that_was_not_asked_keeps_when_it_last_was(tmp_path: Path) -> None:
    path = tmp_path / "truth.db"
    record_one_of_each(open_truth(path))
    truth = open_truth(path)
    truth.services([state(status=Status.UNKNOWN, http_code=None, checked_at=None)])
    truth.finish({}, 0)
    [web] = rows(path, "copilot_runtime_services")
    assert (web["status"], web["http_code"], web["checked_at"]) == ("UNKNOWN", None, "2026-05-04 12:00:00.250000")


def test_no_port_is_made_up(tmp_path: Path) -> None:
    path = tmp_path / "truth.db"
    record_one_of_each(open_truth(path))
    truth = open_truth(path)
    truth.services([state(port=None, status=Status.UNKNOWN), state("worker", port=None), state("later", port=1)])
    truth.finish({}, 0)
    said = [(row["service_name"], row["port"], row["status"]) for row in rows(path, "copilot_runtime_services")]
    assert said == [("web", 8000, "UNKNOWN"), ("later", 1, "OK")]
    assert truth.problems == []


def test_the_tables_are_indexed_for_what_changed_since_when(tmp_path: Path) -> None:
    record_one_of_each(open_truth(tmp_path / "truth.db"))
    questions = (
        "SELECT * FROM vx11_checks WHERE run_id = 'a' AND check_id = 'b'",
        "SELECT * FROM vx11_findings WHERE run_id = 'a'",
        "SELECT run_id FROM vx11_findings WHERE key = 'a'",
    )
    with closing(sqlite3.connect(tmp_path / "truth.db")) as connection:
        for question in questions:
            plan = connection.execute(f"EXPLAIN QUERY PLAN {question}").fetchall()
            assert "INDEX" in str(plan), question

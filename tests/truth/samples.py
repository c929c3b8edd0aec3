"""What the tests of truth record, and how they read it back."""

from __future__ import annotations

import json
import sqlite3
import time
import uuid
from collections.abc import Callable
from contextlib import closing
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

from pytest_vx11._checks.check import Check, Witness
from pytest_vx11._checks.verdict import Evidence, Finding, Outcome, Verdict
from pytest_vx11._observe.live import ServiceState, Status
from pytest_vx11._observe.probed import Probed
from pytest_vx11._source.place import Place
from pytest_vx11._truth import Beginning, RecordedCanon, Truth

ROOT = Path(__file__).parents[2]
NOON = datetime(2026, 5, 4, 12, 0, 0, 250_000, tzinfo=timezone.utc)
TABLES = ("vx11_runs", "vx11_checks", "vx11_findings", "vx11_probes", "copilot_runtime_services")


def open_truth(path: Path, run_id: str = "", clean: Callable[[str], str] = str) -> Truth:
    canon = RecordedCanon(path="/srv/shop/canon.yaml", sha256="ab" * 32, system="shop", version="1.0")
    return Truth(
        path,
        Beginning(
            run_id=run_id or uuid.uuid4().hex,
            started_at=NOON,
            canons=(canon,),
            runtime="process",
            commit="c0ffee",
            branch="main",
            tool_version="0.2",
        ),
        clean,
    )


def check(subject: str = "8000", expected: Any = 8000) -> Check:
    return Check(
        system="shop",
        service="web",
        facet="ports",
        subject=subject,
        witness=Witness.RUNNING,
        expected=expected,
        at=Place("/srv/shop/canon.yaml", 21, 3),
    )


def match(actual: Any = 8000) -> Verdict:
    return Verdict(outcome=Outcome.MATCH, actual=actual, duration=0.0005)


def drift(message: str = "it is 8001", **more: Any) -> Verdict:
    finding = Finding(
        code="VX104",
        subject="web:8000",
        message=message,
        expected=8000,
        actual=8001,
        hint="change it",
        places=(Place("/srv/shop/compose.yaml", 7),),
        evidence=(Evidence("log", "one\ntwo"),),
        **more,
    )
    return Verdict(outcome=Outcome.DRIFT, actual=8001, findings=(finding,))


def probed(snippet: str = '{"status": "ok"}', **more: Any) -> Probed:
    said: dict[str, Any] = {
        "system": "shop",
        "service": "web",
        "kind": "http",
        "asked": "GET http://127.0.0.1:8000/health",
        "auth": "right",
        "status": 200,
        "latency_ms": 1.5,
        "size": 16,
        "snippet": snippet,
        "at": NOON,
    }
    return Probed(**{**said, **more})


def state(name: str = "web", **more: Any) -> ServiceState:
    said: dict[str, Any] = {
        "status": Status.OK,
        "host": "127.0.0.1",
        "port": 8000,
        "health_url": "http://127.0.0.1:8000/health",
        "http_code": 200,
        "latency_ms": 4,
        "endpoint_ok": "/health",
        "snippet": "fine",
        "checked_at": NOON,
    }
    return ServiceState(name=name, **{**said, **more})


def record_one_of_each(truth: Truth) -> None:
    """Record something in every table, and end the run."""
    truth.check(check(), drift(), "canon.yaml::web::ports::8000[running]")
    truth.probe(probed())
    truth.services([state()])
    truth.finish({Outcome.DRIFT: 1}, 1)


def rows(path: Path, table: str, where: str = "1") -> list[dict[str, Any]]:
    """Return the rows of a table, in their order."""
    with closing(sqlite3.connect(path, timeout=60)) as connection:
        connection.row_factory = sqlite3.Row
        return [dict(row) for row in connection.execute(f"SELECT * FROM {table} WHERE {where} ORDER BY rowid")]


def kept(truth: Truth) -> dict[str, list[dict[str, Any]]]:
    """Return what stands in the JSON lines, by table."""
    assert truth.unrecorded is not None
    found: dict[str, list[dict[str, Any]]] = {}
    for line in truth.unrecorded.read_text(encoding="ascii").splitlines():
        entry = json.loads(line)
        found.setdefault(entry.pop("table"), []).append(entry)
    return found


def prepared(path: Path, script: str) -> None:
    """Make a database by hand."""
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(script)


def until(true: Callable[[], object]) -> None:
    """Wait for something to come about."""
    deadline = time.monotonic() + 60
    while not true():
        assert time.monotonic() < deadline, "it did not come about"
        time.sleep(0.02)

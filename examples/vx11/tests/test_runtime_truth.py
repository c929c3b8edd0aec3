"""The rows of copilot_runtime_services, in a new table and in one from before version 7."""

from __future__ import annotations

from collections.abc import Callable

import httpx
from fastapi import FastAPI
from sqlalchemy import text

from config import database, settings
from hormiguero import runtime
from hormiguero.main import app as hormiguero

Start = Callable[[str, FastAPI], str]
OLD = "CREATE TABLE copilot_runtime_services (id INTEGER PRIMARY KEY, service_name VARCHAR(128), port INTEGER, status TEXT)"


def rows(columns: str) -> dict[str, tuple[object, ...]]:
    with database.session() as session:
        found = session.execute(text(f"SELECT service_name, {columns} FROM copilot_runtime_services")).all()
    assert len({row[0] for row in found}) == len(found)
    return {row[0]: tuple(row[1:]) for row in found}


def test_a_scan_writes_what_was_seen_of_every_service(start: Start, headers: dict[str, str]) -> None:
    url = start("hormiguero", hormiguero)
    for _ in range(2):
        httpx.post(f"{url}/scan", headers=headers, timeout=60)
    found = rows("port, status, http_code, endpoint_ok, host")
    assert set(found) == {module.name for module in settings.MODULES}
    assert found["hormiguero"] == (8004, "OK", 200, "/health", "localhost")
    assert found["madre"] == (8001, "BROKEN", None, None, "localhost")


def test_a_table_with_fewer_columns_is_filled_as_it_is() -> None:
    with database.session() as session:
        session.execute(text(OLD))
        session.execute(text("INSERT INTO copilot_runtime_services VALUES (1, 'other', 1, 'kept')"))
        session.commit()
    madre = settings.module("madre")
    for code in (200, 500):
        runtime.record([runtime.Sight(module=madre, http_code=code, latency_ms=3, snippet="x" * 999)])
    assert rows("port, status") == {"other": (1, "kept"), "madre": (8001, "BROKEN")}


def test_a_snippet_is_the_start_of_the_answer() -> None:
    database.prepare()
    runtime.record([runtime.Sight(module=settings.module("mcp"), http_code=200, snippet="a" * 999)])
    assert rows("snippet")["mcp"] == ("a" * runtime.SNIPPET,)

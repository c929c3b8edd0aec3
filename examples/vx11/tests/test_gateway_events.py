"""Events: which are taken, which are not, and what the ledger holds afterwards."""

from __future__ import annotations

import json
import uuid
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from config import database
from config.db_schema import LedgerEntry
from tentaculo_link.core.events import CANONICAL, compact

VALUES: dict[str, Any] = {"str": "x", "int": 1, "number": 0.5, "list": ["a"], "object": {"a": 1}}


def good(kind: str) -> dict[str, Any]:
    return {name: VALUES[wanted] for name, wanted in CANONICAL[kind].required.items()}


def counted(gateway: TestClient) -> int:
    total: int = gateway.get("/debug/events/cardinality").json()["total"]
    return total


def rows() -> list[tuple[object, ...]]:
    fields = (LedgerEntry.event_id, LedgerEntry.event_type, LedgerEntry.canonical, LedgerEntry.payload)
    with database.session() as session:
        return [tuple(row) for row in session.execute(select(*fields, LedgerEntry.event_metadata))]


@pytest.mark.parametrize("kind", CANONICAL)
def test_a_canonical_event_is_written(gateway: TestClient, headers: dict[str, str], kind: str) -> None:
    answer = gateway.post("/events/ingest", headers=headers, json={"type": kind, "payload": good(kind)})
    assert answer.status_code == 200
    assert answer.json()["status"] == "ok"
    assert gateway.get("/debug/events/cardinality").json()["types"][kind]["count"] == 1


@pytest.mark.parametrize("wrong", [None, True, {"deep": 1}])
@pytest.mark.parametrize("kind", CANONICAL)
def test_a_field_of_the_wrong_kind_is_refused(
    gateway: TestClient, headers: dict[str, str], kind: str, wrong: object
) -> None:
    for name, wanted in CANONICAL[kind].required.items():
        if wanted == "object" and isinstance(wrong, dict):
            continue
        event = {"type": kind, "payload": {**good(kind), name: wrong}}
        answer = gateway.post("/events/ingest", headers=headers, json=event)
        assert (answer.status_code, answer.json()["detail"]) == (422, [f"payload.{name} must be {wanted}"])
    assert counted(gateway) == 0


@pytest.mark.parametrize("kind", CANONICAL)
def test_a_missing_field_is_refused(gateway: TestClient, headers: dict[str, str], kind: str) -> None:
    for name in CANONICAL[kind].required:
        payload = {key: value for key, value in good(kind).items() if key != name}
        answer = gateway.post("/events/ingest", headers=headers, json={"type": kind, "payload": payload})
        assert (answer.status_code, answer.json()["detail"]) == (422, [f"payload.{name} is missing"])
    assert counted(gateway) == 0


@pytest.mark.parametrize(("over", "status"), [(0, 200), (1, 422)])
@pytest.mark.parametrize("kind", CANONICAL)
def test_a_payload_may_be_as_large_as_the_limit_and_no_larger(
    gateway: TestClient, headers: dict[str, str], kind: str, over: int, status: int
) -> None:
    padded = {**good(kind), "more": ""}
    padded["more"] = "x" * (CANONICAL[kind].max_bytes - len(compact(padded)) + over)
    answer = gateway.post("/events/ingest", headers=headers, json={"type": kind, "payload": padded})
    assert answer.status_code == status
    assert counted(gateway) == 1 - over


def test_a_type_that_is_not_listed_is_tolerated(gateway: TestClient, headers: dict[str, str]) -> None:
    with gateway.websocket_connect("/ws") as socket:
        socket.receive_json()
        gateway.post("/events/ingest", headers=headers, json={"type": "my.own"})
        assert socket.receive_json()["canonical"] is False
    assert counted(gateway) == 1


@pytest.mark.parametrize("value", ["NaN", "Infinity", json.dumps("\ud800")])
def test_what_is_no_json_is_refused(gateway: TestClient, headers: dict[str, str], value: str) -> None:
    body = f'{{"type": "my.own", "payload": {{"a": {value}}}}}'
    answer = gateway.post("/events/ingest", headers={**headers, "Content-Type": "application/json"}, content=body)
    assert answer.status_code == 422
    assert counted(gateway) == 0


def test_an_event_may_carry_metadata_and_comes_back_with_an_id(gateway: TestClient, headers: dict[str, str]) -> None:
    with gateway.websocket_connect("/ws") as socket:
        socket.receive_json()
        sent = {"type": "my.own", "payload": {"ñ": [1]}, "metadata": {"from": "a test"}}
        answer = gateway.post("/events/ingest", headers=headers, json=sent).json()
        heard = socket.receive_json()
    assert str(uuid.UUID(answer["event_id"])) == answer["event_id"]
    assert heard == {"event_id": answer["event_id"], "canonical": False, **sent}
    assert rows() == [(answer["event_id"], "my.own", False, '{"ñ":[1]}', '{"from":"a test"}')]


@pytest.mark.parametrize("depth", [100, 950, 100_000])
def test_no_depth_of_a_payload_is_an_error_of_the_gateway(
    gateway: TestClient, headers: dict[str, str], depth: int
) -> None:
    body = f'{{"type": "my.own", "payload": {{"a": {"[" * depth}{"]" * depth}}}}}'
    answer = gateway.post("/events/ingest", headers={**headers, "Content-Type": "application/json"}, content=body)
    assert answer.status_code in {200, 400, 422}
    assert counted(gateway) == (answer.status_code == 200)


def test_counts_and_rates_are_kept_for_each_type(gateway: TestClient, headers: dict[str, str]) -> None:
    for kind in ("one", "two", "two"):
        gateway.post("/events/ingest", headers=headers, json={"type": kind})
    told = gateway.get("/debug/events/cardinality").json()
    assert (told["total"], told["window_s"]) == (3, 300)
    assert told["types"] == {"one": {"count": 1, "per_minute": 0.2}, "two": {"count": 2, "per_minute": 0.4}}


def test_a_refusal_does_not_repeat_what_was_sent(gateway: TestClient, headers: dict[str, str]) -> None:
    answer = gateway.post("/events/ingest", headers=headers, json={"type": 1, "payload": "hidden"})
    assert answer.status_code == 422
    assert "hidden" not in answer.text


def test_correlations_are_a_graph_with_the_latest_strength(gateway: TestClient, headers: dict[str, str]) -> None:
    for strength in (0.1, 0.9):
        payload = {"correlation_id": "c", "related_events": ["a", "b"], "strength": strength, "timestamp": 1}
        gateway.post("/events/ingest", headers=headers, json={"type": "system.correlation.updated", "payload": payload})
    graph = gateway.get("/debug/events/correlations").json()
    assert graph["nodes"] == ["a", "b", "c"]
    assert [(edge["from"], edge["to"], edge["strength"]) for edge in graph["edges"]] == [
        ("c", "a", 0.9),
        ("c", "b", 0.9),
    ]

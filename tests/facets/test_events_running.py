"""What becomes of events that are sent into a system that is up."""

from __future__ import annotations

import json
import socket
import sqlite3
import uuid
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI, HTTPException, Request, WebSocket, WebSocketDisconnect

from pytest_vx11._checks.verdict import Verdict
from pytest_vx11._facets.events.samples import bad, envelope, good
from pytest_vx11._observe.live import Address
from pytest_vx11._observe.probes.event import MARK
from tests.facets.live import fingerprints, judged, keys, only, reason, told
from tests.fakes.application import running

KINDS = {"str": str, "int": int, "number": (int, float), "bool": bool, "list": list, "object": dict}
EVENTS = """\
databases: {main: {url: "sqlite:///ledger.db"}}
events:
  ingest: {service: web, endpoint: POST /events}
  broadcast: {service: web, endpoint: WS /live}
  ledger: {database: main, table: ledger}
  undeclared: tolerated
  rejects: {status: 422, body: {status: refused}}
  types:
    order.made: {required: {order_id: str, amount: number}, max_bytes: 500}
    stock.counted: {required: {count: int, parts: object}}
"""
SERVICE = "endpoints: {POST /events: {json: {type: order.made, payload: {order_id: a, amount: 1.5}}}, WS /live: {}}"
REQUIRED = {"order.made": {"order_id": "str", "amount": "number"}, "stock.counted": {"count": "int", "parts": "object"}}


@dataclass
class Shop:
    """A service that takes events; what a test takes away it does not do."""

    folder: Path
    lacks: set[str] = field(default_factory=set)
    listening: list[WebSocket] = field(default_factory=list)

    def app(self) -> FastAPI:
        app = FastAPI()
        app.post("/events")(self.take)
        app.websocket("/live")(self.live)
        with closing(sqlite3.connect(self.folder / "ledger.db")) as database, database:
            database.execute("CREATE TABLE ledger (id INTEGER PRIMARY KEY, event TEXT)")
        return app

    async def take(self, request: Request) -> Any:
        body = await request.json()
        refused = self.refuses(body)
        if not refused or "refusing quietly" in self.lacks:
            await self.pass_on(body)
        if refused:
            raise HTTPException(400 if "status" in self.lacks else 422)
        return {"event_id": body["id"]}

    def refuses(self, body: dict[str, Any]) -> bool:
        body["id"] = str(uuid.uuid4())
        payload, required = body["payload"], REQUIRED.get(body["type"])
        if "all" in self.lacks:
            return True
        if required is None:
            return "tolerance" in self.lacks
        missing = "fields" not in self.lacks and not required.keys() <= payload.keys()
        wrong = "types" not in self.lacks and any(
            name in payload and not isinstance(payload[name], KINDS[kind])  # type: ignore[arg-type]
            for name, kind in required.items()
        )
        large = "size" not in self.lacks and len(json.dumps(payload)) > 500
        return missing or wrong or large

    async def pass_on(self, body: dict[str, Any]) -> None:
        if "broadcast" not in self.lacks:
            for each in self.listening:
                await each.send_json(body)
        if "ledger" not in self.lacks:
            with closing(sqlite3.connect(self.folder / "ledger.db", timeout=10)) as database, database:
                database.execute("INSERT INTO ledger (event) VALUES (?)", [json.dumps(body)])

    async def live(self, socket: WebSocket) -> None:
        await socket.accept()
        self.listening.append(socket)
        try:
            while True:
                await socket.receive_text()
        except WebSocketDisconnect:
            self.listening.remove(socket)


@contextmanager
def verdicts(folder: Path, *lacks: str, events: str = EVENTS, **more: Any) -> Iterator[dict[str, Verdict]]:
    shop = Shop(folder, set(lacks))
    app = shop.app()

    @app.exception_handler(HTTPException)
    async def refusing(_: Request, error: HTTPException) -> Any:
        from fastapi.responses import JSONResponse  # noqa: PLC0415

        return JSONResponse({"status": "refused", "request": uuid.uuid4().hex}, error.status_code)

    with running(app) as address:
        found = told(folder, address, SERVICE, top=events, **more)
    yield {name: verdict for name, verdict in found.items() if name.startswith("events ")}


def test_a_system_that_does_as_it_should_matches_and_says_what_was_seen(tmp_path: Path) -> None:
    with verdicts(tmp_path) as found:
        assert keys(found) == []
        assert {name: verdict.actual for name, verdict in found.items()} == {
            "events order.made": "200, broadcast, written",
            "events stock.counted": "200, broadcast, written",
            "events undeclared": "200, broadcast, written",
        }


BOTH = ("order.made", "stock.counted")
MISSING = ["order.made without amount", "stock.counted without count"]
MISTYPED = ["order.made with amount of another type", "stock.counted with count of another type"]
LARGE = "order.made larger than max_bytes"
#: What is wrong with each wrong event, as it stands in keys.
WRONG = sorted([LARGE, *MISSING, *MISTYPED])


@pytest.mark.parametrize(
    ("lacking", "expected"),
    [
        ("broadcast", [f"VX292:shop:{each}" for each in (*BOTH, "undeclared")]),
        ("ledger", [f"VX293:shop:{each}" for each in (*BOTH, "undeclared")]),
        ("fields", [f"VX291:shop:{each}" for each in MISSING]),
        ("types", [f"VX291:shop:{each}" for each in MISTYPED]),
        ("size", [f"VX291:shop:{LARGE}"]),
        ("status", [f"VX291:shop:{each}" for each in WRONG]),
        ("tolerance", ["VX295:shop:undeclared"]),
        ("refusing quietly", [f"VX294:shop:{each}" for each in WRONG]),
        ("all", ["VX290:shop:order.made", "VX290:shop:stock.counted", "VX295:shop:undeclared"]),
    ],
)
def test_what_a_system_fails_to_do_is_found_and_nothing_else(tmp_path: Path, lacking: str, expected: list[str]) -> None:
    with verdicts(tmp_path, lacking) as found:
        assert keys(found) == expected


def test_another_body_of_a_refusal_is_drift(tmp_path: Path) -> None:
    with verdicts(tmp_path, events=EVENTS.replace("status: refused", "status: rejected")) as found:
        assert keys(found) == [f"VX291:shop:{each}" for each in WRONG]
        first = found["events order.made"].findings[0]
    assert first.actual == "another body, at status"
    assert "refused with another body: status: found refused" in first.message


def test_a_refusal_that_has_an_id_in_it_is_the_same_finding_in_each_run(tmp_path: Path) -> None:
    runs = []
    for name in ("one", "other"):
        (tmp_path / name).mkdir()
        with verdicts(tmp_path / name, events=EVENTS.replace("status: refused", "request: a1")) as found:
            runs.append(fingerprints(found))
    assert runs[0] == runs[1]


def test_no_two_findings_of_an_event_type_can_be_taken_for_one(tmp_path: Path) -> None:
    with verdicts(tmp_path, "fields", "types", "size", "status", "refusing quietly", "ledger") as found:
        findings = found["events order.made"].findings
    assert len(findings) == 4
    assert len(set(fingerprints({"": found["events order.made"]}))) == len(findings)


def test_a_type_that_is_not_listed_must_be_refused_where_the_canon_says_so(tmp_path: Path) -> None:
    with verdicts(tmp_path, events=EVENTS.replace("undeclared: tolerated", "undeclared: rejected")) as found:
        assert keys(found) == ["VX295:shop:undeclared"]
        assert "is answered 200, the canon wants 422" in only(found["events undeclared"]).message


def test_a_ledger_that_nobody_can_read_leaves_the_rest_to_be_judged(tmp_path: Path) -> None:
    elsewhere = EVENTS.replace("ledger.db", "nowhere.db")
    with verdicts(tmp_path, events=elsewhere) as found:
        assert "nobody could look into the ledger" in reason(found["events order.made"])
    (tmp_path / "other").mkdir()
    with verdicts(tmp_path / "other", "broadcast", events=elsewhere) as found:
        assert only(found["events order.made"]).key == "VX292:shop:order.made"


def test_a_refusal_that_nobody_could_look_behind_is_no_match(tmp_path: Path) -> None:
    deaf = EVENTS.replace("endpoint: WS /live", "endpoint: WS /none").replace("tolerated", "rejected")
    service = SERVICE.replace("WS /live", "WS /none")
    shop = Shop(tmp_path, {"tolerance"})
    with running(shop.app()) as address:
        found = told(tmp_path, address, service, top=deaf.replace("    body: {status: refused}", ""))
    undeclared = found["events undeclared"]
    assert not any(finding.key == "VX292:shop:undeclared" for finding in undeclared.findings)
    assert undeclared.outcome.value != "match"


def test_no_event_is_sent_into_a_system_of_somebody_elses_unasked(tmp_path: Path) -> None:
    with verdicts(tmp_path, writes=False) as found:
        assert "--vx11-writes" in reason(found["events order.made"])
    with closing(sqlite3.connect(tmp_path / "ledger.db")) as database:
        assert database.execute("SELECT count(*) FROM ledger").fetchone() == (0,)


def test_a_service_that_is_down_is_one_finding(tmp_path: Path) -> None:
    with running(FastAPI()) as other, running(FastAPI()) as address:
        top = EVENTS.replace("service: web, endpoint: WS", "service: other, endpoint: WS")
        ledgerless = top.replace("  ledger: {database: main, table: ledger}\n", "")
        services = f"services:\n  other: {{port: {other.port}, endpoints: {{WS /live: {{}}}}}}\n"
        canon = tmp_path / "canon.yaml"
        canon.write_text(
            f"canon: 1\nsystem: shop\n{ledgerless}{services}  web:\n    port: {closed(address)}\n    {SERVICE}\n"
        )
        found = judged(canon, {})
    assert only(found["events order.made"]).key == "VX200:web"


def closed(address: Address) -> int:
    """Return a port at which nobody listens."""
    with socket.socket() as held:
        held.bind((address.host, 0))
        return int(held.getsockname()[1])


class TestSamples:
    def test_an_example_shows_how_events_are_written(self) -> None:
        types: dict[str, dict[str, Any]] = {"a.b": {"required": {"x": "str"}}}
        shown = envelope({"kind": "a.b", "data": {"x": "1"}, "v": 2}, types)
        assert json.loads(shown.written("c.d", {"y": 1})) == {"kind": "c.d", "data": {"y": 1}, "v": 2}
        assert shown.example("a.b") == {"x": "1"}
        assert shown.example("c.d") == {}

    def test_fields_may_stand_beside_the_type(self) -> None:
        flat = envelope({"type": "a.b", "x": "1"}, {"a.b": {"required": {"x": "str"}}})
        assert json.loads(flat.written("c.d", {"y": 1})) == {"type": "c.d", "x": "1", "y": 1}
        assert flat.example("a.b") == {"x": "1"}

    @pytest.mark.parametrize("example", [None, {"other": 1}, {"type": "a.b"}, []])
    def test_without_one_it_is_type_and_payload(self, example: Any) -> None:
        plain = envelope(example, {"a.b": {"required": {"x": "str"}}})
        assert json.loads(plain.written("a.b", {"x": 1})) == {"type": "a.b", "payload": {"x": 1}}

    def test_one_field_bears_the_mark_and_the_others_are_as_in_the_example(self) -> None:
        required = {"severity": "str", "message": "str", "count": "int"}
        assert good(required, {"severity": "L1", "count": 9}) == {"severity": "L1", "message": MARK, "count": 9}
        assert good({"id": "str", "kind": "str"}, {}) == {"id": MARK, "kind": "vx11"}
        assert good({"value": "int", "parts": "object"}, {}) == {"value": 1, "parts": {"vx11": MARK}}
        assert good({"value": "int"}, {}) == {"value": 1}

    def test_wrong_events_are_wrong_in_one_thing_each(self) -> None:
        found = dict(bad({"id": "str", "count": "int"}, {}, 100))
        assert list(found) == ["without count", "with count of another type", "larger than max_bytes"]
        assert found["without count"] == {"id": MARK}
        assert found["with count of another type"] == {"id": MARK, "count": "one"}
        assert len(json.dumps(found["larger than max_bytes"])) > 100

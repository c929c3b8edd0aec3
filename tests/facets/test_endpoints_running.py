"""What services answer, held against the canon: a real FastAPI application, and answers made by hand."""

from __future__ import annotations

import asyncio
import itertools
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi import Body, Depends, FastAPI, Header, HTTPException, Response, WebSocket
from fastapi.responses import RedirectResponse

from pytest_vx11._checks.verdict import Outcome
from pytest_vx11._observe.live import Address
from tests.facets.live import HEADER, TOKEN, fingerprints, judged, keys, only, reason, told
from tests.fakes.application import running
from tests.fakes.server import Line, serving


def guard(x_shop_token: str | None = Header(None)) -> None:
    if x_shop_token is None:
        raise HTTPException(401)
    if x_shop_token != TOKEN:
        raise HTTPException(403)


app = FastAPI()
asked: list[str] = []
orders: dict[int, str] = {}
turns = itertools.count()


@app.get("/health")
def health() -> dict[str, Any]:
    asked.append("/health")
    return {"status": "ok", "parts": [{"name": "a", "well": True}, {"name": "b", "well": True}]}


@app.get("/guarded", dependencies=[Depends(guard)])
def guarded() -> dict[str, str]:
    return {"secret": TOKEN}


@app.get("/broken")
def broken() -> None:
    raise HTTPException(500, "it <b>broke</b>\x1b[31m")


@app.get("/half")
def half(x_shop_token: str | None = Header(None)) -> dict[str, str]:
    if x_shop_token is None:
        raise HTTPException(401)
    return {}


@app.get("/picky")
def picky(x_shop_token: str = Header()) -> dict[str, str]:
    guard(x_shop_token)
    return {}


@app.get("/text")
def text() -> Response:
    return Response("pong and more", media_type="text/plain")


@app.get("/page")
def page() -> Response:
    return Response(f"<p>it broke: request {uuid.uuid4()}</p>", media_type="text/html")


@app.get("/varying")
def varying() -> dict[str, Any]:
    place = next(turns) % 3
    return {
        "request": uuid.uuid4().hex,
        "by_id": {str(uuid.uuid4()): {}},
        "orders": ["made" if index == place else index for index in range(3)],
    }


@app.get("/dashed")
def dashed() -> dict[str, str]:
    return {"content-type": "text", "max-age": "old"}


@app.get("/away")
def away() -> RedirectResponse:
    return RedirectResponse("http://192.0.2.1/elsewhere\r\nX: y")


@app.post("/orders", status_code=201)
def order(item: int = Body(embed=True)) -> dict[str, int]:
    orders[item] = "made"
    return {"item": item}


@app.get("/orders/{item}")
def one(item: int, full: bool = False) -> dict[str, Any]:
    if item not in orders:
        raise HTTPException(404)
    return {"item": item, "full": full}


@app.get("/slow")
async def slow() -> dict[str, str]:
    await asyncio.sleep(0.2)
    return {}


@app.websocket("/late")
async def late(socket: WebSocket) -> None:
    await socket.accept()
    if socket.headers.get(HEADER) != TOKEN:
        await asyncio.sleep(0.2)
        await socket.close(1008)
        return
    await socket.send_json({"a": 1})


@app.websocket("/failing")
async def failing(socket: WebSocket) -> None:
    if socket.headers.get(HEADER) != TOKEN:
        await socket.send_denial_response(Response("broken", 500))
        return
    await socket.accept()


@app.get("/large")
def large() -> dict[str, str]:
    return {"filling": "x" * 3000, "status": "ok"}


@app.websocket("/ws")
async def ws(socket: WebSocket) -> None:
    await socket.accept()
    await socket.send_json({"type": "hello"})
    while True:
        await socket.send_json(await socket.receive_json())


@app.websocket("/inner")
async def inner(socket: WebSocket) -> None:
    if socket.headers.get(HEADER) != TOKEN:
        await socket.close(1008)
        return
    await ws(socket)


@pytest.fixture(scope="module")
def web() -> Iterator[Address]:
    with running(app) as address:
        yield address


def endpoint(folder: Path, address: Address, said: str, **more: Any) -> Any:
    """Return the verdict of the one endpoint that is said."""
    route = said.split(":", maxsplit=1)[0].strip("\"'")
    return told(folder, address, f"endpoints: {{{said}}}", **more)[f"endpoints {route}"]


@pytest.mark.parametrize(
    "said",
    [
        "GET /health: {auth: open, status: 200, body: {status: ok}}",
        "GET /health: {body: {parts: [{name: b}, {name: a, well: true}]}}",
        "GET /health: {}",
        "GET /health: {headers: {Content-Type: application/json}}",
        "GET /health: {schema: {type: object, required: [status]}}",
        "GET /health: {latency: 10s}",
        "GET /guarded: {auth: required, status: 200, body: {secret: the-right-token}}",
        "GET /guarded: {}",
        "GET /broken: {status: [200, 500]}",
        "GET /text: {body: pong}",
        "GET /away: {}",
        "GET /away: {status: 307}",
        '"GET /orders/{item}": {path: {item: 99}, status: 404}',
        'POST /orders: {json: {item: 5}, status: 201, body: {item: 5}}',
        "WS /ws: {auth: open}",
        "WS /ws: {send: {a: 1}, expect: {a: 1}}",
        "WS /ws: {expect: {type: hello}}",
        "WS /inner: {auth: required, send: {a: 1}, expect: {a: 1}}",
        "WS /late: {auth: required, expect: {a: 1}}",
    ],
)  # fmt: skip
def test_what_is_as_the_canon_says_matches(tmp_path: Path, web: Address, said: str) -> None:
    verdict = endpoint(tmp_path, web, said)
    assert verdict.outcome is Outcome.MATCH, verdict


@pytest.mark.parametrize(
    ("said", "key", "message"),
    [
        ("GET /broken: {}", "VX270:web:GET /broken", "answers 500, the canon wants a 2xx or 3xx"),
        ("GET /health: {status: 204}", "VX270:web:GET /health", "answers 200, the canon wants 204"),
        ("GET /nowhere: {}", "VX270:web:GET /nowhere", "answers 404"),
        ("GET /away: {status: 200}", "VX270:web:GET /away", "answers 307 to http://192.0.2.1/elsewhere%0D%0AX:%20y"),
        ("GET /health: {auth: required}", "VX272:web:GET /health", "200 without a token and 200 with a wrong one"),
        ("GET /half: {auth: required}", "VX272:web:GET /half", "answers 200 with a wrong one, the canon wants 401"),
        ("GET /picky: {auth: required}", "VX272:web:GET /picky", "answers 422 without a token"),
        (
            "GET /guarded: {auth: open}",
            "VX273:web:GET /guarded",
            "answers 401 without a token, the canon wants it open",
        ),
        ("GET /health: {body: {status: bad}}", "VX274:web:GET /health status", "status: found ok, the canon wants bad"),
        ("GET /health: {body: {none: 1}}", "VX274:web:GET /health none", "none: found nothing, the canon wants 1"),
        ("GET /text: {body: {a: 1}}", "VX274:web:GET /text", "found text, not JSON, the canon wants"),
        ("GET /text: {body: ping}", "VX274:web:GET /text", "found pong and more, the canon wants ping"),
        (
            "GET /health: {body: {parts: [{name: a}, {name: b, well: 1}]}}",
            "VX274:web:GET /health parts[1].well",
            "parts[1].well: found true, the canon wants 1",
        ),
        ("GET /health: {schema: {required: [more]}}", "VX275:web:GET /health", "'more' is a required property"),
        ("GET /text: {schema: {type: object}}", "VX275:web:GET /text", "answers no JSON"),
        ("GET /health: {headers: {Content-Type: text/html}}", "VX276:web:GET /health content-type", "wants text/html"),
        ("GET /health: {headers: {X-Other: a}}", "VX276:web:GET /health x-other", "has no header X-Other"),
        ("GET /slow: {latency: 1ms}", "VX277:web:GET /slow", "the best of three; the canon wants at most 1 ms"),
        ("WS /nowhere: {}", "VX279:web:WS /nowhere", "does not open"),
        ("WS /inner: {auth: open, expect: {a: 1}}", "VX273:web:WS /inner", "does not open: it answers 403"),
        (
            "WS /failing: {auth: required}",
            "VX272:web:WS /failing",
            "answers 500 without a token, the canon wants 401 or",
        ),
        ("WS /ws: {auth: required}", "VX272:web:WS /ws", "opens without a token and with a wrong one"),
    ],
)
def test_what_is_not_is_one_finding_that_says_what_was_seen(
    tmp_path: Path, web: Address, said: str, key: str, message: str
) -> None:
    finding = only(endpoint(tmp_path, web, said))
    assert finding.key == key
    assert message in finding.message


@pytest.mark.parametrize(
    "said",
    [
        "GET /varying: {body: {request: a}}",
        "GET /varying: {body: {by_id: [1]}}",
        "GET /page: {body: {status: ok}}",
        "GET /page: {body: ready}",
        "GET /varying: {schema: {properties: {orders: {items: {type: integer}}}}}",
        "GET /varying: {schema: {properties: {by_id: {additionalProperties: {required: [state]}}}}}",
        "GET /page: {schema: {type: object}}",
    ],
)
def test_an_answer_that_varies_by_itself_is_the_same_finding_in_each_run(
    tmp_path: Path, web: Address, said: str
) -> None:
    first, second = (told(tmp_path, web, f"endpoints: {{{said}}}") for _ in range(2))
    assert keys(first) == keys(second)
    assert len(keys(first)) == 1
    assert fingerprints(first) == fingerprints(second)


def test_a_name_that_the_schema_has_stays_in_the_place(tmp_path: Path, web: Address) -> None:
    said = "GET /dashed: {schema: {properties: {content-type: {type: integer}, max-age: {type: integer}}}}"
    assert only(endpoint(tmp_path, web, said)).actual == ["$['content-type']", "$['max-age']"]


def test_a_body_that_is_no_json_is_told_in_words_and_shown_in_the_evidence(tmp_path: Path, web: Address) -> None:
    finding = only(endpoint(tmp_path, web, "GET /page: {body: {status: ok}}"))
    assert finding.actual == "text, not JSON"
    assert any("request " in each.text for each in finding.evidence if each.label == "answer")


def test_no_two_findings_of_an_endpoint_can_be_taken_for_one(tmp_path: Path, web: Address) -> None:
    said = (
        "GET /varying: {auth: required, latency: 1ns, headers: {X-A: a, X-B: b}, body: {request: a}, "
        "schema: {required: [none]}}"
    )
    verdict = endpoint(tmp_path, web, said)
    assert [each.code for each in verdict.findings] == ["VX272", "VX276", "VX276", "VX274", "VX275", "VX277"]
    assert len(set(fingerprints({"": verdict}))) == len(verdict.findings)


def test_a_message_that_does_not_come_is_drift_with_those_that_did(tmp_path: Path, web: Address) -> None:
    finding = only(endpoint(tmp_path, web, "WS /ws: {send: {a: 1}, expect: {b: 2}}"))
    assert finding.key == "VX279:web:WS /ws"
    assert "2 other messages came" in finding.message
    assert [each.text for each in finding.evidence if each.label == "answer"] == ['{"type":"hello"}\n{"a":1}']


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ('"GET /orders/{item}": {}', "no value for {item}"),
        ("POST /orders: {}", "neither `json` nor `probe: true`"),
        ("DELETE /orders: {}", "DELETE can change something"),
        ("GET /health: {probe: false}", "probe: false"),
    ],
)
def test_what_nobody_may_ask_is_not_asked(tmp_path: Path, web: Address, said: str, why: str) -> None:
    assert why in reason(endpoint(tmp_path, web, said))


@pytest.mark.parametrize("said", ["POST /orders: {json: {item: 7}}", "WS /ws: {send: {a: 1}, expect: {a: 1}}"])
def test_a_system_of_somebody_elses_is_not_changed_unasked(tmp_path: Path, web: Address, said: str) -> None:
    assert "--vx11-writes" in reason(endpoint(tmp_path, web, said, writes=False))
    assert 7 not in orders


def test_a_token_that_is_not_set_is_no_drift(tmp_path: Path, web: Address) -> None:
    verdict = endpoint(tmp_path, web, "GET /guarded: {auth: required}", environ={})
    assert "${SHOP_TOKEN} is not set" in reason(verdict)


def test_without_auth_in_the_canon_nobody_knows_what_a_wrong_token_is(tmp_path: Path, web: Address) -> None:
    assert "has no `auth`" in reason(endpoint(tmp_path, web, "GET /guarded: {auth: required}", auth=False))
    assert endpoint(tmp_path, web, "GET /health: {}", auth=False).outcome is Outcome.MATCH


def test_what_is_written_first_can_be_read_after_it(tmp_path: Path, web: Address) -> None:
    verdicts = told(
        tmp_path, web,
        'endpoints:\n  POST /orders: {json: {item: 12}, status: 201}\n'
        '  "GET /orders/{item}": {path: {item: 12}, query: {full: true}, status: 200, body: {full: true}}\n',
    )  # fmt: skip
    assert keys(verdicts) == []
    assert verdicts["endpoints GET /orders/{item}"].outcome is Outcome.MATCH


def test_each_question_is_put_once_however_many_checks_need_it(tmp_path: Path, web: Address) -> None:
    asked.clear()
    verdicts = told(
        tmp_path, web,
        f'healthcheck: {{test: "curl -f http://localhost:{web.port}/health"}}\n'
        "endpoints: {GET /health: {auth: open, body: {status: ok}}}\n",
    )  # fmt: skip
    assert keys(verdicts) == []
    assert asked == ["/health"]


def test_routes_beside_the_canons_are_told(tmp_path: Path) -> None:
    small = FastAPI()
    small.get("/health")(health)
    small.get("/debug/dump")(health)
    small.post("/items/{item}")(health)
    with running(small) as address:
        said = 'undeclared_endpoints: drift\nendpoints: {GET /health: {}, "POST /items/{id}": {}}'
        verdict = told(tmp_path, address, said)["endpoints undeclared"]
    assert [finding.key for finding in verdict.findings] == ["VX271:web:GET /debug/dump"]


def test_a_service_without_a_list_of_routes_is_not_judged_by_it(tmp_path: Path) -> None:
    closed = FastAPI(openapi_url=None)
    closed.get("/health")(health)
    with running(closed) as address:
        said = "undeclared_endpoints: drift\nendpoints: {GET /health: {}}"
        assert "/openapi.json" in reason(told(tmp_path, address, said)["endpoints undeclared"])


def test_a_schema_file_lies_beside_the_canon_and_may_refer_to_another(tmp_path: Path, web: Address) -> None:
    (tmp_path / "schemas").mkdir()
    (tmp_path / "schemas" / "health.json").write_text('{"properties": {"parts": {"$ref": "parts.json"}}}')
    (tmp_path / "schemas" / "parts.json").write_text('{"type": "array", "maxItems": 1}')
    finding = only(endpoint(tmp_path, web, "GET /health: {schema: schemas/health.json}"))
    assert finding.key == "VX275:web:GET /health"
    assert "$.parts" in finding.message


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (None, "no such file"),
        ('{"type": "nothing"}', "is no JSON Schema"),
        ('{"$ref": "http://192.0.2.1/schema.json"}', "refers to"),
        ('{"$ref": "../../outside.json"}', "refers to"),
        ('{"type": ', "is not YAML"),
    ],
)
def test_a_schema_that_cannot_be_used_is_told_as_such(
    tmp_path: Path, web: Address, text: str | None, says: str
) -> None:
    if text is not None:
        (tmp_path / "schema.json").write_text(text)
    finding = only(endpoint(tmp_path, web, "GET /health: {schema: schema.json}"))
    assert finding.code == "VX002"
    assert says in finding.message


def test_a_failed_question_can_be_pasted_and_shows_the_start_of_the_answer(tmp_path: Path, web: Address) -> None:
    finding = only(endpoint(tmp_path, web, "GET /broken: {}"))
    shown = {each.label: each.text for each in finding.evidence}
    assert shown["curl"] == f'curl -i -H "X-Shop-Token: $SHOP_TOKEN" http://127.0.0.1:{web.port}/broken'
    assert shown["answer"].startswith("HTTP 500, application/json: ")
    assert "\x1b" not in shown["answer"]


def test_the_token_is_in_no_finding(tmp_path: Path, web: Address) -> None:
    finding = only(endpoint(tmp_path, web, "GET /guarded: {auth: required, body: {secret: other}}"))
    assert TOKEN not in repr(finding)
    assert "***" in finding.message


def test_all_checks_of_a_service_that_is_down_have_one_finding(tmp_path: Path) -> None:
    with serving(Line.hold) as fake:
        address = fake.address
    other = FastAPI()
    with running(other) as up:
        canon = tmp_path / "canon.yaml"
        canon.write_text(
            f"canon: 1\nsystem: shop\nservices:\n  up: {{port: {up.port}}}\n  web:\n    port: {address.port}\n"
            f'    healthcheck: {{test: "curl -f http://localhost:{address.port}/health"}}\n'
            "    undeclared_endpoints: drift\n    endpoints: {GET /health: {}, WS /ws: {}}\n"
        )
        verdicts = judged(canon, {})
    assert keys(verdicts) == ["VX200:web"]
    assert sum(bool(verdict.findings) for verdict in verdicts.values()) == 5

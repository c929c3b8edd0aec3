"""Services that answer badly, or not at all: each is a finding that says what happened, and disturbs nobody."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI

from pytest_vx11._observe.live import Address
from tests.facets.live import TOKEN, judged, keys, only, told
from tests.fakes.application import running
from tests.fakes.server import Line, answering, keeping, plain, serving

app = FastAPI()


@app.get("/health")
def health() -> dict[str, str]:
    return {"status": "ok"}


@app.get("/text")
def text() -> str:
    return "pong"


@app.get("/large")
def large() -> dict[str, str]:
    return {"filling": "x" * 3000, "status": "ok"}


@app.post("/orders", status_code=201)
def order() -> dict[str, str]:
    return {}


@pytest.fixture(scope="module")
def web() -> Iterator[Address]:
    with running(app) as address:
        yield address


def endless(line: Line) -> None:
    line.request()
    line.send(b"HTTP/1.1 200 OK\r\n\r\n")
    line.flood(b"x" * 65536)


HOSTILE = [
    (answering(b"\x00\xff not http\r\n\r\n"), "VX278"),  # VX278:bad:GET /x
    (answering(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nshort"), "VX278"),
    (answering(plain(b"no gzip", b"Content-Encoding: gzip")), "VX278"),
    (answering(b"HTTP/1.1 200 OK\r\n", b"X: y\r\n" * 500_000, b"\r\n"), "VX278"),
    (answering(b"HTTP/1.1 302 Found\r\nLocation: http://192.0.2.1/\r\nContent-Length: 0\r\n\r\n"), "VX270"),
    (endless, "VX278"),
]  # fmt: skip


@pytest.mark.parametrize(("behave", "code"), HOSTILE)
def test_a_hostile_answer_is_a_finding_and_disturbs_nobody(
    tmp_path: Path, web: Address, behave: Any, code: str
) -> None:
    with serving(behave) as fake:
        canon = tmp_path / "canon.yaml"
        canon.write_text(
            f"canon: 1\nsystem: shop\nservices:\n"
            f"  bad: {{port: {fake.address.port}, endpoints: {{GET /x: {{status: 200}}}}}}\n"
            f"  web: {{port: {web.port}, endpoints: {{GET /health: {{}}, GET /text: {{}}}}}}\n"
        )
        verdicts = judged(canon, {})
    assert keys(verdicts) == [f"{code}:bad:GET /x"]


@pytest.mark.parametrize("answer", ["dropped", "garbage"])
def test_a_request_without_a_token_that_is_not_answered_is_no_refusal(tmp_path: Path, answer: str) -> None:
    def behave(line: Line) -> None:
        while request := line.request():
            if TOKEN.encode() not in request:
                if answer == "garbage":
                    line.send(b"what?\r\n\r\n")
                return
            line.send(plain(b"{}"))

    with serving(behave) as fake:
        finding = only(told(tmp_path, fake.address, "endpoints: {GET /x: {auth: required}}")["endpoints GET /x"])
    assert finding.key == "VX278:web:GET /x"
    assert "gives no answer without a token" in finding.message


def test_a_healthcheck_that_is_asked_first_leaves_the_whole_body_to_who_compares_it(
    tmp_path: Path, web: Address
) -> None:
    verdicts = told(
        tmp_path, web,
        f'healthcheck: {{test: "curl -f http://localhost:{web.port}/large"}}\n'
        "endpoints:\n  POST /orders: {json: {item: 3}, status: 201}\n  GET /large: {auth: open, body: {status: ok}}\n",
    )  # fmt: skip
    assert keys(verdicts) == []


def test_three_services_that_hang_are_waited_for_at_once(tmp_path: Path) -> None:
    arrivals: dict[bytes, list[float]] = {}

    def behave(line: Line) -> None:
        while request := line.request():
            first = request.split(b"\r\n")[0]
            if b"/hang" in first:
                arrivals.setdefault(first, []).append(time.monotonic())
                line.hold()
            line.send(plain(b"{}"))

    with ExitStack() as stack:
        ports = [stack.enter_context(serving(behave)).address.port for _ in range(3)]
        services = "".join(
            f"  s{number}: {{port: {port}, endpoints: {{GET /hang{number}: {{}}, GET /fine: {{}}}}}}\n"
            for number, port in enumerate(ports)
        )
        canon = tmp_path / "canon.yaml"
        canon.write_text(f"canon: 1\nsystem: shop\nservices:\n{services}")
        verdicts = judged(canon, {})
    assert keys(verdicts) == [f"VX278:s{number}:GET /hang{number}" for number in range(3)]
    # Each is asked once more, alone, for ten seconds; one service after the other these would begin ten seconds apart.
    again = [times[1] for times in arrivals.values()]
    assert len(again) == 3
    assert max(again) - min(again) < 9


def test_a_server_of_one_thread_is_not_taken_for_a_silent_one(tmp_path: Path) -> None:
    serves = threading.Lock()
    answer = keeping(plain(b"{}", b"Content-Type: application/json"))

    def behave(line: Line) -> None:
        with serves:
            answer(line)

    with serving(behave) as fake:
        routes = ", ".join(f"GET /{number}: {{}}" for number in range(8))
        verdicts = told(tmp_path, fake.address, f"endpoints: {{{routes}}}")
    assert keys(verdicts) == []

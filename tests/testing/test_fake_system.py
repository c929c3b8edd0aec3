"""A system that a test puts up: what it answers, what it was asked, and that nothing of it stays."""

from __future__ import annotations

import http.client
import socket
import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from pytest_vx11 import Canon, Check, Facet, Judged, Outcome, Sight, needs
from pytest_vx11.needs import Standing
from pytest_vx11.testing import FakeRequest, FakeSystem, Harness, NotGiven, judge

CANON = """
auth: {header: X-Token, token: "${TOKEN}"}
services:
  orders:
    port: 8001
    endpoints:
      GET /health: {auth: open, body: {status: ok}}
      GET /orders/{id}: {auth: required, path: {id: 7}, query: {full: 1}}
      POST /orders: {json: {item: 1}, status: 201}
"""
OPEN = "orders::endpoints::GET /health[running]"


def guarded(request: FakeRequest) -> Any:
    return (200, {"full": "full" in request.target}) if request.headers.get("x-token") == "right" else 401


ROUTES = {"GET /health": (200, {"status": "ok"}), "GET /orders/{id}": guarded, "POST /orders": 201}


def ask(fake: FakeSystem, method: str, target: str, body: bytes = b"") -> tuple[int, dict[str, str], bytes]:
    connection = http.client.HTTPConnection(*fake.address("web"), timeout=30)
    try:
        connection.request(method, target, body)
        answer = connection.getresponse()
        return answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read()
    finally:
        connection.close()


def test_running_checks_look_at_it(tmp_path: Path) -> None:
    with FakeSystem(orders=ROUTES) as fake:
        told = Harness(tmp_path).run(CANON, system=fake, environ={"TOKEN": "right"})
    running = {name: verdict.outcome for name, verdict in told.items() if name.endswith("[running]")}
    assert len(running) == 4
    assert set(running.values()) == {Outcome.MATCH}, told
    assert sorted({(each.service, each.method, each.path) for each in fake.asked}) == [
        ("orders", "GET", "/health"), ("orders", "GET", "/orders/7"), ("orders", "POST", "/orders"),
    ]  # fmt: skip
    (post,) = [each for each in fake.asked if each.method == "POST"]
    assert post.body == b'{"item": 1}'
    assert {each.headers.get("x-token") for each in fake.asked if each.path == "/orders/7"} >= {None, "right"}


def test_what_it_answers_otherwise_is_drift(tmp_path: Path) -> None:
    with FakeSystem(orders={**ROUTES, "GET /health": 503, "GET /orders/{id}": 200}) as fake:
        told = Harness(tmp_path).run(CANON, system=fake, environ={"TOKEN": "right"})
    assert told[OPEN].outcome is Outcome.DRIFT
    assert {key.rpartition(":")[2] for key in told.found} == {"GET /health", "GET /orders/{}"}


def test_what_can_change_something_is_not_asked_where_nobody_may(tmp_path: Path) -> None:
    with FakeSystem(orders=ROUTES) as fake:
        Harness(tmp_path).run(CANON, system=fake, environ={"TOKEN": "right"}, writes=False)
    assert {each.method for each in fake.asked} == {"GET"}


@pytest.mark.parametrize(
    ("answer", "status", "kind", "body"),
    [
        (204, 204, None, b""),
        ((200, {"a": [1]}), 200, "application/json", b'{"a": [1]}'),
        ((200, None), 200, "application/json", b"null"),
        ((200, "é"), 200, "text/plain; charset=utf-8", "é".encode()),
        ((418, b"\x00"), 418, None, b"\x00"),
        ((200, "<p>", {"Content-Type": "text/html"}), 200, "text/html", b"<p>"),
        (lambda request: (200, request.body), 200, None, b"asked"),
    ],
)
def test_answers_go_out_as_they_are_given(answer: Any, status: int, kind: str | None, body: bytes) -> None:
    with FakeSystem(web={"POST /x": answer}) as fake:
        found = ask(fake, "POST", "/x?y=1", b"asked")
    assert (found[0], found[1].get("content-type"), found[2]) == (status, kind, body)
    assert [(each.target, each.path, each.body) for each in fake.asked] == [("/x?y=1", "/x", b"asked")]


@pytest.mark.parametrize(
    ("method", "target", "status"),
    [
        ("GET", "/a/1", 200), ("GET", "/a/b", 201), ("GET", "/a/1/2", 404), ("GET", "/a/", 404), ("PUT", "/a/1", 405),
        ("HEAD", "/a/1", 405), ("GET", "/a.c", 202), ("GET", "/abc", 404),
    ],
)  # fmt: skip
def test_a_route_is_found_by_method_and_path(method: str, target: str, status: int) -> None:
    with FakeSystem(web={"GET /a/{x}": 200, "GET /a/b": 201, "GET /a.c": 202}) as fake:
        assert ask(fake, method, target)[0] == status


@pytest.mark.parametrize("route", ["/health", "get /health", "GET health", "GET /a b"])
def test_what_is_no_route_is_refused(route: str) -> None:
    with pytest.raises(ValueError, match="is no route"):
        FakeSystem(web={route: 200})


@pytest.mark.parametrize("answer", ["ok", (200,), (99, ""), ("200", "ok"), None])
def test_what_is_no_answer_is_refused(answer: Any) -> None:
    with pytest.raises(TypeError, match="is no answer"):
        FakeSystem(web={"GET /": answer})


@pytest.mark.parametrize(("said", "error"), [(lambda _: 1 / 0, ZeroDivisionError), (lambda _: "ok", TypeError)])
def test_what_raises_in_place_of_an_answer_is_raised_in_the_end(said: Any, error: type[Exception]) -> None:
    with pytest.raises(error), FakeSystem(web={"GET /": said}) as fake:
        assert ask(fake, "GET", "/")[0] == 500


def failing_by_itself() -> None:
    with FakeSystem(web={"GET /": lambda _: 1 / 0}) as fake:
        ask(fake, "GET", "/")
        raise KeyError("mine")


def test_an_error_of_the_test_itself_comes_first() -> None:
    with pytest.raises(KeyError, match="mine"):
        failing_by_itself()


def test_nothing_of_it_stays_even_of_a_connection_that_is_kept_open() -> None:
    before = threading.active_count()
    with FakeSystem(web={"GET /": 200}) as fake:
        kept = http.client.HTTPConnection(*fake.address("web"), timeout=30)
        kept.request("GET", "/")
        kept.getresponse().read()
        address = fake.address("web")
    kept.close()
    assert threading.active_count() == before
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(address, timeout=5)


def test_it_can_be_put_up_again_but_not_twice_at_once() -> None:
    fake = FakeSystem(web={"GET /": 200})
    for _ in range(2):
        with fake:
            assert ask(fake, "GET", "/")[0] == 200
            with pytest.raises(RuntimeError, match="up already"):
                fake.__enter__()


def test_one_that_is_not_up_is_refused(tmp_path: Path) -> None:
    fake = FakeSystem(orders=ROUTES)
    with pytest.raises(RuntimeError, match="not up"):
        Harness(tmp_path).run(CANON, system=fake)
    with pytest.raises(RuntimeError, match="not up"):
        _ = fake.live
    with pytest.raises(RuntimeError, match="not up"):
        fake.address("orders")


class Pongs(Facet):
    """Holds a protocol of its own: a need that talks to the service."""

    name = "pongs"

    def plan(self, canon: Canon) -> Iterator[Check]:
        for service in canon.services.values():
            need = (needs.live(canon.system),)
            yield self.running(canon, "pong", "pong", service.at, needs=need, service=service.name)

    def judge(self, check: Check, sight: Sight) -> Judged:
        with socket.create_connection(sight.see(check.needs[0]).address(check.service), timeout=30) as sock:
            return Judged(actual=sock.recv(10).decode())


@pytest.fixture
def ponging() -> Iterator[tuple[str, int]]:
    def serve() -> None:
        with suppress(OSError):  # which ends it
            while True:
                sock, _ = listening.accept()
                with sock:
                    sock.sendall(b"pong")

    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=serve)
        thread.start()
        yield listening.getsockname()
        listening.shutdown(socket.SHUT_RDWR)
        thread.join()


def test_a_service_may_be_served_by_somebody_else(tmp_path: Path, ponging: tuple[str, int]) -> None:
    canon, name = "services: {orders: {port: 8001}}", "orders::pongs::pong[running]"
    harness = Harness(tmp_path, Pongs)
    with FakeSystem(orders=ponging) as fake:
        assert fake.address("orders") == ponging
        assert judge(harness.check(canon, name), fake.live).actual == "pong"
        assert harness.run(canon, system=fake)[name].actual == "pong"


def test_a_service_that_nobody_serves_is_down(tmp_path: Path) -> None:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        with FakeSystem(orders=held.getsockname()) as fake:
            told = Harness(tmp_path).run("services: {orders: {port: 8001}}", system=fake)
    assert told.found == ["VX200:orders"]


def test_services_are_matched_with_those_of_the_canon(tmp_path: Path) -> None:
    canon = "services: {orders: {port: 8001}, db: {port: 8002}, off: {port: 8003, state: disabled}}"
    with FakeSystem(orders={}) as fake:
        told = Harness(tmp_path).run(canon, system=fake)
        assert told["orders::ports::8001[running]"].outcome is Outcome.MATCH
        assert told["db::ports::8002[running]"].reason == "the FakeSystem has no such service"
        assert "disabled" in (told["off::ports::8003[running]"].reason or "")
    with (
        FakeSystem({"order": {}}) as fake,
        pytest.raises(ValueError, match='no service "order": did you mean "orders"'),
    ):
        Harness(tmp_path).run(canon, system=fake)


def test_all_that_is_known_of_a_service_can_be_said(tmp_path: Path) -> None:
    standing = Standing(name="orders", absent="it sleeps")
    told = Harness(tmp_path).run("services: {orders: {port: 8001}}", system=FakeSystem(orders=standing))
    assert told["orders::ports::8001[running]"].reason == "it sleeps"
    assert FakeSystem(orders=standing).live.services == {"orders": standing}


def test_how_a_service_ended_is_told(tmp_path: Path) -> None:
    with FakeSystem(orders={}, runtime="process", ended={"orders": "ended with 3"}) as fake:
        told = Harness(tmp_path).run("services: {orders: {port: 8001}}", system=fake)
    (finding,) = told["orders::ports::8001[running]"].findings
    assert finding.message == "orders is down: its process ended with 3"


def test_a_system_and_a_runtime_are_not_both(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="runtime='attach'"):
        Harness(tmp_path).run("services: {a: {port: 80}}", system=FakeSystem(), runtime="attach")


def test_a_fact_that_is_given_goes_before_what_the_system_says(tmp_path: Path) -> None:
    canon = "services: {orders: {port: 8001}}"
    with FakeSystem(orders={}) as fake, FakeSystem(orders=Standing(name="orders", absent="it sleeps")) as other:
        live = other.live_for(Harness(tmp_path).canon(canon))
        told = Harness(tmp_path).run(canon, system=fake, facts={needs.live("shop"): live})
    assert told["orders::ports::8001[running]"].reason == "it sleeps"


def test_without_a_fact_the_live_system_is_asked_for(tmp_path: Path) -> None:
    check = Harness(tmp_path, Pongs).check("services: {orders: {port: 8001}}", "orders::pongs::pong[running]")
    with pytest.raises(NotGiven, match=r"LiveNeed\(system='shop'\)"):
        judge(check)

"""Connections that are kept, and what may go over them."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from time import monotonic

import pytest

from pytest_vx11._observe.http import Asker, Fault, Request
from pytest_vx11._observe.http.idle import Idle
from pytest_vx11._observe.http.wire import connect
from tests.fakes.server import PATIENCE, Line, answering, keeping, plain, serving

GET = Request(method="GET", target="/", whole=True)
POST = Request(method="POST", target="/", body=b"{}", whole=True)


def test_one_connection_serves_question_after_question(asker: Asker) -> None:
    with serving(keeping(plain(b"ok"))) as fake:
        assert [asker.ask(fake.address, GET).body for _ in range(5)] == [b"ok"] * 5
        assert fake.connections == 1


def test_threads_share_an_asker(asker: Asker) -> None:
    def echo(line: Line) -> None:
        while request := line.request():
            line.send(plain(request.split()[1]))

    with serving(echo) as fake, ThreadPoolExecutor(8) as pool:
        targets = [f"/{number}" for number in range(200)]
        answers = pool.map(lambda target: asker.ask(fake.address, Request(method="GET", target=target)), targets)
        assert [answer.body.decode() for answer in answers] == targets
        assert fake.connections <= 8


@pytest.mark.parametrize("close", [b"Connection: close", b"Connection: x, Close"])
def test_a_connection_that_is_said_to_close_is_not_used_again(asker: Asker, close: bytes) -> None:
    with serving(keeping(plain(b"ok", close))) as fake:
        assert [asker.ask(fake.address, GET).fault for _ in range(3)] == [None] * 3
        assert fake.connections == 3


def test_a_connection_on_which_more_came_than_was_asked_is_not_used_again(asker: Asker) -> None:
    with serving(keeping(plain(b"ok"), plain(b"nobody asked"))) as fake:
        assert [asker.ask(fake.address, GET).body for _ in range(3)] == [b"ok"] * 3
        assert fake.connections == 3


def test_a_server_that_closes_between_two_questions_is_asked_again(asker: Asker) -> None:
    with serving(answering(plain(b"ok"))) as fake:
        assert [asker.ask(fake.address, GET).body for _ in range(5)] == [b"ok"] * 5


def closing_on_the_second(line: Line) -> None:
    """Answer the first request of a connection; read the second one, and close."""
    line.request()
    line.send(plain(b"ok"))
    line.request()


def test_a_kept_connection_that_is_closed_on_a_question_is_replaced_once(asker: Asker) -> None:
    with serving(closing_on_the_second) as fake:
        assert [asker.ask(fake.address, GET).body for _ in range(3)] == [b"ok"] * 3
        assert fake.connections == 3


def test_a_new_connection_that_is_closed_on_a_question_is_not_replaced(asker: Asker) -> None:
    with serving(lambda line: void(line.request())) as fake:
        answer = asker.ask(fake.address, GET)
        assert (answer.fault, answer.says) == (Fault.BROKEN, "the connection was closed before an answer came")
        assert fake.connections == 1


def test_half_an_answer_on_a_kept_connection_is_not_asked_for_again(asker: Asker) -> None:
    def behave(line: Line) -> None:
        line.request()
        line.send(plain(b"ok"))
        line.request()
        line.send(b"HTTP/1.1 200 OK\r\n")

    with serving(behave) as fake:
        asker.ask(fake.address, GET)
        assert asker.ask(fake.address, GET).says == "the connection was closed within the headers"
        assert fake.connections == 1


def test_what_can_change_something_never_goes_over_a_kept_connection(asker: Asker) -> None:
    asked: list[bytes] = []

    def behave(line: Line) -> None:
        while request := line.request():
            asked.append(request[:4])
            line.send(plain(b"ok"))

    with serving(behave) as fake:
        for request in (GET, POST, POST, GET):
            assert asker.ask(fake.address, request).body == b"ok"
        assert asked == [b"GET ", b"POST", b"POST", b"GET "]
        assert fake.connections == 3


def test_a_fresh_connection_serves_one_question_alone(asker: Asker) -> None:
    with serving(keeping(plain(b"ok"))) as fake:
        for fresh in (True, True, False, False):
            asker.ask(fake.address, GET, fresh=fresh)
        assert fake.connections == 3


def test_a_released_address_keeps_no_connection(asker: Asker) -> None:
    with serving(keeping(plain(b"ok"))) as fake, serving(keeping(plain(b"ok"))) as other:
        for _ in range(2):
            asker.ask(fake.address, GET)
            asker.ask(other.address, GET)
            asker.release(fake.address)
        assert (fake.connections, other.connections) == (2, 1)


def test_a_server_of_one_thread_is_reached_once_the_idle_connection_is_released(asker: Asker) -> None:
    one_thread = threading.Lock()

    def behave(line: Line) -> None:
        with one_thread:
            keeping(plain(b"ok"))(line)

    with serving(behave) as fake:
        assert asker.ask(fake.address, GET).body == b"ok"
        assert asker.ask(fake.address, POST, seconds=0.5).fault is Fault.SILENT
        asker.release(fake.address)
        assert asker.ask(fake.address, POST).body == b"ok"


def test_a_closed_asker_keeps_no_connection() -> None:
    with serving(keeping(plain(b"ok"))) as fake:
        with Asker() as asker:
            asker.ask(fake.address, GET)
        assert asker.ask(fake.address, GET).body == b"ok"
        assert asker.ask(fake.address, GET).body == b"ok"
        assert fake.connections == 3


def test_idle_connections_are_bounded() -> None:
    idle = Idle()
    with serving(Line.hold) as fake:
        for _ in range(70):
            idle.put(fake.address, connect(fake.address, monotonic() + PATIENCE))
        taken = list(iter(lambda: idle.take(fake.address), None))
        assert len(taken) == 64
        for wire in taken:
            wire.close()


def void(_: object) -> None:
    """Do nothing with it."""


def test_closing_ends_the_waits_of_others(asker: Asker) -> None:
    asked = threading.Event()

    def behave(line: Line) -> None:
        line.request()
        asked.set()
        line.hold()

    with serving(behave) as fake, ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(asker.ask, fake.address, GET, seconds=PATIENCE)
        assert asked.wait(PATIENCE)
        asker.close()
        assert waiting.result(PATIENCE / 2).fault is Fault.BROKEN

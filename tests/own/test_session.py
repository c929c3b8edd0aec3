"""The session that tests of the user's own are given: it keeps to the system."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import requests

from pytest_vx11._errors import Unseen
from pytest_vx11._observe.live import Address, Live, Standing, Token
from pytest_vx11._own.session import OutsideError, SystemSession
from tests.fakes.server import Line, serving

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok"


class Told:
    """A server that answers what it is told to, and keeps what it was asked."""

    def __init__(self) -> None:
        self.asked: list[bytes] = []
        self.answer = OK

    def __call__(self, line: Line) -> None:
        self.asked.append(line.request())
        line.send(self.answer)


@pytest.fixture
def told() -> Told:
    return Told()


@pytest.fixture
def address(told: Told) -> Iterator[Address]:
    with serving(told) as fake:
        yield fake.address


def live(address: Address, *, writes: bool = True, token: str | None = "right", **more: Standing) -> Live:
    standing = Standing(name="orders", addresses={80: address})
    kept = Token(header="X-Shop-Token", value=token, lacking="${SHOP_TOKEN} is not set")
    return Live(
        system="shop", root="/", runtime="attach", services={"orders": standing, **more}, writes=writes, token=kept
    )


def test_a_path_is_asked_of_the_service_with_the_token(told: Told, address: Address) -> None:
    with SystemSession(live(address), "orders") as session:
        assert session.get("/health?a=1").text == "ok"
        assert session.get("http://orders/health").text == "ok"
        assert session.get(f"http://{address}/health").text == "ok"
    assert told.asked[0].startswith(b"GET /health?a=1 HTTP/1.1")
    assert all(b"X-Shop-Token: right" in each for each in told.asked)


def test_a_header_can_be_left_out(told: Told, address: Address) -> None:
    with SystemSession(live(address), "orders") as session:
        session.get("/health", headers={"X-Shop-Token": None})
    assert b"X-Shop-Token" not in told.asked[0]


@pytest.mark.parametrize("url", ["http://127.0.0.1:1/", "http://example.org/", "https://orders/", "http://orders:x/"])
def test_another_address_is_refused_before_anything_is_sent(told: Told, address: Address, url: str) -> None:
    with (
        SystemSession(live(address), "orders") as session,
        pytest.raises((OutsideError, requests.RequestException, ValueError)),
    ):
        session.get(url)
    assert told.asked == []


@pytest.mark.parametrize("location", [b"http://example.org/", b"//127.0.0.1:1/", b"https://orders/"])
def test_a_redirect_to_elsewhere_is_an_answer(told: Told, address: Address, location: bytes) -> None:
    told.answer = b"HTTP/1.1 302 Found\r\nContent-Length: 0\r\nConnection: close\r\nLocation: " + location + b"\r\n\r\n"
    with SystemSession(live(address), "orders") as session:
        assert session.get("/").status_code == 302
    assert len(told.asked) == 1


def test_a_redirect_within_the_system_is_followed(told: Told, address: Address) -> None:
    told.answer = b"HTTP/1.1 302 Found\r\nContent-Length: 0\r\nConnection: close\r\nLocation: /again\r\n\r\n"
    with SystemSession(live(address), "orders") as session, pytest.raises(requests.TooManyRedirects):
        session.get("/")
    assert told.asked[1].startswith(b"GET /again ")


def test_a_proxy_of_the_environment_does_not_count(
    told: Told, address: Address, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    with SystemSession(live(address), "orders") as session:
        assert session.get("/").ok


def test_what_can_change_something_is_not_sent_to_a_system_of_somebody_elses(told: Told, address: Address) -> None:
    with SystemSession(live(address, writes=False), "orders") as session:
        assert session.get("/").ok
        with pytest.raises(Unseen, match="--vx11-writes"):
            session.post("/")
    assert len(told.asked) == 1


def test_without_a_token_nothing_is_asked(told: Told, address: Address) -> None:
    with SystemSession(live(address, token=None), "orders") as session, pytest.raises(Unseen, match="is not set"):
        session.get("/")
    assert told.asked == []


def test_a_service_that_is_not_up_is_unseen(address: Address) -> None:
    absent = Standing(name="audio", absent="it is disabled")
    with SystemSession(live(address, audio=absent), "orders") as session, pytest.raises(Unseen, match="is disabled"):
        session.get("http://audio/health")


def test_a_path_of_no_service_says_what_to_do(address: Address) -> None:
    with (
        SystemSession(live(address), None) as session,
        pytest.raises(OutsideError, match=r"mark the test vx11\(service="),
    ):
        session.get("/health")


def test_who_never_answers_is_not_waited_for_without_end(
    address: Address, told: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pytest_vx11._own.session.PATIENCE", 0.2)
    with serving(lambda line: line.hold()) as silent, SystemSession(live(silent.address), "orders") as session:
        started = pytest.raises(requests.ReadTimeout)
        with started:
            session.get("/")

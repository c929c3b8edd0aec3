"""The breaker by itself, and in front of a module that is down."""

from __future__ import annotations

from collections.abc import Callable

from fastapi import FastAPI
from fastapi.testclient import TestClient

from switch.hermes.main import app as hermes
from tentaculo_link.core.breaker import FAILURES, REST_S, Breaker, State
from tests import modules

Start = Callable[[str, FastAPI], str]


class Clock:
    """A clock that moves when it is told to."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def broken(clock: Clock) -> Breaker:
    breaker = Breaker(clock)
    for _ in range(FAILURES):
        breaker.failed()
    return breaker


def test_it_opens_after_failures_in_a_row() -> None:
    breaker = Breaker(Clock())
    for _ in range(FAILURES - 1):
        breaker.failed()
    breaker.succeeded()
    breaker.failed()
    assert breaker.state is State.CLOSED
    assert broken(Clock()).state is State.OPEN


def test_it_lets_a_trial_through_after_its_rest() -> None:
    clock = Clock()
    breaker = broken(clock)
    clock.now = REST_S - 0.1
    assert not breaker.allows()
    clock.now = REST_S
    assert breaker.state is State.HALF_OPEN
    assert breaker.allows()


def test_it_lets_one_trial_through_at_a_time() -> None:
    clock = Clock()
    breaker = broken(clock)
    clock.now = REST_S
    assert [breaker.allows() for _ in range(3)] == [True, False, False]
    clock.now = 2 * REST_S
    assert breaker.allows()


def test_a_trial_closes_it_or_opens_it_again() -> None:
    clock = Clock()
    breaker = broken(clock)
    clock.now = REST_S
    breaker.failed()
    assert not breaker.allows()
    breaker.succeeded()
    assert breaker.state is State.CLOSED


def test_a_module_that_is_down_is_said_to_be_and_then_left_alone(gateway: TestClient, headers: dict[str, str]) -> None:
    answers = [gateway.get("/resources", headers=headers) for _ in range(FAILURES + 1)]
    assert {answer.status_code for answer in answers} == {503}
    assert [answer.json()["reason"] for answer in answers] == ["ConnectError"] * FAILURES + ["breaker is open"]
    shown = gateway.get("/vx11/circuit-breaker/status", headers=headers).json()["breakers"]
    assert shown["hermes"] == {"state": "open", "failures": FAILURES}
    assert shown["madre"] == {"state": "closed", "failures": 0}


def test_a_module_that_fails_opens_its_breaker_too(gateway: TestClient, headers: dict[str, str], start: Start) -> None:
    start("hermes", modules.failing())
    answers = [gateway.get("/resources", headers=headers).status_code for _ in range(FAILURES + 1)]
    assert answers == [500] * FAILURES + [503]


def test_a_look_at_a_module_that_is_back_closes_its_breaker(
    gateway: TestClient, headers: dict[str, str], start: Start
) -> None:
    for _ in range(FAILURES):
        gateway.get("/resources", headers=headers)
    start("hermes", hermes)
    assert gateway.get("/resources", headers=headers).json()["reason"] == "breaker is open"
    assert gateway.get("/vx11/status").json()["modules"]["hermes"]["status"] == "ok"
    assert "python" in gateway.get("/resources", headers=headers).json()["tools"]


def test_a_module_that_speaks_no_json_is_said_not_to_answer(
    gateway: TestClient, headers: dict[str, str], start: Start
) -> None:
    start("hermes", modules.telling(b"<html>"))
    answer = gateway.get("/resources", headers=headers)
    assert (answer.status_code, answer.json()["module"]) == (503, "hermes")


def test_the_disabled_module_is_said_to_be_disabled(gateway: TestClient, headers: dict[str, str]) -> None:
    answer = gateway.get("/shub/dashboard", headers=headers)
    assert answer.status_code == 200
    assert answer.json()["status"] == "disabled"


def test_the_status_of_a_lonely_gateway_counts_itself_alone(gateway: TestClient) -> None:
    summary = gateway.get("/vx11/status").json()["summary"]
    assert summary == {"healthy_modules": 1, "total_modules": 11, "all_healthy": False}

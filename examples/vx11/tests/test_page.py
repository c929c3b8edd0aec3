"""The page's own service, and what it says of the gateway."""

from __future__ import annotations

from collections.abc import Callable

import httpx
import pytest
from fastapi import FastAPI, WebSocketDisconnect
from fastapi.testclient import TestClient

from operator_frontend.main import app as frontend
from tentaculo_link.main_v7 import app as gateway_app
from tests import modules

Start = Callable[[str, FastAPI], str]


def test_the_page_is_whole_by_itself_and_may_load_nothing(token: str) -> None:
    with TestClient(frontend) as page:
        answer = page.get("/")
    assert answer.headers["content-security-policy"].startswith("default-src 'none'")
    assert "http://" not in answer.text
    assert "https://" not in answer.text
    assert token not in answer.text


def test_the_state_is_what_the_gateway_says(start: Start) -> None:
    start("tentaculo_link", gateway_app)
    with TestClient(frontend) as page:
        told = page.get("/state").json()
    assert told["gateway"] == "ok"
    assert told["status"]["summary"]["total_modules"] == 11


@pytest.mark.parametrize("content", [None, b"<html>"])
def test_a_gateway_that_does_not_answer_is_said_to_be_down(start: Start, content: bytes | None) -> None:
    if content is not None:
        start("tentaculo_link", modules.telling(content))
    with TestClient(frontend) as page:
        assert page.get("/state").json() == {"gateway": "down", "status": None}


def test_what_the_gateway_tells_its_listeners_comes_to_the_page(start: Start, headers: dict[str, str]) -> None:
    url = start("tentaculo_link", gateway_app)
    with TestClient(frontend) as page, page.websocket_connect("/live") as socket:
        assert socket.receive_json()["type"] == "control"
        sent = httpx.post(f"{url}/events/ingest", headers=headers, json={"type": "my.own"}).json()
        assert socket.receive_json()["event_id"] == sent["event_id"]


def test_without_a_gateway_the_page_is_told_to_try_again_later() -> None:
    with (
        TestClient(frontend) as page,
        page.websocket_connect("/live") as socket,
        pytest.raises(WebSocketDisconnect) as gone,
    ):
        socket.receive_json()
    assert gone.value.code == 1013


@pytest.mark.parametrize("content", [None, b"<html>"])
def test_a_backend_that_does_not_answer_is_said_to_be_unavailable(
    start: Start, headers: dict[str, str], content: bytes | None
) -> None:
    if content is not None:
        start("operator-backend", modules.telling(content))
    with TestClient(frontend) as page:
        answer = page.post("/chat", headers=headers, json={"message": "hi"})
    assert (answer.status_code, answer.json()["module"]) == (503, "operator-backend")

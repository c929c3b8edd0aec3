"""Which of the gateway's routes ask for the token, and what they say without it."""

from __future__ import annotations

import pytest
from fastapi.testclient import TestClient

from config import settings
from tentaculo_link import main, main_v7

GUARDED = [
    ("GET", "/vx11/circuit-breaker/status"),
    ("GET", "/vx11/overview"),
    ("POST", "/operator/chat"),
    ("GET", "/operator/session/one"),
    ("GET", "/operator/snapshot"),
    ("POST", "/events/ingest"),
    ("GET", "/shub/dashboard"),
    ("GET", "/resources"),
    ("GET", "/hormiguero/queen/status"),
    ("GET", "/hormiguero/report"),
]
OPEN = ["/health", "/vx11/status", "/debug/events/cardinality", "/debug/events/correlations"]


@pytest.mark.parametrize(("method", "path"), GUARDED)
def test_a_guarded_route_refuses_no_token_and_a_wrong_one(gateway: TestClient, method: str, path: str) -> None:
    wrong = {settings.TOKEN_HEADER: "wrong"}
    assert gateway.request(method, path).status_code == 401
    assert gateway.request(method, path, headers=wrong).status_code == 403


@pytest.mark.parametrize("path", OPEN)
def test_an_open_route_asks_for_nothing(gateway: TestClient, path: str) -> None:
    assert gateway.get(path).status_code == 200


def test_without_a_token_set_every_token_is_wrong(gateway: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VX11_TOKEN", "")
    answers = [gateway.get("/vx11/overview", headers={settings.TOKEN_HEADER: sent}) for sent in ("", "x")]
    assert [answer.status_code for answer in answers] == [401, 403]


def test_the_old_entry_point_serves_the_same_application() -> None:
    assert main.app is main_v7.app

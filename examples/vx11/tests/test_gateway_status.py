"""What the gateway says of the modules: all asked at once, in bounded time, whatever they do."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from config import settings
from tentaculo_link import clients
from tests import modules

Start = Callable[[str, FastAPI], str]
OTHERS = [module.name for module in settings.MODULES if module.name != settings.GATEWAY]


def status(gateway: TestClient) -> dict[str, Any]:
    told: dict[str, Any] = gateway.get("/vx11/status").json()
    return told


def test_all_modules_are_asked_at_once(gateway: TestClient, start: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clients, "PROBE_TIMEOUT_S", 30.0)
    url = start("madre", modules.Meeting(len(OTHERS)).app)
    for name in OTHERS:
        monkeypatch.setenv(settings.url_variable(name), url)
    told = status(gateway)
    assert told["summary"] == {"healthy_modules": 11, "total_modules": 11, "all_healthy": True}
    assert told["ports"]["operator-frontend"] == 8020
    assert {module["status"] for module in told["modules"].values()} == {"ok"}


@pytest.mark.parametrize("odd", [modules.hanging, modules.dripping])
def test_a_module_that_never_ends_its_answer_is_down_in_bounded_time(
    gateway: TestClient, start: Start, monkeypatch: pytest.MonkeyPatch, odd: Callable[[], FastAPI]
) -> None:
    monkeypatch.setattr(clients, "PROBE_TIMEOUT_S", 0.3)
    start("madre", odd())
    begun = time.monotonic()
    assert status(gateway)["modules"]["madre"] == {"status": "down", "http_code": None, "latency_ms": None}
    assert time.monotonic() - begun < 30  # it would answer after 60


def test_a_module_that_answers_500_is_down_and_its_code_is_told(gateway: TestClient, start: Start) -> None:
    start("madre", modules.failing())
    told = status(gateway)
    assert told["modules"]["madre"]["status"] == "down"
    assert told["modules"]["madre"]["http_code"] == 500
    assert told["summary"]["healthy_modules"] == 1


def test_the_overview_and_the_snapshot_hold_modules_breakers_and_events(
    gateway: TestClient, headers: dict[str, str]
) -> None:
    gateway.post("/events/ingest", headers=headers, json={"type": "my.own"})
    overview = gateway.get("/vx11/overview", headers=headers).json()
    snapshot = gateway.get("/operator/snapshot", headers=headers).json()
    assert overview["events"] == snapshot["events"] == {"my.own": 1}
    assert set(overview["breakers"]) == set(snapshot["breakers"]) == set(OTHERS)
    assert len(overview["modules"]) == len(snapshot["status"]["modules"]) == 11
    assert abs(snapshot["taken_at"] - time.time()) < 60

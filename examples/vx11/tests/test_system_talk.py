"""Services that talk with one another over HTTP."""

from __future__ import annotations

from collections.abc import Callable

import httpx
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from hormiguero.main import app as hormiguero
from madre.main import app as madre
from mcp.main import app as mcp
from operator_backend.main import app as backend
from operator_frontend.main import app as frontend
from spawner.main import app as spawner
from switch.hermes.main import app as hermes
from switch.main import app as switch
from tentaculo_link.main_v7 import app as gateway_app
from tests import modules

Start = Callable[[str, FastAPI], str]


@pytest.fixture
def chatting(start: Start) -> None:
    """All that a chat passes on its way."""
    start("hermes", hermes)
    start("switch", switch)
    start("operator-backend", backend)


@pytest.mark.usefixtures("chatting")
def test_a_chat_is_answered_by_a_tool_and_kept(gateway: TestClient, headers: dict[str, str]) -> None:
    said = gateway.post("/operator/chat", headers=headers, json={"message": "/python"}).json()
    assert said["by"] == "hermes:python"
    assert said["answer"].startswith("Python 3.")
    kept = gateway.get(f"/operator/session/{said['session_id']}", headers=headers).json()
    assert [message["role"] for message in kept["messages"]] == ["user", "assistant"]


@pytest.mark.usefixtures("chatting")
def test_a_chat_that_nobody_can_answer_says_why(gateway: TestClient, headers: dict[str, str]) -> None:
    sent = {"message": "how are you?", "session_id": "s1"}
    said = gateway.post("/operator/chat", headers=headers, json=sent).json()
    assert said["answer"] is None
    assert said["reason"].startswith("no model is installed")
    kept = gateway.get("/operator/session/s1", headers=headers).json()
    assert [message["content"] for message in kept["messages"]] == ["how are you?"]


@pytest.mark.usefixtures("chatting")
def test_a_session_that_never_was_is_not_found(gateway: TestClient, headers: dict[str, str]) -> None:
    assert gateway.get("/operator/session/nobody", headers=headers).status_code == 404


def test_the_message_is_kept_though_switch_is_down(start: Start, gateway: TestClient, headers: dict[str, str]) -> None:
    start("operator-backend", backend)
    said = gateway.post("/operator/chat", headers=headers, json={"message": "hi", "session_id": "s2"}).json()
    assert said["reason"] == "switch does not answer"
    assert gateway.get("/operator/session/s2", headers=headers).status_code == 200


@pytest.mark.usefixtures("chatting")
def test_the_page_leads_to_the_chat(headers: dict[str, str]) -> None:
    with TestClient(frontend) as page:
        assert "<title>VX11 operator</title>" in page.get("/").text
        assert page.post("/chat", json={"message": "/date"}).status_code == 401
        assert page.post("/chat", headers=headers, json={"message": "/date"}).json()["by"] == "hermes:date"


@pytest.mark.parametrize("content", [b"<html>", b'{"text": 1}'])
def test_an_answer_of_switch_that_is_none_is_a_reason(
    start: Start, gateway: TestClient, headers: dict[str, str], content: bytes
) -> None:
    start("operator-backend", backend)
    start("switch", modules.telling(content))
    said = gateway.post("/operator/chat", headers=headers, json={"message": "hi"})
    assert (said.status_code, said.json()["reason"]) == (200, "switch answered something else than an answer")


def test_the_ants_find_what_is_down_and_raise_the_alarm(start: Start, headers: dict[str, str]) -> None:
    gateway = start("tentaculo_link", gateway_app)
    url = start("hormiguero", hormiguero)
    found = httpx.post(f"{url}/scan", headers=headers).json()["found"]
    assert found == 8  # eleven, without the two that run here and the one that is disabled
    report = httpx.get(f"{gateway}/hormiguero/report?limit=100", headers=headers).json()["incidents"]
    assert {incident["ant"] for incident in report} == {"services"}
    assert len(report) == found
    assert httpx.get(f"{gateway}/debug/events/cardinality").json()["types"]["system.alert"]["count"] == found


def test_madre_has_the_spawner_work_and_explains_her_decisions(start: Start, headers: dict[str, str]) -> None:
    gateway_url = start("tentaculo_link", gateway_app)
    start("spawner", spawner)
    url = start("madre", madre)
    mode = httpx.put(f"{url}/mode", headers=headers, json={"mode": "operative_core"}).json()
    assert mode["absent"] == ["switch", "mcp"]
    assert mode["published"] is True
    events = httpx.get(f"{gateway_url}/debug/events/cardinality").json()["types"]
    assert events["madre.decision.explained"]["count"] == 1
    refused = httpx.post(f"{url}/tasks", headers=headers, json={"jobs": ["rm"]})
    assert refused.status_code == 404
    task = httpx.post(f"{url}/tasks", headers=headers, json={"jobs": ["python", "date"]})
    assert task.status_code == 202
    shown = httpx.get(f"{url}/tasks/{task.json()['task_id']}", headers=headers).json()
    assert [child["job"] for child in shown["children"]] == ["python", "date"]


def test_a_tool_of_mcp_asks_the_gateway(start: Start, headers: dict[str, str]) -> None:
    start("tentaculo_link", gateway_app)
    url = start("mcp", mcp)
    call = {"jsonrpc": "2.0", "id": 7, "method": "tools/call", "params": {"name": "status"}}
    answer = httpx.post(f"{url}/mcp", headers=headers, json=call).json()
    assert answer["id"] == 7
    assert answer["result"]["isError"] is False
    assert '"total_modules":11' in answer["result"]["content"][0]["text"]

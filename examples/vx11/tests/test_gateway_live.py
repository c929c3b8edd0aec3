"""The gateway's WebSocket."""

from __future__ import annotations

from fastapi.testclient import TestClient

ALERT = {"alert_id": "a1", "severity": "L1", "message": "hi", "timestamp": 1}


def test_a_listener_is_greeted_and_hears_its_own_words(gateway: TestClient) -> None:
    with gateway.websocket_connect("/ws") as socket:
        assert socket.receive_json()["type"] == "control"
        socket.send_json({"hello": 1})
        assert socket.receive_json() == {"hello": 1}
        socket.send_bytes(b"\x00\x01")
        assert socket.receive_bytes() == b"\x00\x01"


def test_every_listener_hears_an_event(gateway: TestClient, headers: dict[str, str]) -> None:
    with gateway.websocket_connect("/ws") as one, gateway.websocket_connect("/ws") as other:
        one.receive_json()
        other.receive_json()
        sent = gateway.post("/events/ingest", headers=headers, json={"type": "system.alert", "payload": ALERT}).json()
        heard = [one.receive_json(), other.receive_json()]
    assert [message["event_id"] for message in heard] == [sent["event_id"]] * 2
    assert heard[0]["payload"] == ALERT
    assert heard[0]["canonical"] is True


def test_a_refused_event_is_not_heard(gateway: TestClient, headers: dict[str, str]) -> None:
    with gateway.websocket_connect("/ws") as socket:
        socket.receive_json()
        assert gateway.post("/events/ingest", headers=headers, json={"type": "system.alert"}).status_code == 422
        socket.send_text("after")
        assert socket.receive_text() == "after"

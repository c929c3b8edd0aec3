"""Each module by itself."""

from __future__ import annotations

import importlib
import time
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from config import settings
from manifestator.main import app as manifestator
from mcp.main import app as mcp
from spawner.main import app as spawner
from switch.hermes.main import app as hermes
from switch.main import app as switch

PROGRAMS = {
    "tentaculo_link": "tentaculo_link.main_v7",
    "madre": "madre.main",
    "switch": "switch.main",
    "hermes": "switch.hermes.main",
    "hormiguero": "hormiguero.main",
    "manifestator": "manifestator.main",
    "mcp": "mcp.main",
    "shubniggurath": "shubniggurath.main",
    "spawner": "spawner.main",
    "operator-backend": "operator_backend.main",
    "operator-frontend": "operator_frontend.main",
}


def app_of(name: str) -> FastAPI:
    app: FastAPI = importlib.import_module(PROGRAMS[name]).app
    return app


@pytest.mark.parametrize("module", settings.MODULES, ids=lambda module: module.name)
def test_every_module_that_is_not_disabled_is_healthy(module: settings.Module) -> None:
    with TestClient(app_of(module.name)) as client:
        answer = client.get("/health")
    assert answer.json()["module"] == module.name
    expected = (503, "broken") if module.disabled else (200, "ok")
    assert (answer.status_code, answer.json()["status"]) == expected


def test_a_child_runs_to_its_end(headers: dict[str, str]) -> None:
    with TestClient(spawner) as client:
        child = client.post("/children", headers=headers, json={"job": "python"}).json()
        deadline = time.monotonic() + 30
        while child["state"] == "running" and time.monotonic() < deadline:
            child = client.get(f"/children/{child['id']}", headers=headers).json()
    assert (child["state"], child["exit_code"]) == ("done", 0)
    assert child["output"].startswith("Python 3.")


def test_an_unknown_job_is_refused(headers: dict[str, str]) -> None:
    with TestClient(spawner) as client:
        assert client.post("/children", headers=headers, json={"job": "rm"}).status_code == 404


def test_hermes_runs_only_what_it_lists(headers: dict[str, str]) -> None:
    with TestClient(hermes) as client:
        assert "python" in client.get("/resources", headers=headers).json()["tools"]
        assert client.post("/run", headers=headers, json={"tool": "python"}).json()["exit_code"] == 0
        assert client.post("/run", headers=headers, json={"tool": "sh"}).status_code == 404


def test_a_question_without_an_answer_raises_the_tension(headers: dict[str, str]) -> None:
    with TestClient(switch) as client:
        before = client.get("/tension").json()["value"]
        client.post("/ask", headers=headers, json={"text": "anybody there?"})
        assert client.get("/tension").json()["value"] == before + 1


def test_drift_is_what_changed_since_the_manifest(
    headers: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VX11_MANIFEST_ROOT", str(tmp_path))
    for name in ("kept", "changed", "removed"):
        (tmp_path / name).write_text(name)
    with TestClient(manifestator) as client:
        client.post("/manifest", headers=headers)
        (tmp_path / "changed").write_text("otherwise")
        (tmp_path / "removed").unlink()
        (tmp_path / "added").write_text("added")
        drift = client.get("/drift", headers=headers).json()
    assert drift == {"added": ["added"], "removed": ["removed"], "changed": ["changed"]}


def test_a_patch_never_leaves_the_root(
    headers: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = tmp_path / "root"
    root.mkdir()
    monkeypatch.setenv("VX11_MANIFEST_ROOT", str(root))
    (tmp_path / "outside").write_text("outside\n")
    (root / "inside").write_text("one\n")
    with TestClient(manifestator) as client:
        inside = client.post("/patches", headers=headers, json={"path": "inside", "text": "two\n"})
        outside = client.post("/patches", headers=headers, json={"path": "../outside", "text": ""})
    assert inside.json()["diff"].endswith("-one\n+two\n")
    assert outside.status_code == 404


def test_mcp_speaks_its_protocol(headers: dict[str, str]) -> None:
    with TestClient(mcp) as client:
        hello = client.post("/mcp", headers=headers, json={"jsonrpc": "2.0", "id": 1, "method": "initialize"})
        assert hello.json()["result"]["serverInfo"]["name"] == "vx11-mcp"
        note = client.post("/mcp", headers=headers, json={"jsonrpc": "2.0", "method": "notifications/initialized"})
        assert (note.status_code, note.content) == (202, b"")
        wrong = client.post("/mcp", headers=headers, json={"jsonrpc": "2.0", "id": 2, "method": "nothing"})
        assert wrong.json()["error"]["code"] == -32601

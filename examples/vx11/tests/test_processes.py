"""Services as real processes, by the commands of the canon."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from websockets.sync.client import connect

from config import settings

ROOT = Path(__file__).parents[1]
READY = "Uvicorn running on "


@contextmanager
def running(program: str, log: Path) -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    """A service on a free port, which it prints when it is ready."""
    command = [sys.executable, "-m", "uvicorn", f"{program}:app", "--port", "0"]
    with (
        log.open("wb") as output,
        subprocess.Popen(command, cwd=ROOT, stdout=output, stderr=output, start_new_session=True) as process,
    ):
        try:
            yield process, _address(process, log)
        finally:
            process.kill()


def _address(process: subprocess.Popen[bytes], log: Path) -> str:
    for _ in range(600):
        told = log.read_text()
        if READY in told:
            return told.split(READY)[1].split()[0]
        try:
            process.wait(0.1)
        except subprocess.TimeoutExpired:
            continue
        break
    raise AssertionError(f"did not start:\n{log.read_text()}")


def test_the_gateway_ends_on_sigterm_though_somebody_listens(
    tmp_path: Path, token: str, headers: dict[str, str]
) -> None:
    log = tmp_path / "log"
    with running("tentaculo_link.main_v7", log) as (process, url), connect(url.replace("http", "ws") + "/ws") as socket:
        socket.recv(30)
        assert httpx.get(f"{url}/vx11/overview", headers=headers, timeout=60).status_code == 200
        process.send_signal(signal.SIGTERM)
        assert process.wait(30) == -signal.SIGTERM
    told = log.read_text()
    assert "Finished server process" in told
    assert "Traceback" not in told
    assert token not in told


@pytest.mark.parametrize(("sent", "status"), [(None, 401), ("", 401), ("guess", 403)])
def test_without_a_token_set_a_real_service_refuses(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sent: str | None, status: int
) -> None:
    monkeypatch.delenv("VX11_TOKEN")
    headers = {} if sent is None else {settings.TOKEN_HEADER: sent}
    with running("madre.main", tmp_path / "log") as (_, url):
        assert httpx.get(f"{url}/mode", headers=headers, timeout=60).status_code == status
        assert httpx.get(f"{url}/health", timeout=60).status_code == 200


def test_a_child_does_not_outlive_the_spawner(tmp_path: Path, headers: dict[str, str]) -> None:
    with running("spawner.main", tmp_path / "log") as (process, url):
        assert httpx.post(f"{url}/children", headers=headers, json={"job": "pause"}, timeout=60).status_code == 202
        process.send_signal(signal.SIGTERM)
        assert process.wait(30) == -signal.SIGTERM
    with pytest.raises(ProcessLookupError):  # nobody is left in its group
        os.killpg(process.pid, 0)

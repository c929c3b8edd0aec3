"""The reference system as plain processes, on ports and with a database of their own."""

from __future__ import annotations

import os
import random
import secrets
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import requests

ROOT = Path(__file__).parents[2] / "examples" / "vx11"
PATIENCE = 120.0

#: What the page and a chat need. The others stay down, which the page is to show as well.
PROGRAMS = {
    "tentaculo_link": "tentaculo_link.main_v7",
    "madre": "madre.main",
    "switch": "switch.main",
    "hermes": "switch.hermes.main",
    "operator-backend": "operator_backend.main",
    "operator-frontend": "operator_frontend.main",
}
DOWN = ("hormiguero", "manifestator", "mcp", "shubniggurath", "spawner")


class System:
    """Services that can be ended and started again, each by itself."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._ports = dict(zip((*PROGRAMS, *DOWN), _free_ports(), strict=False))
        self._running: dict[str, subprocess.Popen[bytes]] = {}
        self.token = secrets.token_urlsafe(24)

    def url(self, name: str) -> str:
        """Where a service answers."""
        return f"http://127.0.0.1:{self._ports[name]}"

    def start(self, *names: str) -> None:
        """Start services at once, and wait until each is well."""
        for name in names:
            self._running[name] = self._launch(name)
        for name in names:
            self._wait(name)

    def end(self, *names: str) -> None:
        """End services at once, and wait until none is left."""
        ended = [self._running.pop(name) for name in names]
        for process in ended:
            process.kill()
        for process in ended:
            process.wait()

    @contextmanager
    def without(self, name: str) -> Iterator[None]:
        """Inside the block a service is down."""
        self.end(name)
        try:
            yield
        finally:
            self.start(name)

    def end_all(self) -> None:
        """End what still runs."""
        self.end(*self._running)

    def ask(self, name: str, method: str, path: str, json: object = None) -> Any:
        """What a service answers to one request that carries the token."""
        headers = {"X-VX11-Token": self.token}
        with requests.request(method, self.url(name) + path, headers=headers, json=json, timeout=PATIENCE) as answer:
            answer.raise_for_status()
            return answer.json()

    def log(self, name: str) -> str:
        """All that a service printed."""
        return self._log(name).read_text(encoding="utf-8")

    def _launch(self, name: str) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "uvicorn", f"{PROGRAMS[name]}:app", "--port", str(self._ports[name])]
        with self._log(name).open("ab") as log:
            return subprocess.Popen(command, cwd=ROOT, env=self._environment(), stdout=log, stderr=log)

    def _environment(self) -> dict[str, str]:
        urls = {f"VX11_{name.upper().replace('-', '_')}_URL": self.url(name) for name in self._ports}
        database = f"sqlite:///{self._folder}/vx11.db"
        return {**os.environ, **urls, "VX11_TOKEN": self.token, "VX11_DATABASE_URL": database}

    def _log(self, name: str) -> Path:
        return self._folder / f"{name}.log"

    def _wait(self, name: str) -> None:
        pause = threading.Event()
        for _ in range(int(PATIENCE / 0.05)):
            code = self._running[name].poll()
            assert code is None, f"{name} ended with {code}:\n{self.log(name)}"
            try:
                return self._look(name)
            except requests.ConnectionError:
                pause.wait(0.05)
        raise AssertionError(f"{name} is not well:\n{self.log(name)}")

    def _look(self, name: str) -> None:
        with requests.get(self.url(name) + "/health", timeout=PATIENCE) as answer:
            answer.raise_for_status()


def _free_ports() -> Iterator[int]:
    """Ports that nobody listens on, below those that the system gives to clients."""
    for port in random.SystemRandom().sample(range(20000, 32000), 1000):
        with socket.socket() as trial:
            if trial.connect_ex(("127.0.0.1", port)):
                yield port

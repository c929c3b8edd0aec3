"""A system of two small services that really run, and ways to see what is left of it."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from pytest_vx11._runtime.records import MARKER

PATIENCE = 60.0
PROGRAM = """\
import http.server, os, sys, time

class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        right = self.headers.get("X-Shop-Token") == os.environ["SHOP_TOKEN"]
        status = 200 if self.path == "/health" or right else 401
        self.send_response(status)
        self.end_headers()
        self.wfile.write(b"token " + os.environ["SHOP_TOKEN"].encode())

    def log_message(self, *words):
        print("asked with", self.headers.get("X-Shop-Token"), "of", os.environ["SHOP_TOKEN"], flush=True)

with open("started.txt", "a") as log:
    log.write(f"{sys.argv[1]}\\n")
time.sleep(float(os.environ.get("SHOP_SLOW", "0")))
http.server.ThreadingHTTPServer(("127.0.0.1", int(sys.argv[2])), Handler).serve_forever()
"""
CANON = """\
canon: 1
system: living
auth: {{header: X-Shop-Token, token: "${{SHOP_TOKEN}}"}}
defaults:
  healthcheck: {{test: "curl -f http://localhost:{{port}}/health"}}
  run: [python, program.py, "{{service}}", "{{port}}"]
  endpoints:
    GET /health: {{auth: open}}
    GET /guarded: {{auth: required}}
services:
  gateway: {{port: {0}, depends_on: []}}
  orders: {{port: {1}, depends_on: [gateway]}}
"""


class Living:
    """The system, in a folder of its own."""

    def __init__(self, pytester: pytest.Pytester) -> None:
        self.path = pytester.path
        self.ports = free_ports(2)
        (self.path / "canon.yaml").write_text(CANON.format(*self.ports))
        (self.path / "program.py").write_text(PROGRAM)

    def run(self, *arguments: str, **environ: str) -> subprocess.CompletedProcess[str]:
        """Run pytest in a process of its own, to its end."""
        process = self.begin(*arguments, **environ)
        output, _ = process.communicate(timeout=PATIENCE)
        return subprocess.CompletedProcess(process.args, process.returncode, output, "")

    def begin(self, *arguments: str, **environ: str) -> subprocess.Popen[str]:
        """Begin such a run."""
        words = [sys.executable, "-m", "pytest", "--vx11-canon", "-p", "no:cacheprovider", *arguments]
        outer = {key: value for key, value in os.environ.items() if not key.startswith(("PYTEST_", "SHOP_"))}
        return subprocess.Popen(
            words, cwd=self.path, env={**outer, **environ}, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )

    def started(self) -> list[str]:
        """Return which services were started so far, each as often as it was."""
        log = self.path / "started.txt"
        return sorted(log.read_text().split()) if log.exists() else []

    def left(self) -> list[psutil.Process]:
        """Return the processes that a run started here and that are alive."""
        return [each for each in psutil.process_iter() if self._is_ours(each)]

    def _is_ours(self, process: psutil.Process) -> bool:
        try:
            ours = MARKER in process.environ() and process.cwd() == str(self.path)
            return ours and process.status() != psutil.STATUS_ZOMBIE
        except psutil.Error:
            return False

    def files(self) -> list[Path]:
        """Return every file below the folder."""
        return [path for path in self.path.rglob("*") if path.is_file()]


def free_ports(count: int) -> list[int]:
    """Return so many ports that nobody listens on."""
    held = [socket.socket() for _ in range(count)]
    for each in held:
        each.bind(("127.0.0.1", 0))
    ports = [int(each.getsockname()[1]) for each in held]
    for each in held:
        each.close()
    return ports


def wait_for(true: Callable[[], object]) -> None:
    """Wait until something is so."""
    until = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < until, "it never came to be so"
        time.sleep(0.02)


def interrupt(process: subprocess.Popen[str], number: signal.Signals) -> str:
    """Send a signal, and return what the run wrote until it ended."""
    process.send_signal(number)
    output, _ = process.communicate(timeout=PATIENCE)
    return output

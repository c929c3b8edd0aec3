"""Asking a service that is coming up whether it is well."""

from __future__ import annotations

import http.client
import os
import shlex
import signal
import subprocess
import threading
from collections.abc import Mapping
from contextlib import closing, suppress
from dataclasses import replace

from pytest_vx11._observe.live import Address, HealthCommand, HealthUrl
from pytest_vx11._runtime.base import Launch
from pytest_vx11._runtime.ports import LOOPBACK, host_of, takes_connections

HOST = "127.0.0.1"
_PATIENCE = 5.0


class Health:
    """How services of one system are asked; a command is run as the services are."""

    def __init__(self, root: str, environ: Mapping[str, str]) -> None:
        self._root = root
        self._environ = environ
        self._lock = threading.Lock()
        self._closed = False

    def close(self) -> None:
        """Run nothing any more. Once this has returned, no new process comes of asking."""
        with self._lock:
            self._closed = True

    def asks(self, launch: Launch) -> bool:
        """Tell whether there is anything to ask."""
        return launch.health is not None or bool(launch.ports)

    def problem(self, launch: Launch) -> str:
        """Ask once, and return what is wrong: empty where the service is well."""
        if isinstance(launch.health, HealthUrl):
            return _ask_url(launch.health)
        if isinstance(launch.health, HealthCommand):
            said = self._run(launch.health)
            if said is not None:
                return said
        closed = [port for port in launch.ports if not takes_connections(host_of(port), port)]
        return f"nobody takes connections at {HOST}:{closed[0]}" if closed else ""

    def _run(self, health: HealthCommand) -> str | None:
        """Return what a command says; None where its program is not here: then only the ports can tell."""
        shown = shlex.join(health.words)
        try:
            with self._lock:
                if self._closed:
                    return "nobody asks any more"
                process = self._spawn(health)
        except OSError:
            return None
        try:
            status = process.wait(_PATIENCE)
        except subprocess.TimeoutExpired:
            return f"{shown} did not end within {_PATIENCE:g} s"
        finally:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        if health.lacks_program(status):
            return None
        return f"{shown} ended with {status}" if status else ""

    def _spawn(self, health: HealthCommand) -> subprocess.Popen[bytes]:
        nowhere = subprocess.DEVNULL
        return subprocess.Popen(
            health.words, cwd=self._root, env=self._environ, stdin=nowhere, stdout=nowhere, stderr=nowhere,
            start_new_session=True,
        )  # fmt: skip


def _ask_url(health: HealthUrl) -> str:
    """Ask at the one loopback address, and at the other where nobody listens there."""
    problem = ""
    for host in LOOPBACK:
        address = Address(host, health.port)
        try:
            return ask_at(address, health)
        except ConnectionRefusedError:
            problem = problem or f"{_shown(address, health)}: nobody listens there"
        except OSError as error:
            problem = problem or f"{_shown(address, health)} failed: {error or type(error).__name__}"
    return problem


def ask_at(address: Address, health: HealthUrl) -> str:
    """Return what is wrong; raises OSError where there is no connection."""
    shown = _shown(address, health)
    with closing(http.client.HTTPConnection(*address, timeout=_PATIENCE)) as connection:
        connection.connect()
        try:
            connection.request(health.method, health.target)
            with closing(connection.getresponse()) as answer:
                if health.other_method(answer.status):
                    return ask_at(address, replace(health, method="GET"))
                return "" if health.is_well(answer.status) else f"{shown} answered {answer.status}"
        except TimeoutError:
            return f"{shown} was not answered within {_PATIENCE:g} s"
        except (OSError, http.client.HTTPException, ValueError) as error:
            return f"{shown} failed: {error or type(error).__name__}"


def _shown(address: Address, health: HealthUrl) -> str:
    return f"{health.method} http://{address}{health.target}"

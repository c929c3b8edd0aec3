"""A small system in containers, run as a user would, and ways to see what is left of it on the engine."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import docker
import docker.errors

from pytest_vx11._observe.containers import labels
from pytest_vx11._observe.containers.labels import COMPOSE_PROJECT
from tests.plugin.living import free_ports

PATIENCE = 120.0
#: Marks the images that a test builds, and what else it makes by hand, with the project's name.
MADE_FOR = "vx11-test.shop"
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

time.sleep(float(os.environ.get("SHOP_SLOW") or "0"))
http.server.ThreadingHTTPServer(("0.0.0.0", int(sys.argv[1])), Handler).serve_forever()
"""
COMPOSE = """\
name: {project}
services:
  gateway:
    build: .
    container_name: {project}-gateway
    command: [python3, /app/program.py, "80"]
    environment: {{SHOP_TOKEN: "${{SHOP_TOKEN:-}}", SHOP_SLOW: "${{SHOP_SLOW:-0}}"}}
    ports: ["{ports[0]}:80"]
    mem_limit: 64m
    restart: unless-stopped
    volumes: ["data:/data"]
    networks: {{inner: {{aliases: [door]}}}}
    healthcheck: {{test: "curl -f http://localhost:80/health", interval: 30s, timeout: 5s, retries: 3}}
  orders:
    build: .
    command: [python3, /app/program.py, "80"]
    environment: {{SHOP_TOKEN: "${{SHOP_TOKEN:-}}", SHOP_SLOW: "${{SHOP_SLOW:-0}}"}}
    ports: ["{ports[1]}:80"]
    depends_on: {{gateway: {{condition: service_healthy}}}}
    networks: [inner]
    healthcheck: {{test: "curl -f http://localhost:80/health"}}
networks:
  inner: {{}}
volumes:
  data: {{}}
"""
CANON = """\
canon: 1
system: {project}
compose: compose.yaml
auth: {{header: X-Shop-Token, token: "${{SHOP_TOKEN}}"}}
defaults:
  healthcheck: {{test: "curl -f http://localhost:80/health"}}
  endpoints:
    GET /health: {{auth: open}}
    GET /guarded: {{auth: required}}
services:
  gateway:
    ports: ["{ports[0]}:80"]
    container: {project}-gateway
    memory: 64m
    restart: unless-stopped
    networks: {{inner: {{aliases: [door]}}}}
    volumes: ["data:/data"]
    depends_on: []
    inside: {{files: [/app/program.py], commands: [{{run: [python3, -V]}}]}}
  orders:
    ports: ["{ports[1]}:80"]
    depends_on: {{gateway: {{condition: service_healthy}}}}
"""


class Shop:
    """The system, in a folder of its own."""

    def __init__(self, folder: Path, client: docker.APIClient, base_image: str, name: str) -> None:
        self.path, self.client, self.project, self.base_image = folder, client, name, base_image
        self.ports = free_ports(2)
        self.environ: dict[str, str] = {}
        """What all runs have in their environment."""
        (folder / "compose.yaml").write_text(COMPOSE.format(project=name, ports=self.ports))
        (folder / "canon.yaml").write_text(CANON.format(project=name, ports=self.ports))
        (folder / "program.py").write_text(PROGRAM)
        marked = f"FROM {base_image}\nLABEL {MADE_FOR}={name}\n"
        (folder / "Dockerfile").write_text(f"{marked}COPY program.py /app/program.py\nWORKDIR /app\n")

    def become(self, services: str, expected: str) -> None:
        """Be another system: the services of its Compose file, where IMAGE is the base image, and those of its canon."""
        services = services.replace("IMAGE", self.base_image)
        (self.path / "compose.yaml").write_text(f"name: {self.project}\nservices:\n{services}")
        head = f"canon: 1\nsystem: {self.project}\ncompose: compose.yaml\nservices:\n"
        (self.path / "canon.yaml").write_text(f"{head}{expected}")

    def change(self, file: str, old: str, new: str) -> None:
        """Replace what stands once in a file."""
        path = self.path / file
        text = path.read_text()
        assert text.count(old) == 1, (file, old, text.count(old))
        path.write_text(text.replace(old, new))

    def run(self, *arguments: str, **environ: str) -> subprocess.CompletedProcess[str]:
        """Run pytest in a process of its own, to its end."""
        process = self.begin(*arguments, **environ)
        output, _ = process.communicate(timeout=PATIENCE)
        return subprocess.CompletedProcess(process.args, process.returncode, output, "")

    def begin(self, *arguments: str, **environ: str) -> subprocess.Popen[str]:
        """Begin such a run."""
        words = [sys.executable, "-m", "pytest", "--vx11-canon", "--vx11-runtime=docker", "-p", "no:cacheprovider"]
        outer = {key: value for key, value in os.environ.items() if not key.startswith(("PYTEST_", "SHOP_"))}
        return subprocess.Popen(
            [*words, *arguments], cwd=self.path, env={**outer, **self.environ, **environ}, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, text=True,
        )  # fmt: skip

    def vx11(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Run the command `vx11`."""
        return subprocess.run(
            [str(Path(sys.executable).with_name("vx11")), *words],
            cwd=self.path, env={**os.environ, **self.environ}, capture_output=True, text=True, check=False, timeout=PATIENCE,
        )  # fmt: skip

    def report(self) -> dict[str, Any]:
        """Return the JSON report of the last run that wrote one to report.json."""
        found: dict[str, Any] = json.loads((self.path / "report.json").read_text())
        return found

    def keys(self) -> set[str]:
        """Return the key of every finding of the report."""
        return {finding["key"] for check in self.report()["checks"] for finding in check["findings"]}

    def containers(self) -> list[Any]:
        """Return the engine's containers of runs of this system."""
        return list(self.client.containers(all=True, filters={"label": f"{labels.SYSTEM}={self.project}"}))

    def running(self) -> dict[str, str]:
        """Return the id of each container of these that runs, by its service."""
        return {each["Labels"][labels.SERVICE]: each["Id"] for each in self.containers() if each["State"] == "running"}

    def inspect(self, container: str) -> Any:
        """Return all that the engine says of a container."""
        return self.client.inspect_container(container)

    def started(self, since: float) -> list[str]:
        """Return which services were started since then, each as often as it was."""
        filters = {"type": "container", "event": "start", "label": f"{labels.SYSTEM}={self.project}"}
        said = self.client.events(since=int(since), until=int(time.time()) + 1, filters=filters, decode=True)
        return sorted(each["Actor"]["Attributes"][labels.SERVICE] for each in said)

    def left(self) -> list[str]:
        """Return whatever runs of this system have on the engine, images that are kept for the next run not."""
        wanted = {"label": f"{labels.SYSTEM}={self.project}"}
        dangling = {"label": f"{MADE_FOR}={self.project}", "dangling": True}
        return [
            *(str(each["Names"][0]) for each in self.containers()),
            *(str(each["Names"][0]) for each in self.of_builds()),
            *(str(each["Name"]) for each in self.client.networks(filters=wanted)),
            *(str(each["Name"]) for each in self._volumes(wanted)),
            *(str(each["Id"]) for each in self.client.images(filters=dangling)),
        ]

    def of_builds(self) -> list[Any]:
        """Return the containers in which a build runs its steps."""
        marked = self.client.containers(all=True, filters={"label": f"{MADE_FOR}={self.project}"})
        return [each for each in marked if labels.RUN not in each["Labels"] and COMPOSE_PROJECT not in each["Labels"]]

    def _volumes(self, wanted: dict[str, Any]) -> list[Any]:
        return list((self.client.volumes(filters=wanted) or {}).get("Volumes") or [])

    def wait_for(self, true: Callable[[], object]) -> None:
        """Wait until something is so."""
        until = time.monotonic() + PATIENCE
        while not true():
            assert time.monotonic() < until, "it never came to be so"
            time.sleep(0.05)

    def remove_all(self) -> None:
        """Remove whatever a test has left or made by hand, and the images."""
        for label in (labels.SYSTEM, MADE_FOR):
            wanted = {"label": f"{label}={self.project}"}
            for each in self.client.containers(all=True, filters=wanted):
                self.client.remove_container(each["Id"], force=True, v=True)
            for each in self.client.networks(filters=wanted):
                self.client.remove_network(each["Id"])
            for each in self._volumes(wanted):
                self.client.remove_volume(each["Name"], force=True)
        self._remove_images()

    def _remove_images(self) -> None:
        """Remove those that a build made: some stand on others of them, which go later."""
        for _ in range(5):
            for each in self.client.images(filters={"label": f"{MADE_FOR}={self.project}"}):
                with suppress(docker.errors.APIError):
                    self.client.remove_image(each["Id"], force=True)


@contextmanager
def new_shop(folder: Path, client: docker.APIClient, base_image: str) -> Iterator[Shop]:
    """Give a system that nobody else has, and remove all of it in the end."""
    shop = Shop(folder, client, base_image, f"shop{uuid.uuid4().hex[:8]}")
    try:
        yield shop
    finally:
        shop.remove_all()


def interrupt(process: subprocess.Popen[str], number: signal.Signals) -> str:
    """Send a signal, and return what the run wrote until it ended."""
    process.send_signal(number)
    output, _ = process.communicate(timeout=PATIENCE)
    return output

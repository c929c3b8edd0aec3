"""A small system of two services that conforms to its canon, and runs of pytest over it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

# Imported here, so that the runs in this process need not import it again and again.
import pytest_vx11._plugin.start

assert pytest_vx11._plugin.start

CANON = """\
canon: 1
system: shop
version: "1.0"
defaults:
  memory: 512m
services:
  gateway:
    port: 8000
    depends_on: []
  orders:
    port: 8001
    depends_on: [gateway]
"""

COMPOSE = """\
services:
  gateway:
    image: gateway
    mem_limit: 512m
    ports: ["8000:8000"]
  orders:
    image: orders
    mem_limit: 512m
    depends_on: [gateway]
    ports: ["8001:8001"]
"""

CHECKS = (
    "gateway::ports::8000[declared]",
    "gateway::ports::8000[running]",
    "gateway::resources::memory[declared]",
    "gateway::resources::memory[running]",
    "gateway::dependencies::depends_on[declared]",
    "gateway::dependencies::depends_on[running]",
    "orders::ports::8001[declared]",
    "orders::ports::8001[running]",
    "orders::resources::memory[declared]",
    "orders::resources::memory[running]",
    "orders::dependencies::depends_on[declared]",
    "orders::dependencies::depends_on[running]",
)
IDS = [f"canon.yaml::{check}" for check in CHECKS]
DRIFTED = "canon.yaml::orders::ports::8001[declared]"

#: In two halves, so that a run of this project's own canon does not take these files for tests that bear it.
MARKED = "import pytest\npytestmark = pytest.mark.vx11\n"


class Shop:
    """The system, in a folder of its own."""

    def __init__(self, pytester: pytest.Pytester) -> None:
        self.pytester = pytester
        self.path = pytester.path
        self.write("canon.yaml", CANON)
        self.write("compose.yaml", COMPOSE)

    def write(self, name: str, text: str) -> Path:
        """Write a file below the system's folder."""
        path = self.path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    def drift(self) -> None:
        """Publish another port of `orders` than the canon says."""
        self.write("compose.yaml", COMPOSE.replace('"8001:', '"8011:'))

    def split(self) -> None:
        """Move what the canon says of `orders` into a file that it includes."""
        head, _, services = CANON.partition("services:\n")
        gateway, _, orders = services.partition("  orders:\n")
        self.write("canon.yaml", f"{head}include: modules/*.yaml\nservices:\n{gateway}")
        self.write("modules/orders.yaml", f"services:\n  orders:\n{orders}")

    def run(self, *arguments: str) -> pytest.RunResult:
        """Run pytest in this process."""
        quiet = "ignore::pytest.PytestAssertRewriteWarning"  # the plugin is imported here already
        return self.pytester.runpytest_inprocess("-W", quiet, "--vx11-canon", *arguments)

    def run_alone(self, *arguments: str) -> pytest.RunResult:
        """Run pytest in a process of its own."""
        return self.pytester.runpytest_subprocess("--vx11-canon", *arguments, timeout=60)

    def report(self, *arguments: str) -> Any:
        """Run pytest, and return its JSON report."""
        self.run("--vx11-report", "json:report.json", *arguments)
        return json.loads((self.path / "report.json").read_text(encoding="utf-8"))

    def verdicts(self, *arguments: str) -> dict[str, str]:
        """Run pytest, and return the verdict of each node id that ran."""
        return {check["nodeid"]: check["verdict"] for check in self.report(*arguments)["checks"]}

    def collected(self, *arguments: str) -> list[str]:
        """Return the node ids that pytest collects."""
        result = self.run("--collect-only", "-q", *arguments)
        return [line for line in result.outlines if "::" in line]


def wrote(result: pytest.RunResult) -> str:
    """Return all that a run wrote."""
    return f"{result.stdout}\n{result.stderr}"

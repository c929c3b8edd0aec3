"""Loading and validating a canon of 20,000 lines."""

from __future__ import annotations

import statistics
import tempfile
import time
from pathlib import Path

from pytest_vx11._engine.plan import load_plan
from pytest_vx11._facets.builtin import builtin_facets

LINES = 20_000
RUNS = 5


def main() -> None:
    """Print the median time from file to plan."""
    with tempfile.TemporaryDirectory() as made:
        path = Path(made, "canon.yaml")
        path.write_text(_canon())
        taken = []
        for _ in range(RUNS):
            started = time.perf_counter()
            plan = load_plan(path, builtin_facets())
            taken.append(time.perf_counter() - started)
    print(f"{LINES:,} lines, {len(plan.checks):,} checks: {statistics.median(taken):.2f} s from file to plan")


def _canon() -> str:
    lines = ["canon: 1", "system: large", "services:"]
    number = 0
    while len(lines) < LINES:
        lines += [f"  service{number}:", f"    port: {1024 + number}", "    memory: 512m", "    restart: always"]
        lines += [
            "    healthcheck:",
            f"      test: curl -f http://localhost:{1024 + number}/health",
            "      interval: 30s",
        ]
        lines += ["    files:", "      - main.py", "      - Dockerfile", "    endpoints:"]
        lines += [f"      GET /thing{each}: {{auth: required, status: [200, 404]}}" for each in range(6)]
        number += 1
    return "\n".join(lines[:LINES]) + "\n"


if __name__ == "__main__":
    main()

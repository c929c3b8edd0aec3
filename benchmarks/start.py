"""From nothing to all healthy: the process runtime against a bare script that starts the same processes at once."""

from __future__ import annotations

import http.client
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

from pytest_vx11._engine.launching import launches
from pytest_vx11._engine.plan import load_plan
from pytest_vx11._facets.builtin import builtin_facets
from pytest_vx11._observe.live import HealthUrl
from pytest_vx11._runtime.base import Launch
from pytest_vx11._runtime.process import ProcessRuntime
from tests.twin.ports import the_ports_of_vx11

ROUNDS = 9
CANON = Path(__file__).parents[1] / "canon" / "vx11.yaml"


def main() -> None:
    """Print both medians and the median of the rounds' ratios."""
    canon = load_plan(CANON, builtin_facets()).canon
    services = [launch for launch in launches(canon, None) if not launch.absent]
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", os.defpath)])
    environ = {**os.environ, "VX11_TOKEN": "a-token-of-the-benchmark", "PATH": path}
    with tempfile.TemporaryDirectory() as folder, the_ports_of_vx11():
        root = Path(folder) / "vx11"
        shutil.copytree(canon.root, root, ignore=shutil.ignore_patterns("*.db*"))
        took = [(_runtime(services, root, environ), _bare(services, root, environ)) for _ in range(ROUNDS + 1)][1:]
    ours, bare = (statistics.median(side) for side in zip(*took, strict=True))
    ratio = statistics.median(one / other for one, other in took)
    print(f"{len(services)} services: runtime {ours:.2f} s, bare {bare:.2f} s, ratio {ratio:.2f} (goal: at most 1.3)")


def _runtime(services: Sequence[Launch], root: Path, environ: dict[str, str]) -> float:
    runtime = ProcessRuntime(
        system="vx11",
        root=str(root),
        launches=services,
        state=root / ".vx11",
        run_id="start",
        environ=environ,
        seconds=60,
    )
    started = time.perf_counter()
    try:
        runtime.start()
        return time.perf_counter() - started
    finally:
        runtime.stop()


def _bare(services: Sequence[Launch], root: Path, environ: dict[str, str]) -> float:
    with ExitStack() as stack, (root / "output.txt").open("w") as output:
        started = time.perf_counter()
        for launch in services:
            process = subprocess.Popen(launch.command or (), cwd=root, env=environ, stdout=output, stderr=output)
            stack.enter_context(process)
            stack.callback(process.terminate)
        waiting = [launch.health for launch in services if isinstance(launch.health, HealthUrl)]
        while waiting:
            waiting = [health for health in waiting if not _is_well(health)]
            time.sleep(0.02)
        return time.perf_counter() - started


def _is_well(health: HealthUrl) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", health.port, timeout=5)
    try:
        connection.request(health.method, health.target)
        return connection.getresponse().status < 400
    except OSError:
        return False
    finally:
        connection.close()


if __name__ == "__main__":
    main()

"""Every HTTP question of a full run, over the reference system: the sweep against a bare thread pool.

Both send the same requests with as many threads, over new connections in each round. Unequal is the order: the pool
sends all at once, whatever they change, so that what one answers may hang on who was first; the sweep asks what changes
something by itself, in the canon's order and over a connection of its own, after all that stands before it.
"""

from __future__ import annotations

import os
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.bare_pool import Wanted, send_all
from pytest_vx11._checks.check import Witness
from pytest_vx11._engine.plan import Plan, load_plan
from pytest_vx11._engine.runtimes import Means
from pytest_vx11._engine.system import System
from pytest_vx11._facets.builtin import builtin_facets
from pytest_vx11._observe.live import Live, LiveNeed
from pytest_vx11._observe.need import Memory, Need
from pytest_vx11._observe.probes import Asked, AskerNeed, HttpProbe, Probe, sweep
from pytest_vx11._observe.probes.base import place_of, token_headers
from tests.twin.ports import the_ports_of_vx11

ROUNDS = 15
THREADS = 16
PROJECT = Path(__file__).parents[1]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """One round of one side."""

    seconds: float
    statuses: list[int | None]


def main() -> None:
    """Print both medians and the median of the rounds' ratios."""
    with tempfile.TemporaryDirectory() as made, the_ports_of_vx11(), _up(Path(made)) as (live, probes):
        wanted = [_wanted(live, probe) for probe in probes]
        rounds = [(_sweep(live, probes), _bare(wanted)) for _ in range(ROUNDS + 1)][1:]  # the first one warms up
    ours, bare = (statistics.median(each.seconds for each in side) * 1000 for side in zip(*rounds, strict=True))
    ratio = statistics.median(one.seconds / other.seconds for one, other in rounds)
    unlike = sum(one != other for pair in rounds for one, other in zip(*(side.statuses for side in pair), strict=True))
    alone = sum(probe.alone for probe in probes)
    print(
        f"{len(probes)} requests, {alone} of them by themselves, {THREADS} threads, {ROUNDS} rounds; "
        f"{unlike / ROUNDS:.1f} a round answered otherwise to the pool"
    )
    print(f"sweep {ours:.0f} ms, bare pool {bare:.0f} ms, ratio {ratio:.2f} (goal: at most 1.5)")


@contextmanager
def _up(folder: Path) -> Iterator[tuple[Live, list[HttpProbe]]]:
    """Start the system as a run does, and have it asked once; give where it stands, and what was asked over HTTP."""
    plan = _plan(folder)
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", os.defpath)])
    means = Means(run_id="sweep", state=folder / ".vx11", environ={**os.environ, "PATH": path}, seconds=60)
    system = System.of(plan.canon, "process", None, means)
    asked: dict[HttpProbe, None] = {}

    def learned(need: Need[Any], fact: Any) -> None:
        if isinstance(need, HttpProbe) and isinstance(fact, Asked):
            asked[need] = None

    memory = Memory(learned=learned)
    stated = _stated(plan)
    try:
        system.bring_up(memory, plan.checks)
        memory.see(AskerNeed()).close()
        # In the canon's order, which the sweep keeps; then what only healthchecks and states ask.
        ordered = dict.fromkeys([*(probe for probe in stated if isinstance(probe, HttpProbe)), *asked])
        yield memory.see(LiveNeed(plan.canon.system)), [probe for probe in ordered if probe in asked]
    finally:
        system.close(str)


def _plan(folder: Path) -> Plan:
    """Return the plan of a copy: what the programs write is nobody's."""
    without = shutil.ignore_patterns("*.db*", "__pycache__")
    for name in ("canon", "examples/vx11"):
        shutil.copytree(PROJECT / name, folder / name, ignore=without)
    return load_plan(folder / "canon" / "vx11.yaml", builtin_facets())


def _stated(plan: Plan) -> list[Probe[Any]]:
    checks = [check for check in plan.checks if check.witness is Witness.RUNNING and check.judge is not None]
    return [need for check in checks for need in check.needs if isinstance(need, Probe)]


def _wanted(live: Live, probe: HttpProbe) -> Wanted:
    memory = Memory({LiveNeed(probe.system): live})
    _, _, address = place_of(memory, probe.system, probe.service, probe.port, even_absent=probe.even_absent)
    kind = (("Content-Type", "application/json"),) if probe.body is not None else ()
    return Wanted(
        method=probe.method,
        url=f"http://{address}{probe.target}",
        headers=(*token_headers(live.token, probe.auth), *kind),
        body=probe.body,
    )


def _sweep(live: Live, probes: Sequence[HttpProbe]) -> Sent:
    memory = Memory({LiveNeed(live.system): live})
    started = time.perf_counter()
    sweep(probes, memory, threads=THREADS)
    memory.see(AskerNeed()).close()
    seconds = time.perf_counter() - started
    return Sent(seconds=seconds, statuses=[memory.see(probe).answer.status for probe in probes])


def _bare(wanted: Sequence[Wanted]) -> Sent:
    started = time.perf_counter()
    statuses = send_all(wanted, THREADS)
    return Sent(seconds=time.perf_counter() - started, statuses=statuses)


if __name__ == "__main__":
    main()

"""Running commands side by side, and what they took."""

from __future__ import annotations

import os
import statistics
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Took:
    """Medians of several runs: seconds on the clock, and the peak memory in MiB."""

    seconds: float
    mebibytes: float


def in_turn(commands: Mapping[str, Sequence[str]], folder: Path, runs: int) -> dict[str, Took]:
    """Run each command `runs` times after one warm-up, A B A B …; raise RuntimeError where one fails."""
    taken: dict[str, list[tuple[float, float]]] = {name: [] for name in commands}
    for run in range(runs + 1):
        for name, command in commands.items():
            figures = _once(command, folder)
            if run:
                taken[name].append(figures)
    return {
        name: Took(statistics.median(each[0] for each in figures), statistics.median(each[1] for each in figures))
        for name, figures in taken.items()
    }


def _once(command: Sequence[str], folder: Path) -> tuple[float, float]:
    started = time.perf_counter()
    with (folder / "output.txt").open("w+") as output:
        process = subprocess.Popen(command, cwd=folder, stdout=output, stderr=subprocess.STDOUT)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        took = time.perf_counter() - started
        if process.returncode:
            output.seek(0)
            raise RuntimeError(f"{' '.join(command)} ended with {process.returncode}:\n{output.read()[-2000:]}")
    return took, usage.ru_maxrss / 1024

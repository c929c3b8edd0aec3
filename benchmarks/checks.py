"""Generated checks, collected and run, against no-op items of the same nesting."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from benchmarks.measure import Took, in_turn
from benchmarks.system import CHECKS_A_SERVICE, write_noop, write_system

SIZES = (1_000, 10_000, 50_000)


def main() -> None:
    """Print a line a size, and how the cost of one check grows."""
    costs = {}
    for size in SIZES:
        checks, noop = _measure(size, runs=5 if size < 50_000 else 3)
        costs[size] = checks.seconds / size
        print(
            f"{size:>6} checks {checks.seconds:6.2f} s {checks.mebibytes:4.0f} MiB   "
            f"no-op {noop.seconds:6.2f} s {noop.mebibytes:4.0f} MiB   "
            f"ratio {checks.seconds / noop.seconds:.2f} time, {checks.mebibytes / noop.mebibytes:.2f} memory"
        )
    print(f"cost of a check at 50,000 against 1,000: {costs[50_000] / costs[1_000]:.2f}")


def _measure(size: int, runs: int) -> tuple[Took, Took]:
    pytest = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"]
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        write_system(folder, size // CHECKS_A_SERVICE)
        write_noop(folder, size // CHECKS_A_SERVICE)
        took = in_turn(
            {
                "checks": [*pytest, "--vx11-canon", "canon.yaml"],
                "noop": [*pytest, "-p", "no:vx11", "-p", "noop_plugin", "noop.yaml"],
            },
            folder,
            runs,
        )
    return took["checks"], took["noop"]


if __name__ == "__main__":
    main()

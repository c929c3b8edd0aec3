"""A process that brings a system up, as pytest would: `python -m tests.runtime.controller ROOT RUN_ID THEN STEP…`."""

from __future__ import annotations

import sys
import time
from pathlib import Path

from tests.runtime.systems import free_port, launch, runtime


def main() -> None:
    """Start one service that takes the steps; then hold, stop, or keep it up. `ask` waits for a port that never opens."""
    root, run_id, then, *steps = sys.argv[1:]
    system = runtime(Path(root), [launch("web", *steps, port=free_port() if then == "ask" else None)], run_id=run_id)
    system.start()
    if then == "keep":
        system.keep()
        return
    if then == "stop":
        system.stop()
    time.sleep(600)


if __name__ == "__main__":
    main()

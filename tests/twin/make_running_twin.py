"""Makes the running twin: a copy of the reference system and its canon, with drift planted that only shows when it runs.

Run as `python -m tests.twin.make_running_twin TARGET`, where TARGET does not exist yet; it prints the keys that must come.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from tests.twin.make_twin import PROJECT, TREE, copy


class Change(NamedTuple):
    """A text that stands once in a file, what stands there instead, and the keys of what must be found."""

    path: Path
    old: str
    new: str
    keys: tuple[str, ...]


_EVENTS = (
    "system.alert", "system.correlation.updated", "forensic.snapshot.created", "madre.decision.explained",
    "switch.tension.updated", "shub.action.narrated", "undeclared",
)  # fmt: skip
_TABLE = "vx11:runtime.copilot_runtime_services"

CHANGES = (
    # A route that answers 500.
    Change(
        TREE / "spawner/main.py",
        '    return {"children": [child.show()',
        '    raise RuntimeError("planted")\n    return {"children": [child.show()',
        ("VX270:spawner:GET /children",),
    ),
    # A guard that was taken away.
    Change(
        TREE / "tentaculo_link/api/status.py",
        '@router.get("/overview", dependencies=[Depends(require_token)])',
        '@router.get("/overview")',
        ("VX272:tentaculo_link:GET /vx11/overview",),
    ),
    # A body that changed.
    Change(
        TREE / "switch/main.py",
        'return settings.health("switch")',
        'return {"status": "fine"}',
        ("VX274:switch:GET /health status",),
    ),
    # A broadcast that does not come.
    Change(
        TREE / "tentaculo_link/api/events.py",
        "        hub.broadcast(message)\n",
        "",
        tuple(f"VX292:vx11:{name}" for name in _EVENTS),
    ),
    # A module that dies after it has started.
    Change(
        TREE / "mcp/main.py",
        '    return {"tools": tools.describe()}\n',
        "    import os\n    os._exit(3)\n",
        ("VX200:mcp", "VX250:full:mcp"),
    ),
    # A port that moved.
    Change(
        Path("canon/vx11.yaml"),
        "    port: 8005\n",
        '    port: 8005\n    run: [python, -m, uvicorn, "manifestator.main:app", --port, "8105"]\n',
        ("VX200:manifestator", "VX204:manifestator:8005", "VX250:full:manifestator"),
    ),
    # A column that the live table lacks.
    Change(
        TREE / "config/db_schema.py",
        "endpoint_ok: Mapped[str | None] = mapped_column(String(128), nullable=True)",
        'endpoint_ok: Mapped[str | None] = mapped_column("endpoint", String(128), nullable=True)',
        (f"VX281:{_TABLE}.endpoint_ok",),
    ),
)


def make_running_twin(source: Path, target: Path) -> set[str]:
    """Make the twin below `target`, and return the keys of what must be found in it.

    Raises ValueError where a text to be replaced does not stand exactly once in its file.
    """
    copy(source, target)
    replace_all(target, CHANGES)
    return {key for change in CHANGES for key in change.keys}


def replace_all(target: Path, changes: Iterable[Change]) -> None:
    """Plant changes below `target`; raises ValueError as make_running_twin does."""
    for change in changes:
        file = target / change.path
        text = file.read_text(encoding="utf-8")
        if text.count(change.old) != 1:
            raise ValueError(f"{change.path} has {text.count(change.old)} times, instead of once: {change.old!r}")
        file.write_text(text.replace(change.old, change.new), encoding="utf-8")


if __name__ == "__main__":
    for each in sorted(make_running_twin(PROJECT, Path(sys.argv[1]))):
        print(each)  # noqa: T201

"""Makes the container twin: a copy of the reference system and its canon, with drift planted that only containers show.

Run as `python -m tests.twin.make_container_twin TARGET`, where TARGET does not exist yet; it prints the keys that must come.
"""

from __future__ import annotations

import sys
from pathlib import Path

from tests.twin.make_running_twin import Change, replace_all
from tests.twin.make_twin import PROJECT, TREE, copy

COMPOSE = TREE / "docker-compose.yml"
CANON = Path("canon/vx11.yaml")


def _in_service(name: str) -> str:
    """Return the text that begins a service of the Compose file, up to where its keys of its own begin."""
    return f"    container_name: vx11-{name}\n"


CHANGES = (
    # Another memory limit.
    Change(COMPOSE, _in_service("madre"), f"{_in_service('madre')}    mem_limit: 256m\n", ("VX220:madre:memory",)),
    # A port that moved on the host.
    Change(COMPOSE, 'ports: ["8002:8002"]', 'ports: ["8102:8002"]', ("VX205:switch:8002",)),
    # A healthcheck that asks nothing.
    Change(COMPOSE, "test: curl -f http://localhost:8003/health", "test: [CMD, 'true']", ("VX212:hermes:test",)),
    # A module that is not there, in a container that runs.
    Change(
        COMPOSE,
        _in_service("spawner"),
        f"{_in_service('spawner')}    command: [sleep, infinity]\n",
        ("VX200:spawner", "VX204:spawner:8008", "VX211:spawner:test"),
    ),
    # An alias that is missing.
    Change(
        CANON,
        "networks: {vx11-network: {aliases: [tentaculo_link]}}",
        "networks: {vx11-network: {aliases: [tentaculo_link, gateway]}}",
        ("VX244:tentaculo_link:vx11-network:gateway",),
    ),
    # A volume that is read-only.
    Change(
        CANON,
        "  manifestator:\n    port: 8005\n",
        '  manifestator:\n    port: 8005\n    volumes: ["vx11-data:/app/data:rw"]\n',
        (),
    ),
    Change(
        COMPOSE,
        _in_service("manifestator"),
        f'{_in_service("manifestator")}    volumes: ["vx11-data:/app/data:ro"]\n',
        ("VX245:manifestator:/app/data",),
    ),
    # A child that is killed for memory, while the module goes on.
    Change(
        TREE / "mcp/main.py",
        '    return {"tools": tools.describe()}\n',
        "    import subprocess\n    import sys\n\n"
        '    subprocess.run([sys.executable, "-c", "bytearray(900 << 20)"], check=False)\n'
        '    return {"tools": tools.describe()}\n',
        ("VX222:mcp:memory",),
    ),
)
CRASH_LOOP = Change(
    COMPOSE,
    _in_service("hormiguero"),
    f"{_in_service('hormiguero')}    command: [python, -c, \"raise SystemExit('planted')\"]\n",
    ("VX201:hormiguero",),
)


def make_container_twin(source: Path, target: Path, *changes: Change) -> set[str]:
    """Make the twin below `target`, and return the keys of what must be found in it.

    Raises ValueError where a text to be replaced does not stand exactly once in its file.
    """
    copy(source, target)
    replace_all(target, changes)
    return {key for change in changes for key in change.keys}


if __name__ == "__main__":
    for each in sorted(make_container_twin(PROJECT, Path(sys.argv[1]), *CHANGES)):
        print(each)  # noqa: T201

"""Makes the drifted twin: a copy of the reference system and its canon, with drift planted in each declared facet.

Run as `python tests/twin/make_twin.py TARGET`, where TARGET does not exist yet; it prints the findings that must come.
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

PROJECT = Path(__file__).parents[2]
TREE = Path("examples/vx11")
COPIED = (TREE, Path("canon"))
LEFT_OUT = shutil.ignore_patterns("__pycache__", "*.pyc", ".git", ".pytest_cache", ".vx11", "data", ".env")


class Planted(NamedTuple):
    """A finding that the twin must have. `line` counts from 1; 0 is a path as a whole."""

    key: str
    path: str
    line: int


class At(NamedTuple):
    """Where a finding must be: in the line of `text`, or at the path as a whole where there is no text."""

    key: str
    text: str = ""
    path: str | None = None
    """Where it is not the file that was changed; "" for a finding without a place."""


class Change(NamedTuple):
    """A text that stands once in a file, what stands there instead, and what must be found."""

    path: str
    old: str
    new: str
    found: tuple[At, ...]


COMPOSE = "docker-compose.yml"
MODELS = "config/db_schema.py"
_TABLE = "vx11:runtime.copilot_runtime_services"

CHANGES = (
    Change(COMPOSE, 'ports: ["8001:8001"]', 'ports: ["8091:8001"]', (At("VX104:madre:8001", "8091"),)),
    Change(
        COMPOSE,
        "test: curl -f http://localhost:8002/health",
        "test: curl -f http://localhost:8000/healthz",
        (At("VX111:switch:test", "healthz"),),
    ),
    Change(
        COMPOSE,
        "      test: curl -f http://localhost:8008/health\n",
        "      test: curl -f http://localhost:8008/health\n      interval: 5m\n",
        (At("VX112:spawner:interval", "5m"),),
    ),
    # All four statements of the healthcheck are broken, under one key.
    Change(
        COMPOSE,
        "    healthcheck:\n      <<: *healthcheck\n      test: curl -f http://localhost:8020/health\n",
        "    healthcheck:\n      disable: true\n",
        (At("VX110:operator-frontend:healthcheck", "healthcheck:"),),
    ),
    Change(
        COMPOSE,
        "container_name: vx11-hormiguero\n",
        "container_name: vx11-hormiguero\n    mem_limit: 2g\n",
        (At("VX120:hormiguero:memory", "mem_limit"),),
    ),
    Change(
        COMPOSE,
        "container_name: vx11-spawner\n",
        "container_name: vx11-spawner\n    restart: always\n",
        (At("VX121:spawner:restart", "restart"),),
    ),
    # One is missing, and another is too many.
    Change(
        COMPOSE,
        "depends_on: [operator-backend]",
        "depends_on: [madre]",
        (At("VX130:operator-frontend:operator-backend", "madre"), At("VX131:operator-frontend:madre", "madre")),
    ),
    Change(
        COMPOSE, "container_name: vx11-madre\n", "container_name: vx11_madre\n", (At("VX140:madre:name", "_madre"),)
    ),
    # The user is read from a Dockerfile that is not there.
    Change(
        COMPOSE,
        "dockerfile: switch/hermes/Dockerfile",
        "dockerfile: hermes/Dockerfile",
        (At("VX002:vx11:hermes/Dockerfile", path="hermes/Dockerfile"),),
    ),
    Change(
        COMPOSE,
        "{aliases: [tentaculo_link]}",
        "{aliases: [gateway]}",
        (At("VX144:tentaculo_link:vx11-network:tentaculo_link", "gateway"),),
    ),
    Change(
        COMPOSE,
        'ports: ["8004:8004"]\n    volumes: [vx11-data:/app/data]\n',
        'ports: ["8004:8004"]\n    volumes: [vx11-logs:/app/data]\n',
        (At("VX145:hormiguero:/app/data", "vx11-logs"),),
    ),
    Change(COMPOSE, "\nvolumes:\n", "\nvolumes:\n  vx11-logs:\n", ()),
    Change(COMPOSE, "[manifestator]", "[patches]", (At("VX146:manifestator:profiles", "patches"),)),
    Change("switch/Dockerfile", "USER vx11\n", "USER root\n", (At("VX147:switch:user", "USER"),)),
    # All that the canon says of the service, and two modes that list it.
    Change(
        COMPOSE,
        "\n  mcp:\n",
        "\n  mcp_tools:\n",
        (
            At("VX101:mcp", path=COMPOSE),
            At("VX150:operative_core:mcp", path=COMPOSE),
            At("VX150:full:mcp", path=COMPOSE),
        ),
    ),
    # The route is missing by its old name, and too many by its new one.
    Change(
        "tentaculo_link/api/modules.py",
        '@router.get("/resources")',
        '@router.get("/assets")',
        (
            At("VX170:tentaculo_link:GET /resources", "app = FastAPI(", "tentaculo_link/main_v7.py"),
            At("VX171:tentaculo_link:GET /assets", "/assets"),
        ),
    ),
    Change(
        "tentaculo_link/api/status.py",
        '@router.get("/overview", dependencies=[Depends(require_token)])',
        '@router.get("/overview")',
        (At("VX172:tentaculo_link:GET /vx11/overview", "/overview"),),
    ),
    Change(
        "madre/main.py",
        '@app.get("/mode", dependencies=GUARDED)\n',
        '@app.get("/dump")\ndef dump() -> dict[str, Any]:\n    return app.state.tasks\n\n\n'
        '@app.get("/mode", dependencies=GUARDED)\n',
        (At("VX171:madre:GET /dump", "/dump"),),
    ),
    Change(
        "operator_frontend/main.py",
        '@app.get("/health")',
        '@app.get("/health", dependencies=[Depends(require_token)])',
        (At("VX173:operator-frontend:GET /health", "/health"),),
    ),
    Change(
        MODELS,
        "latency_ms: Mapped[int | None] = mapped_column(Integer, nullable=True)",
        "latency_ms: Mapped[str | None] = mapped_column(String(16), nullable=True)",
        (At(f"VX182:{_TABLE}.latency_ms", "latency_ms"),),
    ),
    # A column goes, and one comes that older writers cannot fill.
    Change(
        MODELS,
        "    snippet: Mapped[str | None] = mapped_column(Text, nullable=True)\n",
        "    answer: Mapped[str] = mapped_column(Text, nullable=False)\n",
        (At(f"VX181:{_TABLE}.snippet", "class RuntimeService"), At(f"VX186:{_TABLE}.answer", "answer")),
    ),
)
REMOVED = {"tentaculo_link/_legacy/quarantine": At("VX160:vx11:tentaculo_link/_legacy/quarantine", path="")}
ADDED = {"hermes/main.py": (At("VX162:vx11:hermes/", path="hermes"), At("VX163:vx11:hermes", path="hermes"))}


def copy(source: Path, target: Path) -> None:
    """Copy the reference system and its canon from the project at `source`; `target` must not hold them yet."""
    for folder in COPIED:
        shutil.copytree(source / folder, target / folder, ignore=LEFT_OUT)


def make_twin(source: Path, target: Path) -> list[Planted]:
    """Make the twin below `target`, and return what must be found in it, in order.

    Raises ValueError where a text to be replaced does not stand exactly once in its file.
    """
    copy(source, target)
    tree = target / TREE
    for change in CHANGES:
        file = tree / change.path
        text = file.read_text(encoding="utf-8")
        _once(change.old, text, change.path)
        file.write_text(text.replace(change.old, change.new), encoding="utf-8")
    for path in REMOVED:
        shutil.rmtree(tree / path)
    for path in ADDED:
        (tree / path).parent.mkdir()
        (tree / path).write_text('"""What lay at the top before."""\n', encoding="utf-8")
    return sorted(_planted(tree))


def _planted(tree: Path) -> Iterator[Planted]:
    for change in CHANGES:
        for at in change.found:
            path = change.path if at.path is None else at.path
            yield Planted(at.key, path, _line(at.text, change, tree / path) if at.text else 0)
    for at in (*REMOVED.values(), *(each for found in ADDED.values() for each in found)):
        yield Planted(at.key, at.path or "", 0)


def _line(text: str, change: Change, file: Path) -> int:
    """Return the line of `text`: within what was planted where it stands there, else where it stands once."""
    whole = file.read_text(encoding="utf-8")
    around = change.new if text in change.new else text
    _once(around, whole, file.name)
    return whole[: whole.index(around) + around.index(text)].count("\n") + 1


def _once(text: str, whole: str, name: str) -> None:
    if whole.count(text) != 1:
        raise ValueError(f"{name} has {whole.count(text)} times, instead of once: {text!r}")


if __name__ == "__main__":
    for each in make_twin(PROJECT, Path(sys.argv[1])):
        print(*each)  # noqa: T201

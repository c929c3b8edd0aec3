from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from pytest_vx11._observe.need import Memory
from pytest_vx11._observe.python.routes import AppRoutes, RoutesNeed

Reading = Callable[..., AppRoutes]


@pytest.fixture
def read(tmp_path: Path) -> Reading:
    """Return what writes sources to files and reads the application: `read("…")`, or `read({path: source}, app=…)`."""

    def reading(
        sources: str | dict[str, str], *, app: str | None = "main.py", code: str | None = None, root: str = ""
    ) -> AppRoutes:
        files = {"main.py": sources} if isinstance(sources, str) else sources
        for name, text in files.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        return Memory().see(RoutesNeed(str(tmp_path / root), app, code))

    return reading

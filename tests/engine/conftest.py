from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from pytest_vx11._engine.plan import Plan, load_plan
from pytest_vx11._facets.base import Facet
from pytest_vx11._facets.builtin import builtin_facets

Planning = Callable[..., Plan]


@pytest.fixture
def plan(tmp_path: Path) -> Planning:
    """Return what plans a canon from its text, below `canon: 1` and `system: s`: `plan(text, environ={…})`."""

    def planning(
        text: str, *, environ: dict[str, str] | None = None, more: tuple[Facet, ...] = (), name: str = "canon.yaml"
    ) -> Plan:
        path = tmp_path / name
        path.write_text(f"canon: 1\nsystem: s\n{text}", encoding="utf-8")
        return load_plan(path, (*builtin_facets(), *more), environ or {})

    return planning

"""stub"""

from __future__ import annotations

from collections.abc import Iterator

from pytest_vx11.observe.compose.project import Project
from pytest_vx11.source.problem import Problem


def inconsistencies(project: Project) -> Iterator[Problem]:
    """Yield."""
    return iter(())

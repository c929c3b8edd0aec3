"""The hooks that pytest-vx11 adds to pytest's own."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pytest_vx11 import Registry


def pytest_vx11_register(registry: Registry) -> None:
    """Add facets and checks: `registry.add(Queues)`.

    Called once for each plugin that has it, before a canon is read, with `--vx11-canon` alone; and by the command
    `vx11` for installed packages that require pytest-vx11. A conftest.py may add functions that have `@check`, and
    facets without keys of the canon; it must be one that pytest loads before it collects: that of the root folder, or
    of the folder of the tests. What it raises is an error at the start: exit status 4.
    """

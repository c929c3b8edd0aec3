"""The pytest plugin `vx11`. Only options live here: without `--vx11-canon` nothing else is imported."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from pytest_vx11._plugin import hooks
from pytest_vx11._plugin.options import add_options, refuse_canon_with_value, refuse_options_alone
from pytest_vx11._plugin.own.fixtures import (
    _vx11_system,
    _vx11_target,
    vx11_canon,
    vx11_check,
    vx11_container,
    vx11_endpoint,
    vx11_http,
    vx11_service,
    vx11_table,
    vx11_truth,
)
from pytest_vx11._plugin.own.names import FIXTURES, WITHOUT


def pytest_addoption(parser: pytest.Parser, pluginmanager: pytest.PytestPluginManager) -> None:
    """Add the options and ini keys of the contract."""
    refuse_canon_with_value(pluginmanager)
    add_options(parser)


def pytest_addhooks(pluginmanager: pytest.PytestPluginManager) -> None:
    """Add the hook that facets and checks of one's own come by."""
    pluginmanager.add_hookspecs(hooks)


def pytest_itemcollected(item: pytest.Item) -> None:
    """Skip what takes a fixture of these where the checks are off; a test that has the marker alone needs none."""
    names: Sequence[str] = getattr(item, "fixturenames", ())
    if not FIXTURES.isdisjoint(names) and not item.config.getoption("--vx11-canon"):
        item.add_marker(pytest.mark.skip(reason=WITHOUT))


def pytest_configure(config: pytest.Config) -> None:
    """Register the marker, and the checks where they are asked for."""
    config.addinivalue_line("markers", f"vx11(service=…, facet=…, system=…): {WITHOUT}")
    if not config.getoption("--vx11-canon"):
        refuse_options_alone(config)
        return
    # Imported here: switched off, the plugin must cost nothing, and a worker needs little of what the host needs.
    given = getattr(config, "workerinput", None)
    if given is None:
        from pytest_vx11._plugin.start import start  # noqa: PLC0415

        start(config)
    else:
        from pytest_vx11._plugin.worker import start_in_worker  # noqa: PLC0415

        start_in_worker(config, given["vx11"])


# pytest takes the fixtures from here.
__all__ = [
    "_vx11_system",
    "_vx11_target",
    "vx11_canon",
    "vx11_check",
    "vx11_container",
    "vx11_endpoint",
    "vx11_http",
    "vx11_service",
    "vx11_table",
    "vx11_truth",
]

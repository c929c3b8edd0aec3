"""The pytest plugin `vx11`. Only options live here: without `--vx11-canon` nothing else is imported."""

from __future__ import annotations

import pytest

from pytest_vx11.plugin.options import add_options, refuse_canon_with_value


def pytest_addoption(parser: pytest.Parser, pluginmanager: pytest.PytestPluginManager) -> None:
    """Add the options and ini keys of the contract."""
    refuse_canon_with_value(pluginmanager)
    add_options(parser)


def pytest_configure(config: pytest.Config) -> None:
    """Register the marker, and the checks where they are asked for."""
    config.addinivalue_line("markers", "vx11(service=None, facet=None): a check of one's own, run with --vx11-canon")
    if config.getoption("--vx11-canon"):
        from pytest_vx11.plugin.start import start

        start(config)

"""The pytest plugin `vx11`. Only options live here: without `--vx11-canon` nothing else is imported."""

from __future__ import annotations

import pytest

from pytest_vx11._plugin.options import add_options, refuse_canon_with_value, refuse_options_alone


def pytest_addoption(parser: pytest.Parser, pluginmanager: pytest.PytestPluginManager) -> None:
    """Add the options and ini keys of the contract."""
    refuse_canon_with_value(pluginmanager)
    add_options(parser)


def pytest_configure(config: pytest.Config) -> None:
    """Register the marker, and the checks where they are asked for."""
    config.addinivalue_line("markers", "vx11(service=None, facet=None): a check of one's own, run with --vx11-canon")
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

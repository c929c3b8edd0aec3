"""The hook `pytest_vx11_register`: facets and checks of pytest's plugins, and checks of conftest.py files."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from pytest_vx11._engine.verdicts import Verdicts
from pytest_vx11._errors import CanonError
from pytest_vx11._extensions import Registry
from pytest_vx11._extensions.failing import PACKAGE, last_line_outside, said_by
from pytest_vx11._extensions.installed import plugin_name
from pytest_vx11._extensions.modules import HOOK, checks_in
from pytest_vx11._facets.base import Facet, Origin
from pytest_vx11._facets.builtin import builtin_facets
from pytest_vx11._source.problem import Problem

_CONFTEST = "conftest.py"


def registered_facets(config: pytest.Config) -> tuple[Facet, ...]:
    """Return the built-in facets and those that plugins register, in the order of their names; those of conftests last.

    Raises CanonError where one of them cannot be taken.
    """
    facets: list[Facet] = []
    problems: list[Problem] = []
    plugins = {impl.plugin: impl.plugin_name for impl in getattr(config.hook, HOOK).get_hookimpls()}
    for plugin in sorted(plugins, key=lambda each: (is_conftest(each), plugins[each])):
        registry = Registry(_origin(config, plugin, plugins[plugin]))
        others = [each for each in plugins if each is not plugin]
        try:
            config.pluginmanager.subset_hook_caller(HOOK, others)(registry=registry)
        # Whatever a plugin raises, its author and its user are told.
        except Exception as error:  # noqa: BLE001
            message = f"{registry.origin.name} cannot be registered: {said_by(error)}"
            problems.append(Problem(None, message, cause=last_line_outside(error, PACKAGE)))
        facets += registry.facets
    for plugin in filter(_bears_checks, config.pluginmanager.get_plugins()):
        registry = Registry(_origin(config, plugin, ""))
        for each in checks_in(plugin):
            registry.add(each)
        facets += registry.facets
    if problems:
        raise CanonError(problems)
    return (*builtin_facets(), *facets)


def _bears_checks(plugin: object) -> bool:
    """Tell whether a plugin is a conftest.py with functions that are checks, and without the hook: they suffice."""
    return is_conftest(plugin) and not hasattr(plugin, HOOK) and any(checks_in(plugin))


class Late:
    """Tells of conftest.py files that pytest loads when the canons are long read: what they register nobody would run."""

    def __init__(self, config: pytest.Config, source: Verdicts) -> None:
        self._folder = config.rootpath
        self._source = source
        # pytest tells of those as well that were there before.
        self._heard = set(config.pluginmanager.get_plugins())

    def pytest_plugin_registered(self, plugin: object) -> None:
        """Tell of one that has the hook and was not asked."""
        brings = is_conftest(plugin) and (hasattr(plugin, HOOK) or any(checks_in(plugin)))
        if brings and plugin not in self._heard:
            self._heard.add(plugin)
            path = Path(os.path.relpath(str(getattr(plugin, "__file__", "")), self._folder)).as_posix()
            message = f"{path}: its checks are not taken: pytest loads this file when the canons are read already"
            hint = "move it to the conftest.py of the root folder, or name a file in the canon's `extensions`"
            self._source.wrong(Problem(None, message, hint))


def is_conftest(plugin: Any) -> bool:
    """Tell whether a plugin of pytest is a conftest.py."""
    return os.path.basename(getattr(plugin, "__file__", None) or "") == _CONFTEST


def _origin(config: pytest.Config, plugin: Any, name: str) -> Origin:
    if not is_conftest(plugin):
        return Origin(plugin_name(name))
    return Origin(Path(os.path.relpath(plugin.__file__, config.rootpath)).as_posix(), keys=False)

"""What installed packages register, for whoever is not pytest: which loads its plugins by itself."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib.metadata import EntryPoint, entry_points

from pytest_vx11._errors import CanonError
from pytest_vx11._extensions.failing import said_by
from pytest_vx11._extensions.modules import HOOK
from pytest_vx11._extensions.registry import Registry
from pytest_vx11._facets.base import Facet, Origin
from pytest_vx11._facets.builtin import builtin_facets
from pytest_vx11._source.problem import Problem

_GROUP = "pytest11"
_NEEDS_US = re.compile(r"pytest[-_.]vx11(?![A-Za-z0-9._-])", re.IGNORECASE)  # PEP 503


def installed_facets() -> tuple[Facet, ...]:
    """Return the built-in facets, and those that installed plugins of pytest register by the hook.

    Only plugins of packages that require pytest-vx11 are imported. Raises CanonError where one of them cannot be taken.
    """
    facets: list[Facet] = []
    problems: list[Problem] = []
    for entry in _plugins():
        registry = Registry(Origin(plugin_name(entry.name)))
        try:
            register = getattr(entry.load(), HOOK, None)
            if register is not None:
                register(registry=registry)
        # Whatever a package raises, its author and its user are told.
        except Exception as error:  # noqa: BLE001
            problems.append(Problem(None, f"{registry.origin.name} cannot be registered: {said_by(error)}"))
        facets += registry.facets
    if problems:
        raise CanonError(problems)
    return (*builtin_facets(), *facets)


def plugin_name(name: str) -> str:
    """Return how a plugin of pytest is called in messages."""
    return f"the plugin {name}"


def _plugins() -> Iterator[EntryPoint]:
    found = (entry for entry in entry_points(group=_GROUP) if entry.name != "vx11" and _requires_us(entry))
    yield from sorted(dict.fromkeys(found), key=lambda entry: (entry.name, entry.value))


def _requires_us(entry: EntryPoint) -> bool:
    requires = entry.dist.requires if entry.dist is not None else None
    return any(_NEEDS_US.match(each) and "extra ==" not in each for each in requires or ())

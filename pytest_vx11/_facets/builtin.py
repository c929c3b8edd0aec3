"""The facets that come with pytest-vx11, in the order in which they are told. A new one is one line here."""

from __future__ import annotations

from importlib import import_module

from pytest_vx11._facets.base import Facet

#: Module and class of each; by name, so that adding one is a line, and not two.
_NAMES = (
    "structure.Structure",
    "ports.Ports",
    "healthchecks.Healthchecks",
    "resources.Resources",
    "dependencies.Dependencies",
    "container.Container",
    "environment.Environment",
    "endpoints.Endpoints",
    "databases.Databases",
    "events.Events",
    "sources.Secrets",
    "sources.Duplicates",
    "sources.Permissions",
    "sources.Imports",
    "sources.Syntax",
    "modes.Modes",
    "suites.Suites",
    "tests.Tests",
    "coherence.Coherence",
)


def builtin_facets() -> tuple[Facet, ...]:
    """Return one of each."""
    return tuple(_facet(*name.split(".")) for name in _NAMES)


def _facet(module: str, name: str) -> Facet:
    facet: type[Facet] = getattr(import_module(f"{__package__}.{module}"), name)
    return facet()

"""The facets that come with pytest-vx11, in the order in which they are told. A new one is one line here."""

from __future__ import annotations

from pytest_vx11.facets.base import Facet
from pytest_vx11.facets.coherence import Coherence
from pytest_vx11.facets.container import Container
from pytest_vx11.facets.databases import Databases
from pytest_vx11.facets.dependencies import Dependencies
from pytest_vx11.facets.endpoints import Endpoints
from pytest_vx11.facets.events import Events
from pytest_vx11.facets.extensions import Extensions
from pytest_vx11.facets.healthchecks import Healthchecks
from pytest_vx11.facets.modes import Modes
from pytest_vx11.facets.ports import Ports
from pytest_vx11.facets.resources import Resources
from pytest_vx11.facets.sources import Duplicates, Imports, Permissions, Secrets, Syntax
from pytest_vx11.facets.structure import Structure
from pytest_vx11.facets.suites import Suites


def builtin_facets() -> tuple[Facet, ...]:
    """Return one of each."""
    return tuple(facet() for facet in _FACETS)


_FACETS: tuple[type[Facet], ...] = (
    Structure,
    Ports,
    Healthchecks,
    Resources,
    Dependencies,
    Container,
    Endpoints,
    Databases,
    Events,
    Secrets,
    Duplicates,
    Permissions,
    Imports,
    Syntax,
    Modes,
    Suites,
    Coherence,
    Extensions,
)

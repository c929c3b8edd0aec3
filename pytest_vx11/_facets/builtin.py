"""The facets that come with pytest-vx11, in the order in which they are told. A new one is one line here."""

from __future__ import annotations

from pytest_vx11._facets.base import Facet
from pytest_vx11._facets.coherence import Coherence
from pytest_vx11._facets.container import Container
from pytest_vx11._facets.databases import Databases
from pytest_vx11._facets.dependencies import Dependencies
from pytest_vx11._facets.endpoints import Endpoints
from pytest_vx11._facets.events import Events
from pytest_vx11._facets.healthchecks import Healthchecks
from pytest_vx11._facets.modes import Modes
from pytest_vx11._facets.ports import Ports
from pytest_vx11._facets.resources import Resources
from pytest_vx11._facets.sources import Duplicates, Imports, Permissions, Secrets, Syntax
from pytest_vx11._facets.structure import Structure
from pytest_vx11._facets.suites import Suites
from pytest_vx11._facets.tests import Tests


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
    Tests,
    Coherence,
)

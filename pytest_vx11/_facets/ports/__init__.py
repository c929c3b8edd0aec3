"""ports: what each service publishes."""

from pytest_vx11._facets.ports.facet import Ports

__all__ = ["Ports"]

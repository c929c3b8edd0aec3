"""ports: what each service publishes."""

from pytest_vx11.facets.ports.facet import Ports

__all__ = ["Ports"]

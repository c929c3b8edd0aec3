"""endpoints: the routes that each service declares, and what guards them."""

from pytest_vx11.facets.endpoints.facet import Endpoints

__all__ = ["Endpoints"]

"""endpoints: the routes that each service declares, and what guards them."""

from pytest_vx11._facets.endpoints.facet import Endpoints

__all__ = ["Endpoints"]

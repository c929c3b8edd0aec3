"""dependencies: what each service waits for before it starts."""

from pytest_vx11._facets.dependencies.facet import Dependencies

__all__ = ["Dependencies"]

"""resources: the memory limit and the restart policy."""

from pytest_vx11._facets.resources.facet import Resources

__all__ = ["Resources"]

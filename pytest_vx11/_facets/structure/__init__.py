"""structure: the files and folders that must be there, and those that must not."""

from pytest_vx11._facets.structure.facet import Structure

__all__ = ["Structure"]

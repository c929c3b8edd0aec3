"""databases: tables, columns, and how a schema may grow."""

from pytest_vx11._facets.databases.facet import Databases

__all__ = ["Databases"]

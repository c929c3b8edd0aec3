"""healthchecks: the command that says whether a service is well, and how often it is asked."""

from pytest_vx11._facets.healthchecks.facet import Healthchecks

__all__ = ["Healthchecks"]

"""modes: which services run together."""

from pytest_vx11._facets.modes.facet import Modes

__all__ = ["Modes"]

"""modes: which services run together."""

from pytest_vx11.facets.modes.facet import Modes

__all__ = ["Modes"]

"""events: which events may be sent in, and what becomes of them."""

from pytest_vx11._facets.events.facet import Events

__all__ = ["Events"]

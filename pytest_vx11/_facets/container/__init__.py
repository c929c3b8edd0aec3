"""container: name, image, build, networks, volumes, profiles, user, state, and the Compose file as a whole."""

from pytest_vx11._facets.container.facet import Container

__all__ = ["Container"]

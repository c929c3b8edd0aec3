"""The images that services need: built, pulled, or there already."""

from pytest_vx11._runtime.docker.images.bring import bring_images
from pytest_vx11._runtime.docker.images.cached import cached_images, remove_cached, remove_of_run, remove_unused
from pytest_vx11._runtime.docker.images.model import Image

__all__ = ["Image", "bring_images", "cached_images", "remove_cached", "remove_of_run", "remove_unused"]

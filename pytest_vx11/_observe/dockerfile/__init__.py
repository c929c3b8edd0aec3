"""Dockerfiles, read by Docker's rules: what the image that they build says of itself."""

from pytest_vx11._observe.dockerfile.model import Dockerfile, Exposed, Stage
from pytest_vx11._observe.dockerfile.need import DockerfileNeed

__all__ = ["Dockerfile", "DockerfileNeed", "Exposed", "Stage"]

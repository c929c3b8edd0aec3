"""From a Compose service to what the engine is told, as Docker Compose v2 would tell it. Nothing here asks an engine."""

from pytest_vx11._runtime.docker.spec.container import container_spec
from pytest_vx11._runtime.docker.spec.model import ContainerSpec, Copied
from pytest_vx11._runtime.docker.spec.problems import problems_of
from pytest_vx11._runtime.docker.spec.shared import network_body, volume_body

__all__ = ["ContainerSpec", "Copied", "container_spec", "network_body", "problems_of", "volume_body"]

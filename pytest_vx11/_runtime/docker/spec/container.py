"""From a service to the container that the engine is asked to make."""

from __future__ import annotations

from collections.abc import Mapping

from pytest_vx11._observe.compose import Project, Service
from pytest_vx11._observe.compose.values.fields import text
from pytest_vx11._runtime.docker.naming import Naming
from pytest_vx11._runtime.docker.spec.config import CONFIG
from pytest_vx11._runtime.docker.spec.granted import copied
from pytest_vx11._runtime.docker.spec.host import HOST
from pytest_vx11._runtime.docker.spec.model import NO_VARIABLES, OLDEST, Ask, ContainerSpec
from pytest_vx11._runtime.docker.spec.mounts import volume_keys
from pytest_vx11._runtime.docker.spec.networks import endpoints, ordered
from pytest_vx11._runtime.docker.spec.reading import plain, stated


def container_spec(
    service: Service,
    project: Project,
    *,
    image: str,
    naming: Naming,
    free_ports: bool,
    folder: str,
    environ: Mapping[str, str] = NO_VARIABLES,
    api: tuple[int, int] = OLDEST,
) -> ContainerSpec:
    """Return the container of a service, as Docker Compose v2 would make it.

    `folder` is the absolute folder of the tree, `environ` the variables that secrets and configs may come from, `api`
    the version that the engine speaks. Raises Unseen for what `problems_of` tells.
    """
    ask = Ask(
        service=service,
        project=project,
        naming=naming,
        free_ports=free_ports,
        folder=folder,
        environ=environ,
        api=api,
    )
    joined = endpoints(ask)
    body = {"Image": image, **stated({field: read(ask) for field, read in CONFIG.items()})}
    body["HostConfig"] = stated({field: read(ask) for field, read in HOST.items()})
    body["NetworkingConfig"] = {"EndpointsConfig": dict(joined[:1])}
    return ContainerSpec(
        name=naming.container(service),
        body=body,
        endpoints=tuple(joined[1:]),
        networks=tuple(each.network for each in ordered(ask)),
        volumes=volume_keys(ask),
        files=copied(ask),
        platform=plain(text(service.raw, "platform")),
    )

"""A container as docker-py has it, for whoever knows that library."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

from pytest_vx11._errors import Unseen
from pytest_vx11._observe.containers.connect import NoEngine, where_and_how
from pytest_vx11._observe.live import Live
from pytest_vx11._source.words import harmless

if TYPE_CHECKING:
    from docker.models.containers import Container


@contextmanager
def sdk_container(live: Live, service: str, environ: Mapping[str, str]) -> Iterator[Container]:
    """Give the container of a service of a system that is up; its client is closed afterwards.

    Raises Unseen where the service has none, or its engine does not answer.
    """
    import docker

    standing = live.services.get(service)
    if standing is None or standing.container is None:
        why = (standing.absent or standing.unstarted) if standing is not None else ""
        raise Unseen(why or f"the system does not run in containers, or nobody found the one of {service}")
    try:
        address, options = where_and_how(environ)
        client = docker.DockerClient(base_url=address, version="auto", **options)
    except (docker.errors.DockerException, NoEngine, OSError, ValueError) as error:
        raise Unseen(f"the engine does not answer: {harmless(str(error), 300)}") from error
    with closing(client):
        try:
            container = client.containers.get(standing.container)
        except docker.errors.DockerException as error:
            raise Unseen(f"the container of {service} cannot be found: {harmless(str(error), 300)}") from error
        yield container

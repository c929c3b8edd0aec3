"""What can be wrong with a port, in words."""

from __future__ import annotations

from pytest_vx11._checks.code import Code
from pytest_vx11._facets.shared.compose import NO_SERVICE
from pytest_vx11._facets.shared.running import IS_DOWN

CODES = (
    NO_SERVICE,
    IS_DOWN,
    Code(
        code="VX204",
        title="nobody, or somebody else, listens where the service should",
        titles={"es": "nadie, u otro, escucha donde debería escuchar el servicio"},
        text="A process that was started for a service listens on its own port, as `run` is told; a system that is "
        "up already, on the published one. An address that the canon states must be the one that is listened on. In a "
        "container somebody must listen on the port at an address that a published port leads to: not on loopback.",
        example="port: 8000, and the process of the service listens on 8005",
    ),
    Code(
        code="VX104",
        title="a port is not published as the canon says",
        titles={"es": "un puerto no se publica como dice el canon"},
        text="`port: 8000` means that the container's port 8000 is published as 8000 of the host, as "
        '`ports: ["8000:8000"]` does. Ports beside it are no drift.',
        example='port: 8000, and docker-compose.yml publishes "8001:8000"',
    ),
    Code(
        code="VX205",
        title="a container does not publish a port as the canon says",
        titles={"es": "un contenedor no publica un puerto como dice el canon"},
        text="What the engine binds on its host counts. Where a run took free ports (`--vx11-ports ephemeral`), the port "
        "that the Compose file has counts, and some port must be bound for it.",
        example="port: 8000, and the container was made with 8001:8000",
    ),
)

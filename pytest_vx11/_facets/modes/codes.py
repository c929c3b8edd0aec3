"""What can be wrong with a mode, in words."""

from __future__ import annotations

from pytest_vx11._checks.code import Code

CODES = (
    Code(
        code="VX150",
        valued=False,
        title="a mode's service is not declared",
        titles={"es": "un servicio del modo no está declarado"},
        text="The mode lists a service that the Compose file does not define, or that the Compose profile of the "
        "mode's name does not start.",
        example="modes: {low_power: [madre]}, and docker-compose.yml defines no madre",
    ),
    Code(
        code="VX151",
        valued=False,
        title="a mode starts a service that the canon does not list",
        titles={"es": "un modo arranca un servicio que el canon no enumera"},
        text="The Compose profile of the mode's name starts the services that carry it, and those in no profile.",
        example="modes: {low_power: [madre]}, and the profile low_power also starts switch",
    ),
    Code(
        code="VX250",
        title="a service of the mode is down",
        titles={"es": "un servicio del modo está caído"},
        text="The system runs in the mode, and a service that it lists takes no connections, or its process, or its "
        "container, has ended.",
        example="--vx11-mode low_power, modes: {low_power: [madre]}, and madre ended after it had started",
    ),
    Code(
        code="VX251",
        title="a service is up that the mode does not list",
        titles={"es": "está en marcha un servicio que el modo no enumera"},
        text="The system runs in the mode, and somebody takes connections at the port of a service beside it.",
        example="--vx11-mode low_power, modes: {low_power: [madre]}, and switch answers at its port",
    ),
)

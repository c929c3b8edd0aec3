"""What can be wrong with a healthcheck, in words."""

from __future__ import annotations

from pytest_vx11._checks.code import Code
from pytest_vx11._facets.shared.compose import NO_SERVICE
from pytest_vx11._facets.shared.running import IS_DOWN

CODES = (
    NO_SERVICE,
    Code(
        code="VX110",
        valued=False,
        title="no healthcheck is declared",
        titles={"es": "no se declara ninguna comprobación de salud"},
        text="Neither the Compose service nor its Dockerfile states a healthcheck, or one of them turns it off.",
        example='healthcheck: {test: "curl -f http://localhost:8001/health"}, and Compose says `disable: true`',
    ),
    Code(
        code="VX111",
        title="the healthcheck's command is not the canon's",
        titles={"es": "la orden de la comprobación de salud no es la del canon"},
        text="Commands are equal when their shell words are: CMD or CMD-SHELL, with a trailing `|| exit 1` or not.",
        example='healthcheck: {test: "curl -f http://localhost:8001/health"}, and Compose asks port 8000',
    ),
    Code(
        code="VX112",
        title="a time or a count of the healthcheck is not the canon's",
        titles={"es": "un tiempo o un número de intentos de la comprobación de salud no es el del canon"},
        text="Compose's value counts before the Dockerfile's, and the engine's default where neither states one: "
        "interval 30s, timeout 30s, start_period 0s, retries 3.",
        example="healthcheck: {interval: 30s}, and Compose says 5m",
    ),
    IS_DOWN,
    Code(
        code="VX211",
        valued=False,
        title="the healthcheck says that the service is not well",
        titles={"es": "la comprobación de salud dice que el servicio no está bien"},
        text="The URL that the canon's healthcheck asks was asked, or its command was run where it asks none, and the "
        "service is not well. From outside of a container the URL is asked without curl. Of a container the engine's own "
        "word counts as well, with what the last try printed.",
        example='healthcheck: {test: "curl -f http://localhost:8001/health"}, and the service answers 503',
    ),
    Code(
        code="VX210",
        valued=False,
        title="a container has no healthcheck",
        titles={"es": "un contenedor no tiene comprobación de salud"},
        text="Nobody stated one when it was made, its image has none, or it was turned off: the engine cannot tell whether "
        "the service is well, and whoever waits for it to be healthy waits for ever.",
        example='healthcheck: {test: "curl -f http://localhost:8001/health"}, and the container was made without',
    ),
    Code(
        code="VX212",
        title="a container's healthcheck runs another command than the canon says",
        titles={"es": "la comprobación de salud de un contenedor ejecuta otra orden que la que dice el canon"},
        text="Commands are equal when their shell words are, as for VX111. A command that always ends with 0 makes the "
        "engine call healthy whatever the service does.",
        example='healthcheck: {test: "curl -f http://localhost:8001/health"}, and the container runs `true`',
    ),
    Code(
        code="VX213",
        title="a time or a count of a container's healthcheck is not the canon's",
        titles={
            "es": "un tiempo o un número de intentos de la comprobación de salud de un contenedor no es el del canon"
        },
        text="What the container was made with counts, and the engine's default where that is nothing: interval 30s, "
        "timeout 30s, start_period 0s, retries 3.",
        example="healthcheck: {interval: 30s}, and the engine asks every 5m",
    ),
)

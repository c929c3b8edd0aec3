"""What can be wrong with the order of services, in words."""

from __future__ import annotations

from pytest_vx11._checks.code import Code
from pytest_vx11._facets.shared.compose import NO_SERVICE

CODES = (
    NO_SERVICE,
    Code(
        code="VX130",
        valued=False,
        title="a dependency is not declared",
        titles={"es": "una dependencia no está declarada"},
        text="The canon says that the service depends on another, and `depends_on` in the Compose file does not.",
        example="depends_on: [tentaculo_link], and the Compose service has no depends_on",
    ),
    Code(
        code="VX131",
        valued=False,
        title="a dependency that the canon does not have",
        titles={"es": "una dependencia que el canon no tiene"},
        text="`depends_on` in the canon is the exact set. What Compose adds, by `links` or a shared namespace too, "
        "changes the order in which the system starts.",
        example="depends_on: [], and the Compose service depends on madre",
    ),
    Code(
        code="VX132",
        title="a dependency waits for another condition",
        titles={"es": "una dependencia espera otra condición"},
        text="The canon states the condition of a dependency, and the Compose file has another one. Without one it "
        "is `service_started`.",
        example="depends_on: {db: {condition: service_healthy}}, and Compose has `depends_on: [db]`",
    ),
    Code(
        code="VX230",
        valued=False,
        title="a container did not wait for a dependency",
        titles={"es": "un contenedor no esperó a una dependencia"},
        text="The canon says that the service depends on another, and what its container was started with does not. What "
        "a container waits for, Compose and pytest-vx11 write in its labels when they make it.",
        example="depends_on: [tentaculo_link], and the container was made when the Compose service had no depends_on",
    ),
    Code(
        code="VX231",
        valued=False,
        title="a container waited for what the canon does not say",
        titles={"es": "un contenedor esperó a algo que el canon no dice"},
        text="`depends_on` in the canon is the exact set. Services that this mode leaves out are not counted.",
        example="depends_on: [], and the container was made to wait for madre",
    ),
    Code(
        code="VX232",
        title="a container waited for another condition",
        titles={"es": "un contenedor esperó otra condición"},
        text="The container was made to wait for its dependency to be started, healthy or completed, and the canon says "
        "another of these.",
        example="depends_on: {db: {condition: service_healthy}}, and the container waited for service_started",
    ),
    Code(
        code="VX233",
        valued=False,
        title="a container was started before what it depends on",
        titles={"es": "un contenedor arrancó antes que aquello de lo que depende"},
        text="Both containers were started by this run, neither was started again since, and the engine says that the "
        "dependency was started later.",
        example="depends_on: [db], and the container of db was started after the service's own",
    ),
)

"""What can be wrong with limits and restarts, in words."""

from __future__ import annotations

from pytest_vx11._checks.code import Code
from pytest_vx11._facets.shared.compose import NO_SERVICE

CODES = (
    NO_SERVICE,
    Code(
        code="VX120",
        title="the memory limit is not the canon's",
        titles={"es": "el límite de memoria no es el del canon"},
        text="The limit is `deploy.resources.limits.memory` or `mem_limit` of the Compose service. Without one, a "
        "container may take all the memory of its host.",
        example="memory: 512m, and the Compose service has no mem_limit",
    ),
    Code(
        code="VX121",
        title="the restart policy is not the canon's",
        titles={"es": "la política de reinicio no es la del canon"},
        text="The policy is `restart` of the Compose service, or `deploy.restart_policy`. Without one it is `no`.",
        example="restart: unless-stopped, and the Compose service says always",
    ),
    Code(
        code="VX220",
        title="a container's memory limit is not the canon's",
        titles={"es": "el límite de memoria de un contenedor no es el del canon"},
        text="The engine holds the container to another limit than the canon states, or to none. A limit is set when a "
        "container is made: make it anew once the Compose file is right.",
        example="memory: 512m, and the container was made with 256m",
    ),
    Code(
        code="VX221",
        title="a container's restart policy is not the canon's",
        titles={"es": "la política de reinicio de un contenedor no es la del canon"},
        text="The engine starts a container that ended again by the policy that it was made with.",
        example="restart: unless-stopped, and the container was made with `no`",
    ),
    Code(
        code="VX222",
        valued=False,
        title="a process of a container was killed for memory",
        titles={"es": "se mató un proceso de un contenedor por falta de memoria"},
        text="The kernel killed the container's first process, or a child of it, because the container came to its memory "
        "limit. A child that dies so leaves no trace in the container's state: the service goes on without it.",
        example="memory: 512m, and a worker of the service needed more",
    ),
)

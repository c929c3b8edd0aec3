"""Links: names under which other containers are found from within this one.

Facts: what Compose v2 makes of `links` and `external_links`, three names for each container.
"""

from __future__ import annotations

from pytest_vx11._observe.compose.values.fields import quoted, texts
from pytest_vx11._runtime.docker.spec.model import Ask, Cannot


def links(ask: Ask) -> list[str]:
    """Return CONTAINER:NAME for each name, as the engine calls the container."""
    return list(dict.fromkeys([*_own(ask), *_external(ask)]))


def bridge_links(ask: Ask) -> list[str] | None:
    """Return the links where the engine's own bridge is used: only there they belong to the container itself."""
    mode = ask.service.network_mode
    found = links(ask)  # in any case, so that what is wrong with them is told
    return found or None if mode is not None and mode.value in ("bridge", "default") else None


def _own(ask: Ask) -> list[str]:
    found: list[str] = []
    for said in texts(ask.service.raw, "links"):
        service, _, alias = said.value.partition(":")
        container = ask.container_of(service, said.place)
        names = (alias or service, f"{service}-1", f"{ask.naming.project}-{service}-1")
        found += [f"{container}:{name}" for name in names]
    return found


def _external(ask: Ask) -> list[str]:
    declared = {ask.naming.declared(service) for service in ask.project.services.values()}
    found: list[str] = []
    for said in texts(ask.service.raw, "external_links"):
        name, _, alias = said.value.partition(":")
        if name not in declared:
            raise Cannot(
                f"external_links names a container of somebody else's, {quoted(said.value)}",
                (said.place,),
                "make it a service of the file: a run touches only what it has made",
            )
        found.append(f"{ask.container(name)}:{alias or name}")
    return found

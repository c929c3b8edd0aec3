"""Namespaces and volumes that a container has from another one."""

from __future__ import annotations

from collections.abc import Callable

from pytest_vx11._observe.compose.values.fields import text, texts
from pytest_vx11._runtime.docker.spec.model import Ask

_SERVICE = "service:"
_CONTAINER = "container:"


def shared(key: str) -> Callable[[Ask], str | None]:
    """Return the reader of a namespace: a word of the engine's, or the container whose namespace it is."""

    def read(ask: Ask) -> str | None:
        said = text(ask.service.raw, key)
        if said is None:
            return None
        if said.value.startswith(_SERVICE):
            return _CONTAINER + ask.container_of(said.value.removeprefix(_SERVICE), said.place)
        if said.value.startswith(_CONTAINER):
            return _CONTAINER + ask.container(said.value.removeprefix(_CONTAINER))
        return said.value

    return read


def volumes_from(ask: Ask) -> list[str] | None:
    """Return the containers whose volumes are mounted here too, each with `:ro` where it is said."""
    found: list[str] = []
    for said in texts(ask.service.raw, "volumes_from"):
        if said.value.startswith(_CONTAINER):
            name, colon, mode = said.value.removeprefix(_CONTAINER).partition(":")
            container = ask.container(name)
        else:
            name, colon, mode = said.value.partition(":")
            container = ask.container_of(name, said.place)
        found.append(container + colon + mode)
    return found or None

"""The canon's JSON Schema (draft 2020-12), put together from the core's part and every facet's."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from pytest_vx11.canon.part import COMMAND, PATH, Schema, SchemaPart, choice, either, keys, named, one_or_some, some, text
from pytest_vx11.errors import Vx11Error

FORMAT = 1
RUNTIMES = ("auto", "none", "attach", "process", "docker")
SERVICE_NAME = r"[A-Za-z0-9][A-Za-z0-9._-]*$"

CORE = SchemaPart(
    top={
        "canon": {"const": FORMAT, "title": f"{FORMAT}, the format this version reads"},
        "system": {"type": "string", "pattern": rf"^{SERVICE_NAME}", "title": "a name of letters, digits, dots and dashes"},
        "version": text("a version, as text in quotes"),
        "root": PATH,
        "include": one_or_some(PATH, "a path or glob, or a list of them"),
        "compose": one_or_some(PATH, "a Compose file, or a list of them"),
        "runtime": choice(*RUNTIMES),
        "extensions": some(text("a file or a module"), "a list of files and modules"),
        "auth": keys(
            "the header and the token",
            {"header": text("a header's name", pattern=r"^[!#$%&'*+.^_`|~0-9A-Za-z-]+$"), "token": text("a ${NAME}")},
        ),
    },
    service={
        "code": PATH,
        "app": text("a file, or package.module:attribute"),
        "run": COMMAND,
        "state": choice("enabled", "disabled"),
        "why": text("a reason"),
    },
)


def compose_schema(parts: Iterable[SchemaPart]) -> dict[str, Any]:
    """Return the JSON Schema of a canon whose facets bring `parts`.

    Raises Vx11Error when two parts bring the same key.
    """
    top, service = _merged(part.top for part in (CORE, *parts)), _merged(part.service for part in (CORE, *parts))
    nullable = {key: {"anyOf": [value, {"type": "null"}], "title": value.get("title", key)} for key, value in service.items()}
    one_service = keys("a service's keys", nullable, at_least=1)
    top["defaults"] = keys("what lies under every service", service)
    top["services"] = named(
        "the services", {"$ref": "#/$defs/service"}, SERVICE_NAME, names="letters, digits, dots and dashes"
    )
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "a canon of pytest-vx11",
        "description": "What must be true of a system of services.",
        **{key: value for key, value in keys("a canon", top, required=("canon", "system")).items() if key != "title"},
        "$defs": {"service": either("a service's keys, or nothing", one_service, {"type": "null"})},
    }


def _merged(mappings: Iterable[Mapping[str, Schema]]) -> dict[str, Schema]:
    merged: dict[str, Schema] = {}
    for mapping in mappings:
        for key, value in mapping.items():
            if key in merged:
                raise Vx11Error(f'two facets bring the canon key "{key}"')
            merged[key] = value
    return merged

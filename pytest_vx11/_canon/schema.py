"""The canon's JSON Schema (draft 2020-12), put together from the core's part and every facet's."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from pytest_vx11._canon.part import (
    COMMAND,
    END,
    PATH,
    Schema,
    SchemaPart,
    choice,
    described,
    keys,
    named,
    nullable,
    one_or_some,
    some,
    text,
)
from pytest_vx11._errors import Vx11Error

FORMAT = 1
RUNTIMES = ("auto", "none", "attach", "process", "docker")
SERVICE_NAME = rf"[A-Za-z0-9][A-Za-z0-9._-]*{END}"
_HEADER = rf"^[!#$%&'*+.^_`|~0-9A-Za-z-]+{END}"  # RFC 9110, section 5.6.2

_TOKEN = described("The token, as ${NAME}: a secret does not stand in a file.", text("text with a ${NAME}"))

CORE = SchemaPart(
    top={
        "canon": described(
            "The version of the canon's format.", {"const": FORMAT, "title": f"{FORMAT}, the format this version reads"}
        ),
        "system": described(
            "The system's name, which ids begin with; no service may bear it.",
            {"type": "string", "pattern": rf"^{SERVICE_NAME}", "title": "a name of letters, digits, dots and dashes"},
        ),
        "version": described("The system's own version.", text("a version, as text in quotes")),
        "root": described("The tree under test, relative to this file; this file's folder by default.", PATH),
        "include": described(
            "Files that are merged in, relative to this one; a key said twice is an error.",
            one_or_some(PATH, "a path or glob, or a list of them"),
        ),
        "compose": described(
            "The Compose files, relative to root; several are merged as Compose merges them.",
            one_or_some(PATH, "a Compose file, or a list of them"),
        ),
        "runtime": described(
            "How the system is brought up; the option --vx11-runtime overrides it.", choice(*RUNTIMES)
        ),
        "extensions": described(
            "Facets of one's own: files, relative to this one, or modules.",
            some(text("a file or a module"), "a list of files and modules"),
        ),
        "auth": described(
            "The header that carries the token.",
            keys("the header and the token", {"header": text("a header's name", pattern=_HEADER), "token": _TOKEN}),
        ),
    },
    service={
        "code": described("The service's folder; by default the one of its name.", PATH),
        "app": described(
            "Where its routes are declared: a file, or package.module:attribute.",
            text("a file, or package.module:attribute"),
        ),
        "run": described("The command that starts it, for the process runtime.", COMMAND),
        "state": described("Disabled services are never started, and must not be up.", choice("enabled", "disabled")),
        "why": described("Why it is disabled.", text("a reason")),
    },
)


def compose_schema(parts: Iterable[SchemaPart]) -> dict[str, Any]:
    """Return the JSON Schema of a canon whose facets bring `parts`.

    Raises Vx11Error when two parts bring the same key.
    """
    top, service = _merged(part.top for part in (CORE, *parts)), _merged(part.service for part in (CORE, *parts))
    top["defaults"] = described(
        "What lies under every service: mappings merge, lists and values replace, null takes away.",
        keys("what lies under every service", service),
    )
    top["services"] = described(
        "The services, by their names in the Compose file.",
        named(
            "the services",
            nullable(keys("a service's keys", service)),
            SERVICE_NAME,
            names="letters, digits, dots and dashes",
        ),
    )
    canon = keys("a canon of pytest-vx11", top, required=("canon", "system"))
    head = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": canon["title"],
        "description": "What must be true of a system of services.",
    }
    return {**head, **canon}


def _merged(mappings: Iterable[Mapping[str, Schema]]) -> dict[str, Schema]:
    merged: dict[str, Schema] = {}
    for mapping in mappings:
        for key, value in mapping.items():
            if key in merged:
                raise Vx11Error(f'two facets bring the canon key "{key}"')
            merged[key] = value
    return merged

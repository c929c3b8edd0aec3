"""A facet's part of the canon's JSON Schema, and the fragments that parts are made of.

Every fragment has a `title` that completes the sentence "expected …"; errors and editors both show it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

Schema = Mapping[str, Any]

FREE_KEYS = "^x-"


@dataclass(frozen=True, slots=True, kw_only=True)
class SchemaPart:
    """The keys that one facet brings."""

    top: Mapping[str, Schema] = field(default_factory=dict)
    """Keys at the top of the canon."""
    service: Mapping[str, Schema] = field(default_factory=dict)
    """Keys of a service, and of `defaults`."""


def text(title: str = "text", **more: Any) -> Schema:
    """A text that is not empty."""
    return {"type": "string", "minLength": 1, "title": title, **more}


def pattern(title: str, regex: str) -> Schema:
    """A text of one form; a `${NAME}` in it is let through."""
    return {"type": "string", "pattern": rf"(?:{regex})|\$\{{", "title": title}


def choice(*values: str | bool) -> Schema:
    """One of some words."""
    shown = [str(value).lower() if isinstance(value, bool) else value for value in values]
    return {"enum": list(values), "title": f"one of {', '.join(shown)}"}


def whole(title: str, minimum: int, maximum: int | None = None) -> Schema:
    """A whole number, or its digits as text, or text with a `${NAME}` in it."""
    number: dict[str, Any] = {"type": "integer", "minimum": minimum}
    if maximum is not None:
        number["maximum"] = maximum
    return either(title, number, {"type": "string", "pattern": r"^\d{1,18}$|\$\{"})


def either(title: str, *options: Schema) -> Schema:
    """One of several forms."""
    return {"anyOf": list(options), "title": title}


def some(item: Schema, title: str = "a list", *, at_least: int = 1) -> Schema:
    """A list; an empty one asserts nothing, so that it takes `at_least=0` to allow it."""
    listing: dict[str, Any] = {"type": "array", "items": item, "title": title, "uniqueItems": False}
    if at_least:
        listing["minItems"] = at_least
    return listing


def one_or_some(item: Schema, title: str) -> Schema:
    """One value, or a list of them."""
    return either(title, item, some(item, title))


def keys(title: str, properties: Mapping[str, Schema], *, required: tuple[str, ...] = (), at_least: int = 1) -> Schema:
    """A mapping of known keys; `x-` keys are free."""
    mapping: dict[str, Any] = {
        "type": "object",
        "title": title,
        "properties": dict(properties),
        "patternProperties": {FREE_KEYS: True},
        "additionalProperties": False,
    }
    if required:
        mapping["required"] = list(required)
    if at_least:
        mapping["minProperties"] = at_least
    return mapping


def named(title: str, value: Schema, name: str = ".", *, names: str = "a name") -> Schema:
    """A mapping of names that the user chooses; `name` is what they look like, `names` says so in words."""
    return {
        "type": "object",
        "title": title,
        "patternProperties": {FREE_KEYS: True, rf"^(?!x-)(?:{name})": value},
        "additionalProperties": False,
        "minProperties": 1,
        "x-names": names,
    }


DURATION = pattern("a duration such as 30s, 500ms or 1m30s", r"^(?:\d+(?:\.\d+)?(?:ns|us|µs|ms|s|m|h))+$|^0$")
SIZE = either(
    "a size such as 512m or 1g",
    {"type": "integer", "minimum": 0},
    pattern("a size such as 512m or 1g", r"^\d+(?:\.\d+)?\s*(?:[kKmMgGtTpP]?[iI]?[bB]?)$"),
)
PATH = text("a path")
GLOB = text("a path or a glob")
COMMAND = either("a command, as text or as a list of words", text(), some(either("a word", {"type": "string"}, {"type": "number"})))

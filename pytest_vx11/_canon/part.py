"""A facet's part of the canon's JSON Schema, and the fragments that parts are made of.

Every fragment has a `title` that completes the sentence "expected …"; errors and editors both show it.
What may be one of several types is one flat schema with a list of types, not an `anyOf`: keywords hold for their own
type alone (JSON Schema 2020-12 validation, section 6), so that an error is of the one form that was meant.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

Schema = Mapping[str, Any]

FREE_KEYS = "^x-"
#: Python's `$` also matches before a line break at the end; ECMA-262's, which JSON Schema has, does not.
END = r"$(?!\n)"


@dataclass(frozen=True, slots=True, kw_only=True)
class SchemaPart:
    """The keys that one facet brings."""

    top: Mapping[str, Schema] = field(default_factory=dict)
    """Keys at the top of the canon."""
    service: Mapping[str, Schema] = field(default_factory=dict)
    """Keys of a service, and of `defaults`."""


def described(description: str, schema: Schema) -> Schema:
    """A schema with a sentence for editors to show, where the key's meaning is not plain."""
    return {**schema, "description": description}


def text(title: str = "text", **more: Any) -> Schema:
    """A text that is not empty."""
    return {"type": "string", "minLength": 1, "title": title, **more}


def pattern(title: str, regex: str) -> Schema:
    """A text of one form, from beginning to end; one with a `${NAME}` in it is let through."""
    return {"type": "string", "pattern": rf"^(?:{regex}){END}|\$\{{", "title": title}


def choice(*values: str | bool, title: str = "") -> Schema:
    """One of some words, or text with a `${NAME}` in it."""
    title = title or f"one of {', '.join(str(value) for value in values)}"
    return {"anyOf": [{"enum": list(values)}, {"type": "string", "pattern": r"\$\{"}], "title": title}


def whole(title: str, minimum: int, maximum: int | None = None, *, digits: str = "") -> Schema:
    """A whole number, or its digits as text, since a `${NAME}` gives text; who reads it says `int(…)`."""
    number: dict[str, Any] = {"type": "integer", "minimum": minimum}
    if maximum is not None:
        number["maximum"] = maximum
    return either(title, number, pattern(title, digits or ("[1-9][0-9]{0,17}" if minimum else "0|[1-9][0-9]{0,17}")))


def either(title: str, *options: Schema) -> Schema:
    """One of several forms, each of another type."""
    types = [kind for option in options for kind in _types(option)]
    known = all(_types(option) for option in options)
    if not known or len(set(types)) < len(types) or {"integer", "number"} <= set(types):
        return {"anyOf": list(options), "title": title}
    keywords = {key: value for option in options for key, value in option.items()}
    return {**keywords, "type": types, "title": title}


def nullable(schema: Schema) -> Schema:
    """What `schema` says, or null; of the values in a mapping too, since null takes away a default at any depth."""
    schema = dict(schema)
    for key in ("properties", "patternProperties"):
        if key in schema:
            schema[key] = {
                name: nullable(each) if isinstance(each, Mapping) else each for name, each in schema[key].items()
            }
    null: Schema = {"type": "null"}
    if "anyOf" in schema:
        return {**schema, "anyOf": [*schema["anyOf"], null]}
    types = _types(schema)
    return {**schema, "type": [*types, "null"]} if types and "null" not in types else schema


def _types(schema: Schema) -> list[str]:
    types = schema.get("type", [])
    return [types] if isinstance(types, str) else list(types)


def some(item: Schema, title: str = "a list", *, at_least: int = 1) -> Schema:
    """A list; an empty one asserts nothing, so that it takes `at_least=0` to allow it."""
    listing: dict[str, Any] = {"type": "array", "items": item, "title": title}
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


_UNIT = "(?:ns|us|µs|μs|ms|s|m|h)"
DURATION = pattern("a duration such as 30s, 500ms or 1m30s", rf"(?:[0-9]+(?:\.[0-9]+)?{_UNIT})+|0")
SIZE = either(
    "a size such as 512m or 1g",
    {"type": "integer", "minimum": 0},
    pattern("a size such as 512m or 1g", r"[0-9]+(?:\.[0-9]+)? *(?:[kKmMgGtTpP]?[iI]?[bB]?)"),
)
PATH = text("a path")
GLOB = text("a path or a glob")
# No fractions: 3.10 would become 3.1.
WORDS = some({"type": ["string", "integer"], "title": "a word"}, "a list of words")
COMMAND = either("a command, as text or as a list of words", text(), WORDS)

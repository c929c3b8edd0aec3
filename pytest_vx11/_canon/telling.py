"""Saying in words what breaks a canon's schema."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from jsonschema import ValidationError

from pytest_vx11._canon.fits import fits
from pytest_vx11._canon.model import Variable
from pytest_vx11._canon.prune import Path, step
from pytest_vx11._source.located import Map, Seq
from pytest_vx11._source.place import Place
from pytest_vx11._source.problem import Problem
from pytest_vx11._source.values import kind, show
from pytest_vx11._source.words import did_you_mean, harmless

_BOOLEANS = ("on", "yes", "off", "no", "y", "n")


class Said(NamedTuple):
    """What is wrong, where in the canon's keys, and where in its files."""

    where: str
    """`services.madre: `, or empty at the top."""
    what: str
    hint: str
    place: Place

    @property
    def problem(self) -> Problem:
        """The two in one sentence."""
        return Problem(self.place, f"{self.where}{self.what}", self.hint)


class Teller:
    """Says the errors of one canon. What came of one of the `variables`, and `auth` and URLs, are never repeated."""

    def __init__(self, top: Map, schema: Mapping[str, Any], variables: Mapping[Place, Variable]) -> None:
        self._top = top
        self._schema = schema
        self._variables = variables

    def told(self, error: ValidationError) -> Iterator[Said]:
        """Yield what there is to say of an error: one thing, or one for each key that is unknown or missing."""
        path, value, schema = tuple(error.absolute_path), instance(error), schema_of(error)
        where, at = _where(path), self._place(path)
        if error.validator == "additionalProperties":
            for key in unknown_keys(error):
                what, hint = self._unknown(key, path, schema)
                yield Said(where, what, hint, value.key_at(key) if isinstance(value, Map) else at)
        elif error.validator == "required":
            for key in schema["required"]:
                if key not in value:
                    yield Said(where, f'the key "{key}" is missing', "", at)
        elif error.validator in ("minItems", "minProperties") and not value:
            if "required" not in schema:
                yield Said(where, f"{kind(value)} asserts nothing", "say something, or leave the key out", at)
        elif error.validator in ("minItems", "maxItems"):
            yield Said(where, f"expected {_title(error)}, found {len(value)} of them", "", at)
        else:
            found, hint = self._found(path, value, at, schema)
            yield Said(where, f"expected {_title(error)}, found {found}", hint, at)

    def _found(self, path: Path, value: Any, at: Place, schema: Mapping[str, Any]) -> tuple[str, str]:
        if path[:1] == ("auth",) or (path[:1] == ("databases",) and path[2:3] == ("url",)):
            return "another value", ""
        variable = self._variables.get(at)
        if variable:
            return f"the value of {harmless(variable.written, 80)}", ""
        return kind(value), _meant(value, schema)

    def _unknown(self, key: str, path: Path, schema: Mapping[str, Any]) -> tuple[str, str]:
        names, shown = schema.get("x-names"), f'"{harmless(key, 80)}"'
        if names:
            return f"{shown} is no name here: expected {names}", _respelled(key, schema)
        return f"unknown key {shown}", self._belongs(key, path) or did_you_mean(key, schema.get("properties", ()))

    def _belongs(self, key: str, path: Path) -> str:
        top = self._schema.get("properties", {})
        if not path and key in top.get("defaults", {}).get("properties", ()):
            return "it belongs to a service, or to defaults"
        return "it belongs to the top of the canon" if path[:1] in (("services",), ("defaults",)) and key in top else ""

    def _place(self, path: Path) -> Place:
        node: Any = self._top
        place = self._top.place
        for name in path:
            if isinstance(node, (Map, Seq)):
                place = node.at(name)  # type: ignore[arg-type]  # a Map's paths are text, a Seq's are numbers
            node = step(node, name)
        return place


def schema_of(error: ValidationError) -> Mapping[str, Any]:
    """Return the schema that is broken; an empty one where it is only true or false."""
    return error.schema if isinstance(error.schema, Mapping) else {}


def instance(error: ValidationError) -> Any:
    """Return the value that is wrong."""
    return error.instance


def unknown_keys(error: ValidationError) -> list[str]:
    """Return the keys that an error of `additionalProperties` is about."""
    properties, patterns = schema_of(error).get("properties", {}), schema_of(error).get("patternProperties", {})
    return [
        key for key in instance(error) if key not in properties and not any(re.search(each, key) for each in patterns)
    ]


def _title(error: ValidationError) -> str:
    schemas = [schema_of(each) for each in (error, error.parent) if isinstance(each, ValidationError)]
    title = next((str(schema["title"]) for schema in schemas if "title" in schema), "something else")
    types = {schemas[0].get("type")} if isinstance(schemas[0].get("type"), str) else set(schemas[0].get("type", ()))
    return f"a mapping ({title})" if error.validator == "type" and types - {"null"} == {"object"} else title


def _meant(value: Any, schema: Mapping[str, Any]) -> str:
    if isinstance(value, str):
        if "boolean" in schema.get("type", ()) and value.lower() in _BOOLEANS:
            return f"{value} is text here: YAML 1.2 knows true and false"
        options = [each for form in (schema, *schema.get("anyOf", ())) for each in form.get("enum", ())]
        return did_you_mean(value, (each for each in options if isinstance(each, str)))
    # A whole number in the place of any text is more than a lack of quotes.
    lacks = isinstance(value, (bool, float)) or (isinstance(value, int) and "pattern" in schema)
    return "put it in quotes" if lacks and fits(schema)(show(value)) else ""


def _respelled(key: str, schema: Mapping[str, Any]) -> str:
    """Say the name that was meant, where a capital word and a slash make it one: `get health` is `GET /health`."""
    word, _, rest = key.partition(" ")
    for each in (f"{word.upper()} {rest}", f"{word.upper()} /{rest}") if word and rest else ():
        if any(re.search(regex, each) for regex in schema.get("patternProperties", ())):
            return f'did you mean "{harmless(each, 80)}"?'
    return ""


def _where(path: Path) -> str:
    names = [harmless(name, 60) for name in path if isinstance(name, str)]
    return f"{'.'.join(names)}: " if names else ""

"""Holding a canon against its JSON Schema, and saying in words what is wrong and where."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

import jsonschema
import jsonschema.validators

from pytest_vx11.canon.fits import fits
from pytest_vx11.canon.model import Variable
from pytest_vx11.canon.prune import Path, Wrong, step
from pytest_vx11.source.located import Map, Seq
from pytest_vx11.source.place import Place
from pytest_vx11.source.problem import Problem
from pytest_vx11.source.values import kind
from pytest_vx11.source.words import did_you_mean, harmless

MOST = 200
Error = jsonschema.ValidationError
_TRUE_OR_FALSE = ("on", "yes", "off", "no", "y", "n")


def validate(
    top: Map, schema: Mapping[str, Any], variables: Mapping[Place, Variable]
) -> tuple[list[Problem], list[Wrong]]:
    """Return every problem, 200 at most, and the entries that are not as they should be.

    What came of one of the `variables` is never repeated, and nothing of `auth` or a URL is.
    """
    teller = _Teller(top, variables)
    problems: list[Problem] = []
    wrong: list[Wrong] = []
    for error in _QUICK(schema).iter_errors(top):
        for leaf in _leaves(error):
            problems.extend(teller.told(leaf))
            wrong.extend(_entries(leaf))
        if len(problems) > MOST:
            problems[MOST:] = [Problem(top.place, f"more than {MOST} problems; the rest is not shown")]
            break
    return problems, wrong


def _properties(validator: Any, properties: Any, value: Any, _: Any) -> Iterator[Error]:
    for key, each in properties.items() if isinstance(value, dict) else ():
        if key in value and not fits(each)(value[key]):
            yield from validator.descend(value[key], each, path=key, schema_path=key)


def _pattern_properties(validator: Any, patterns: Any, value: Any, _: Any) -> Iterator[Error]:
    for regex, each in patterns.items() if isinstance(value, dict) else ():
        search, good = re.compile(regex).search, fits(each)
        for key, inner in value.items():
            if search(key) and not good(inner):
                yield from validator.descend(inner, each, path=key, schema_path=regex)


#: A validator that looks only into what does not fit.
_QUICK = jsonschema.validators.extend(  # type: ignore[no-untyped-call]
    jsonschema.Draft202012Validator, {"properties": _properties, "patternProperties": _pattern_properties}
)


def _schema(error: Error) -> Mapping[str, Any]:
    return error.schema if isinstance(error.schema, Mapping) else {}


def _value(error: Error) -> Any:
    return error.instance


def _rule(error: Error) -> Any:
    return error.validator_value


def _leaves(error: Error) -> Iterator[Error]:
    """Yield the errors that say most: those within the one alternative that was meant, where that can be told."""
    branches: dict[Any, list[Error]] = {}
    for inner in error.context or ():
        branches.setdefault(inner.schema_path[0], []).append(inner)
    meant = [inner for inner in branches.values() if not any(_is_other_form(each) for each in inner)]
    if error.validator not in ("anyOf", "oneOf") or len(meant) != 1:
        yield error
        return
    for inner in meant[0]:
        yield from _leaves(inner)


def _is_other_form(error: Error) -> bool:
    return not error.path and error.validator not in ("additionalProperties", "required", "minProperties", "minItems")


def _entries(error: Error) -> Iterator[Wrong]:
    path = tuple(error.absolute_path)
    if error.validator == "additionalProperties":
        yield from (Wrong(path=(*path, key)) for key in _unknown_keys(error))
    elif error.validator != "minProperties":
        yield Wrong(path=path, mapping=error.validator == "type" and "object" in _rule(error))


class _Teller:
    """Says an error in words."""

    def __init__(self, top: Map, variables: Mapping[Place, Variable]) -> None:
        self._top = top
        self._variables = variables

    def told(self, error: Error) -> Iterator[Problem]:
        """Yield one problem, or one for each key that is unknown or missing."""
        path, value = tuple(error.absolute_path), _value(error)
        where, at = _where(path), _place(self._top, path)
        if error.validator == "additionalProperties":
            yield from _unknown(error, where)
        elif error.validator == "required":
            for key in _rule(error):
                if key not in value:
                    yield Problem(at, f'{where}the key "{key}" is missing')
        elif error.validator in ("minItems", "minProperties") and not value:
            yield Problem(at, f"{where}{kind(value)} asserts nothing", "say something, or leave the key out")
        elif error.validator in ("minItems", "maxItems"):
            yield Problem(at, f"{where}expected {_title(error)}, found {len(value)} of them")
        else:
            found = self._found(path, value, at)
            yield Problem(at, f"{where}expected {_title(error)}, found {found}", _nearest(value, _schema(error)))

    def _found(self, path: Path, value: Any, at: Place) -> str:
        variable = self._variables.get(at)
        if path[:1] == ("auth",) or (path[:1] == ("databases",) and path[2:3] == ("url",)):
            return "another value"
        return f"the value of {harmless(variable.written, 80)}" if variable else kind(value)


def _title(error: Error) -> str:
    for each in (error, error.parent):
        if isinstance(each, Error) and "title" in _schema(each):
            return str(_schema(each)["title"])
    return "something else"


def _nearest(value: Any, schema: Mapping[str, Any]) -> str:
    forms = [schema, *schema.get("anyOf", ())]
    if isinstance(value, str):
        options = [each for form in forms for each in form.get("enum", ()) if isinstance(each, str)]
        if "boolean" in schema.get("type", ()) and value.lower() in _TRUE_OR_FALSE:
            return f"{value} is text here: YAML 1.2 knows true and false"
        return did_you_mean(value, options)
    takes_text = any("string" in form.get("type", ()) for form in forms)
    return "put it in quotes" if isinstance(value, (bool, float)) and takes_text else ""


def _unknown(error: Error, where: str) -> Iterator[Problem]:
    node, schema = _value(error), _schema(error)
    names = schema.get("x-names")
    for key in _unknown_keys(error):
        shown = f'"{harmless(key, 80)}"'
        message = f"{shown} is no name here: expected {names}" if names else f"unknown key {shown}"
        at = node.key_at(key) if isinstance(node, Map) else None
        yield Problem(
            at, f"{where}{message}", did_you_mean(key, schema.get("properties", ())) or _respelled(key, schema)
        )


def _respelled(key: str, schema: Mapping[str, Any]) -> str:
    """Say the name that was meant, where a capital word and a slash make it one: `get health` is `GET /health`."""
    word, _, rest = key.partition(" ")
    for each in (f"{word.upper()} {rest}", f"{word.upper()} /{rest}"):
        if any(re.search(regex, each) for regex in schema.get("patternProperties", ())):
            return f'did you mean "{harmless(each, 80)}"?'
    return ""


def _unknown_keys(error: Error) -> list[str]:
    properties, patterns = _schema(error).get("properties", {}), _schema(error).get("patternProperties", {})
    return [
        key for key in _value(error) if key not in properties and not any(re.search(each, key) for each in patterns)
    ]


def _where(path: Path) -> str:
    names = [harmless(name, 60) for name in path if isinstance(name, str)]
    return f"{'.'.join(names)}: " if names else ""


def _place(top: Map, path: Path) -> Place:
    node: Any = top
    place = top.place
    for name in path:
        if isinstance(node, (Map, Seq)):
            place = node.at(name)  # type: ignore[arg-type]  # a Map's paths are text, a Seq's are numbers
        node = step(node, name)
    return place

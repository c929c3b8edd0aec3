"""Holding a canon against its JSON Schema."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

import jsonschema
import jsonschema.validators
from jsonschema import ValidationError

from pytest_vx11._canon.fits import fits
from pytest_vx11._canon.model import Variable
from pytest_vx11._canon.prune import Wrong
from pytest_vx11._canon.telling import Teller, schema_of, unknown_keys
from pytest_vx11._source.located import Map
from pytest_vx11._source.place import Place
from pytest_vx11._source.problem import MAX_PROBLEMS, Problem


def validate(
    top: Map, schema: Mapping[str, Any], variables: Mapping[Place, Variable]
) -> tuple[list[Problem], list[Wrong]]:
    """Return every problem and the entries that are not as they should be; it ends soon after a thousand problems."""
    teller = Teller(top, schema, variables)
    problems: dict[tuple[Place, str], Problem] = {}
    wrong: list[Wrong] = []
    for leaf in (leaf for error in _Quick(schema).iter_errors(top) for leaf in _leaves(error)):
        wrong.extend(_entries(leaf))
        for said in teller.told(leaf):
            # An alias leads to one mistake by several names.
            problems.setdefault((said.place, said.what), said.problem)
            if len(problems) > MAX_PROBLEMS:
                return list(problems.values()), wrong
    return list(problems.values()), wrong


def _properties(validator: Any, properties: Any, value: Any, _: Any) -> Iterator[ValidationError]:
    for key, each in properties.items() if isinstance(value, dict) else ():
        if key in value and not fits(each)(value[key]):
            yield from validator.descend(value[key], each, path=key, schema_path=key)


def _pattern_properties(validator: Any, patterns: Any, value: Any, _: Any) -> Iterator[ValidationError]:
    for regex, each in patterns.items() if isinstance(value, dict) else ():
        search, good = re.compile(regex).search, fits(each)
        for key, inner in value.items():
            if search(key) and not good(inner):
                yield from validator.descend(inner, each, path=key, schema_path=regex)


#: A validator that looks only into what does not fit.
_Quick = jsonschema.validators.extend(  # type: ignore[no-untyped-call]
    jsonschema.Draft202012Validator, {"properties": _properties, "patternProperties": _pattern_properties}
)


def _leaves(error: ValidationError) -> Iterator[ValidationError]:
    """Yield the errors that say most: those within the one alternative that was meant, where that can be told."""
    branches: dict[Any, list[ValidationError]] = {}
    for inner in error.context or ():
        branches.setdefault(inner.schema_path[0], []).append(inner)
    meant = [inner for inner in branches.values() if not any(_is_other_form(each) for each in inner)]
    if error.validator not in ("anyOf", "oneOf") or len(meant) != 1:
        yield error
        return
    for inner in meant[0]:
        yield from _leaves(inner)


def _is_other_form(error: ValidationError) -> bool:
    return not error.path and error.validator not in ("additionalProperties", "required", "minProperties", "minItems")


def _entries(error: ValidationError) -> Iterator[Wrong]:
    path = tuple(error.absolute_path)
    if error.validator == "additionalProperties":
        yield from (Wrong(path=(*path, key)) for key in unknown_keys(error))
    elif error.validator != "minProperties":
        mapping = "object" in schema_of(error).get("type", ())
        yield Wrong(path=path, mapping=mapping and error.validator == "type")

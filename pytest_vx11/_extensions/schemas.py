"""What is wrong with a facet's part of the canon's schema, by itself."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from pytest_vx11._canon.part import FREE_KEYS, SchemaPart
from pytest_vx11._source.words import harmless

_FREE = re.compile(FREE_KEYS)


def wrong_with_schema(part: SchemaPart) -> Iterator[str]:
    """Yield a sentence for each key that is none, or whose schema is no JSON Schema (draft 2020-12)."""
    for key, schema in [*part.top.items(), *part.service.items()]:
        said = harmless(str(key), 80)
        if not isinstance(key, str) or not key or _FREE.search(key):
            yield f'its key "{said}" is none: a key is text that does not begin with x-, which is free'
        elif message := _wrong(schema):
            yield f'the schema of its key "{said}" is none: {message}'


def _wrong(schema: Any) -> str:
    # Here and not above: it takes a while to import, and most runs have no facet but the built-in ones.
    import jsonschema  # noqa: PLC0415

    if not isinstance(schema, (Mapping, bool)):
        return f"it is {harmless(repr(schema), 80)}, and no mapping"
    try:
        jsonschema.Draft202012Validator.check_schema(schema)
    except jsonschema.SchemaError as error:
        return harmless(f"{error.json_path}: {error.message}", 300)
    outside = next((each for each in _references(schema) if not each.startswith("#/")), None)
    return f'its $ref "{harmless(outside, 80)}" leads out of the canon\'s own schema' if outside is not None else ""


def _references(schema: Any) -> Iterator[str]:
    if isinstance(schema, Mapping):
        for key, value in schema.items():
            if key in ("$ref", "$dynamicRef") and isinstance(value, str):
                yield value
            yield from _references(value)
    elif isinstance(schema, (list, tuple)):
        for each in schema:
            yield from _references(each)

"""Holding a canon against its JSON Schema, and saying in words what is wrong and where."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import jsonschema

from pytest_vx11.source.located import Map, Seq
from pytest_vx11.source.place import Place
from pytest_vx11.source.problem import Problem
from pytest_vx11.source.values import kind
from pytest_vx11.source.words import did_you_mean, harmless

#: What the canon may hold back: a value under these keys is never repeated in an error.
_SECRET = frozenset({"auth", "token", "url"})
_MOST = 200
Error = jsonschema.ValidationError


def validate(top: Map, schema: Mapping[str, Any]) -> tuple[list[Problem], list[tuple[str | int, ...]]]:
    """Return every problem, and the paths of the entries that are not as they should be."""
    problems: list[Problem] = []
    wrong: list[tuple[str | int, ...]] = []
    validator = jsonschema.Draft202012Validator(schema)
    for error in validator.iter_errors(top):
        for leaf in _leaves(error):
            problems.extend(_told(leaf, top))
            wrong.extend(_entries(leaf))
        if len(problems) > _MOST:
            problems.append(Problem(top.place, f"more than {_MOST} problems; the rest is not shown"))
            break
    return problems, wrong


def prune(top: Map, paths: Iterable[tuple[str | int, ...]]) -> None:
    """Take the entries at `paths` out, so that the rest can still be held against the other rules."""
    for path in paths:
        *parents, last = path or ("",)
        node: Any = top
        for step in parents:
            node = _step(node, step)
        if isinstance(node, Map) and isinstance(last, str):
            node.pop(last, None)
        elif isinstance(node, Seq) and parents:
            prune(top, [tuple(parents)])


def _step(node: Any, step: str | int) -> Any:
    if isinstance(node, Map) and isinstance(step, str):
        return node.get(step)
    return node[step] if isinstance(node, Seq) and isinstance(step, int) and step < len(node) else None


def _leaves(error: Error) -> Iterator[Error]:
    """Yield the errors that say most: those of the one alternative that was meant, where that can be told."""
    if error.validator not in ("anyOf", "oneOf") or not error.context:
        yield error
        return
    branches: dict[int, list[Error]] = {}
    for inner in error.context:
        branches.setdefault(int(inner.schema_path[0]), []).append(inner)
    meant = [inner for inner in branches.values() if not any(_is_other_kind(each) for each in inner)]
    if len(meant) != 1 or (len(meant[0]) == 1 and not meant[0][0].path and meant[0][0].validator in ("pattern", "minimum", "maximum")):
        yield error
        return
    for inner in meant[0]:
        yield from _leaves(inner)


def _is_other_kind(error: Error) -> bool:
    return error.validator in ("type", "enum", "const") and not error.path


def _entries(error: Error) -> Iterator[tuple[str | int, ...]]:
    path = tuple(error.absolute_path)
    if error.validator == "additionalProperties":
        for key in _unknown_keys(error):
            yield (*path, key)
    else:
        yield path


def _told(error: Error, top: Map) -> Iterator[Problem]:
    path = tuple(error.absolute_path)
    value, schema, where = error.instance, error.schema, _where(path)
    if error.validator == "additionalProperties":
        yield from _unknown(error, where)
    elif error.validator == "required":
        missing = [key for key in error.validator_value if key not in value]
        for key in missing:
            yield Problem(_place(top, path), f'{where}the key "{key}" is missing')
        return
    elif error.validator in ("minItems", "minProperties") and not value:
        yield Problem(_place(top, path), f"{where}{kind(value)} asserts nothing", "say something, or leave the key out")
    else:
        title = schema.get("title") or (error.parent.schema.get("title") if error.parent else None) or "something else"
        found = "another value" if _SECRET & set(path) else kind(value)
        yield Problem(_place(top, path), f"{where}expected {title}, found {found}", _nearest(value, schema))


def _nearest(value: Any, schema: Mapping[str, Any]) -> str:
    options = [each for each in schema.get("enum", ()) if isinstance(each, str)]
    if value in ("on", "yes", "off", "no") and isinstance(value, str):
        return f"{value} is text here: YAML 1.2 knows true and false"
    return did_you_mean(value, options) if isinstance(value, str) else ""


def _unknown(error: Error, where: str) -> Iterator[Problem]:
    node = error.instance
    valid = list(error.schema.get("properties", ()))
    for key in _unknown_keys(error):
        names = error.schema.get("x-names")
        message = f'"{harmless(key, 80)}" is no name here: expected {names}' if names else f'unknown key "{harmless(key, 80)}"'
        at = node.key_at(key) if isinstance(node, Map) else None
        yield Problem(at, f"{where}{message}", did_you_mean(key, valid))


def _unknown_keys(error: Error) -> list[str]:
    properties, patterns = error.schema.get("properties", {}), error.schema.get("patternProperties", {})
    return [
        key for key in error.instance if key not in properties and not any(re.search(each, key) for each in patterns)
    ]


def _where(path: tuple[str | int, ...]) -> str:
    names = [harmless(str(step), 60) for step in path if isinstance(step, str)]
    return f"{'.'.join(names)}: " if names else ""


def _place(top: Map, path: tuple[str | int, ...]) -> Place:
    node: Any = top
    place = top.place
    for step in path:
        if isinstance(node, Map) and isinstance(step, str):
            place = node.at(step)
        elif isinstance(node, Seq) and isinstance(step, int):
            place = node.at(step)
        node = _step(node, step)
    return place

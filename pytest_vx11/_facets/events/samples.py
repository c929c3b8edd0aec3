"""Events of a type: a good one, and those that must be refused."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pytest_vx11._observe.probes.event import MARK

_GOOD: Mapping[str, Any] = {
    "str": "vx11", "int": 1, "number": 0.5, "bool": True, "list": ["vx11"], "object": {"vx11": 1}, "any": "vx11",
}  # fmt: skip
#: Of another type, whichever way a service reads it.
_WRONG: Mapping[str, Any] = {
    "str": {"vx11": 1}, "int": "one", "number": "one", "bool": "one", "list": "one", "object": "one",
}  # fmt: skip
_PADDING = "padding"
#: Names of fields that people write what they like into.
_FREE = frozenset(
    {"message", "text", "reason", "summary", "description", "note", "notes", "comment", "title", "detail"}
)


@dataclass(frozen=True, slots=True)
class Envelope:
    """How an event is written: the whole, where its type stands in it, and where its fields do."""

    template: Any
    type_at: tuple[str, ...]
    fields_at: tuple[str, ...]

    def example(self, name: str) -> Mapping[str, Any]:
        """Return the fields that the canon's own example has, where it is one of that type."""
        shown = _at(self.template, self.fields_at) if _at(self.template, self.type_at) == name else {}
        return {key: value for key, value in shown.items() if self.type_at != (*self.fields_at, key)}

    def written(self, name: str, fields: Mapping[str, Any]) -> bytes:
        """Return the body of an event."""
        whole = copy.deepcopy(self.template)
        _put(whole, self.type_at, name)
        inner = _at(whole, self.fields_at)
        kept = {key: value for key, value in inner.items() if self.type_at == (*self.fields_at, key)}
        _put(whole, self.fields_at, {**kept, **fields}) if self.fields_at else whole.update(fields)
        return json.dumps(whole, ensure_ascii=False).encode()


def envelope(example: Any, types: Mapping[str, Mapping[str, Any]]) -> Envelope:
    """Return how events are written, as the example of the canon's own ingest endpoint shows.

    Without one, or where it shows none of the types, it is `{"type": …, "payload": {…}}`.
    """
    for path, value in _walk(example):
        if isinstance(value, str) and value in types:
            required = set(types[value].get("required") or {})
            for fields_at, inner in _walk(example):
                if required and isinstance(inner, Mapping) and required <= set(inner):
                    return Envelope(_plain(example), path, fields_at)
    return Envelope({"type": "", "payload": {}}, ("type",), ("payload",))


def good(required: Mapping[str, str], example: Mapping[str, Any]) -> dict[str, Any]:
    """Return fields that fit, as in the example as far as it goes.

    The mark is in one that takes text, rather one that is free in it than an id or a word of some list; in an object
    or a list where none does.
    """
    fields = {name: copy.deepcopy(example.get(name, _GOOD.get(kind))) for name, kind in required.items()}
    for kind, marked in (("str", MARK), ("any", MARK), ("object", {"vx11": MARK}), ("list", [MARK])):
        names = [name for name, said in required.items() if said == kind]
        if names:
            return {**fields, min(names, key=lambda name: name.lower() not in _FREE): marked}
    return fields


def bad(
    required: Mapping[str, str], example: Mapping[str, Any], max_bytes: int | None
) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield what is wrong with some fields, and the fields: one missing, one of another type, all too large.

    The words stand behind a type in sentences and in keys, so that no value is in them.
    """
    fields = good(required, example)
    unmarked = [name for name in required if MARK not in json.dumps(fields[name], ensure_ascii=False)] or list(required)
    if unmarked:
        lacking = unmarked[-1]
        yield f"without {lacking}", {name: value for name, value in fields.items() if name != lacking}
    typed = [name for name in unmarked if required[name] in _WRONG]
    if typed:
        yield f"with {typed[0]} of another type", {**fields, typed[0]: _WRONG[required[typed[0]]]}
    if max_bytes is not None:
        yield "larger than max_bytes", _large(required, fields, max_bytes)


def _large(required: Mapping[str, str], fields: Mapping[str, Any], size: int) -> dict[str, Any]:
    """Return fields that are too large, in a field that may be long where there is one."""
    name = next((name for name, kind in required.items() if kind == "str" and fields[name] != MARK), None)
    if name is None:
        name = next((name for name, kind in required.items() if kind == "str"), _PADDING)
        return {**fields, name: f"{fields.get(name, '')}{'x' * size}"}
    return {**fields, name: "x" * size}


def _walk(value: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    yield path, value
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _walk(inner, (*path, key))


def _plain(value: Any) -> Any:
    return json.loads(json.dumps(value))


def _at(whole: Any, path: tuple[str, ...]) -> Any:
    for key in path:
        whole = whole[key]
    return whole


def _put(whole: Any, path: tuple[str, ...], value: Any) -> None:
    _at(whole, path[:-1])[path[-1]] = value

"""Holding a model against the shapes that Compose allows: unknown keys, wrong kinds, missing entries."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Flag, auto
from typing import Any

from pytest_vx11._observe.compose.merging.goyaml import Date
from pytest_vx11._observe.compose.merging.reading import Reading
from pytest_vx11._observe.compose.values.fields import Unknown, quoted
from pytest_vx11._source.located import Map, Seq
from pytest_vx11._source.place import Place
from pytest_vx11._source.problem import Problem
from pytest_vx11._source.words import did_you_mean


class Kind(Flag):
    """What a value may be; several may be joined."""

    TEXT = auto()
    NUMBER = auto()
    WHOLE = auto()
    TRUTH = auto()
    LIST = auto()
    MAP = auto()
    NOTHING = auto()


_WORDS = {
    Kind.TEXT: "text",
    Kind.NUMBER: "a number",
    Kind.WHOLE: "a whole number",
    Kind.TRUTH: "true or false",
    Kind.LIST: "a list",
    Kind.MAP: "a mapping",
    Kind.NOTHING: "nothing",
}


@dataclass(frozen=True, slots=True)
class Shape:
    """What may stand in one place."""

    kinds: Kind
    keys: Mapping[str, Shape] | None = None
    """Of a mapping: the keys that it may have; those that begin with `x-` are free. None where any key is allowed."""
    each: Shape | None = None
    """Of each item of a list, and of each value of a mapping that has no `keys`."""
    items: Shape | None = None
    """Of each item of a list, where it differs from `each`."""
    required: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    """The only texts that are allowed; () for any."""
    pattern: re.Pattern[str] | None = field(default=None)
    """What a text must match somewhere; of a mapping without `keys`, what its keys must."""


def check(value: Any, shape: Shape, name: str, place: Place, reading: Reading) -> None:
    """Note every place of `value`, which stands at `place` under `name`, that is not as `shape` allows."""
    if isinstance(value, Unknown):
        return
    if not _kind(value) & shape.kinds:
        _note(reading, place, f"{name} must be {_allowed(shape.kinds)}", _hint(value, shape.kinds))
    elif isinstance(value, Map):
        _check_mapping(value, shape, name, reading)
    elif isinstance(value, Seq):
        inside = shape.items or shape.each
        if inside:
            for item, at in value.located():
                check(item, inside, f"an entry of {name}", at, reading)
    elif isinstance(value, str):
        _check_text(value, shape, name, place, reading)


def _check_mapping(body: Map, shape: Shape, name: str, reading: Reading) -> None:
    for key, value in body.items():
        inner = shape.keys.get(key) if shape.keys is not None else shape.each
        if inner is not None:
            check(value, inner, key, body.at(key), reading)
        elif shape.keys is not None and not key.startswith("x-"):
            _note(reading, body.key_at(key), f'"{key[:80]}" is no key of {name}', did_you_mean(key, shape.keys))
        if shape.keys is None and shape.pattern and not shape.pattern.search(key) and not key.startswith("x-"):
            _note(reading, body.key_at(key), f"{quoted(key)} is no name that Compose allows in {name}")
    for key in shape.required:
        if key not in body:
            _note(reading, body.place, f"{name} has no {key}")


def _check_text(value: str, shape: Shape, name: str, place: Place, reading: Reading) -> None:
    if shape.words and value not in shape.words:
        _note(reading, place, f"{name} must be one of {', '.join(shape.words)}", did_you_mean(value, shape.words))
    if shape.pattern and not shape.pattern.search(value):
        _note(reading, place, f"{name} may not be {quoted(value)}")


def _note(reading: Reading, place: Place, message: str, hint: str = "") -> None:
    reading.problems[Problem(place, message, hint)] = None


def _kind(value: Any) -> Kind:
    if isinstance(value, bool):
        return Kind.TRUTH
    if isinstance(value, int) or (isinstance(value, float) and value.is_integer()):
        return Kind.NUMBER | Kind.WHOLE
    if isinstance(value, Date):
        return Kind(0)
    for kind, found in ((str, Kind.TEXT), (Map, Kind.MAP), (Seq, Kind.LIST), (float, Kind.NUMBER)):
        if isinstance(value, kind):
            return found
    return Kind.NOTHING


def _allowed(kinds: Kind) -> str:
    words = [word for kind, word in _WORDS.items() if kind & kinds]
    return " or ".join((", ".join(words[:-1]), words[-1])) if len(words) > 1 else words[0]


def _hint(value: Any, kinds: Kind) -> str:
    return "quote it" if kinds & Kind.TEXT and isinstance(value, (bool, int, float, str)) else ""

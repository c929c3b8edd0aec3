"""Values as the engine takes them, beside what `observe.compose` reads already."""

from __future__ import annotations

import math
import os
from collections.abc import Mapping
from pathlib import Path, PurePosixPath
from typing import Any, TypeVar

from pytest_vx11._observe.compose import Said
from pytest_vx11._observe.compose.values.fields import (
    Refused,
    Unknown,
    duration,
    listed,
    mapping,
    number,
    quoted,
    value_at,
)
from pytest_vx11._observe.compose.values.pairs import pairs, shown
from pytest_vx11._source.located import Map, Seq
from pytest_vx11._source.place import Place

T = TypeVar("T")


def plain(said: Said[T] | None) -> T | None:
    """Return what is said, without its place."""
    return None if said is None else said.value


def stated(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields that have a value: what is None is left to the engine."""
    return {key: value for key, value in fields.items() if value is not None}


def inner(body: Map, *keys: str) -> Map | None:
    """Return the mapping below the keys, None where there is none."""
    found: Map | None = body
    for key in keys:
        found = None if found is None else mapping(found, key)
    return found


def entries(body: Map, key: str) -> list[tuple[Any, Place]]:
    """Return the items of a list, each known and with its place."""
    items = listed(body, key) or Seq(body.place)
    for item in items:
        if isinstance(item, Unknown):
            raise item.error()
    return list(items.located())


def scalars(body: Map, key: str) -> list[str] | None:
    """Return a list of texts and numbers as texts; None where there is none, or nothing in it."""
    value = value_at(body, key)
    if isinstance(value, str):
        return [value]
    return [shown(item) for item, _ in entries(body, key)] or None


def table(body: Map, key: str) -> dict[str, str] | None:
    """Return names and values, however they are written; a name alone has an empty value."""
    found = {pair.key: pair.known() or "" for pair in pairs(body, key)}
    return found or None


def decimal(body: Map, key: str) -> float | None:
    """Return a number that need not be whole."""
    value = value_at(body, key)
    if value is None:
        return None
    try:
        found = math.nan if isinstance(value, bool) else float(value)
    except (TypeError, ValueError):
        found = math.nan
    if not math.isfinite(found):
        raise Refused(f"{key} must be a number, not {quoted(value)}", (body.at(key),))
    return found


def nano(body: Map, key: str) -> int | None:
    """Return a number of CPUs as the engine counts them, in billionths."""
    found = decimal(body, key)
    return None if found is None else round(found * 10**9)


def microseconds(body: Map, key: str) -> int | None:
    """Return a time in microseconds: a bare number counts them."""
    value = value_at(body, key)
    if isinstance(value, str) and not value.isdecimal():
        said = duration(body, key)
        return None if said is None else said.value // 1000
    return plain(number(body, key))


def file_mode(body: Map, key: str) -> int | None:
    """Return the mode of a file: digits in a text are octal, and a number is what YAML has made of it."""
    value = value_at(body, key)
    if value is None:
        return None
    try:
        found = int(value, 8) if isinstance(value, str) else int(value)
    except (TypeError, ValueError):
        found = -1
    if not 0 <= found <= 0o7777:
        raise Refused(f"{key} must be a file's mode, such as 0440", (body.at(key),))
    return found


def beside(path: str, place: Place) -> str:
    """Return a path that is said in a file, seen from the file's folder."""
    return os.path.normpath(os.path.join(PurePosixPath(place.path).parent, Path(path).expanduser()))

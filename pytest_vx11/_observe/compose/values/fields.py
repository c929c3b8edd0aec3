"""Reading one entry of a mapping as what it should be.

Every reader returns None for an entry that is not there, and raises Unseen for one that cannot be known, or `Refused`
for one that Compose would not accept.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from pytest_vx11._errors import Unseen
from pytest_vx11._observe.compose.parts import Said
from pytest_vx11._observe.compose.values.measures import parse_duration, parse_size
from pytest_vx11._source.located import Map, Seq
from pytest_vx11._source.place import Place
from pytest_vx11._source.problem import Problem
from pytest_vx11._source.words import harmless

_INTEGER = re.compile(r"[-+]?[0-9]{1,18}", re.ASCII)


class Refused(Unseen):
    """Compose would refuse to load this; `places` begins with where it stands."""

    def problem(self) -> Problem:
        """Return what is wrong, with its place."""
        return Problem(self.places[0] if self.places else None, self.reason)


class Put(str):
    """A text that a variable was put into. It is in no message, for it may be a secret."""

    __slots__ = ()


def quoted(value: Any) -> str:
    """Return a value as a message may show it."""
    return '"***" (of a variable)' if isinstance(value, Put) else f'"{harmless(str(value), 80)}"'


def refused(value: Any, error: ValueError, place: Place) -> Refused:
    """Return the refusal of a value that could not be parsed."""
    return Refused("what its variable gives is not understood" if isinstance(value, Put) else str(error), (place,))


def again(error: Unseen) -> Unseen:
    """Return the same error anew: one that was kept must not be raised itself, or its trace grows."""
    return type(error)(error.reason, error.places)


@dataclass(frozen=True, slots=True)
class Unknown:
    """Stands in the tree for a value that cannot be known here; `text` is how it is written."""

    reason: str
    place: Place
    text: str
    refused: bool = False
    """Compose would refuse it, so that nobody can know it anywhere."""

    def error(self) -> Unseen:
        """Return the error that says why the value is not known."""
        return (Refused if self.refused else Unseen)(self.reason, (self.place,))


def value_at(body: Map, key: str) -> Any:
    """Return the value of `key`, None where it is not there; raises Unseen where it is `Unknown`."""
    value = body.get(key)
    if isinstance(value, Unknown):
        raise value.error()
    return value


def text(body: Map, key: str) -> Said[str] | None:
    """Return a text; an empty one, such as a variable that is not set leaves behind, is none."""
    value = value_at(body, key)
    if value is None and key not in body:
        return None
    if not isinstance(value, str):
        raise wrong(body, key, "must be text")
    return Said(value, body.at(key), value) if value else None


def number(body: Map, key: str) -> Said[int] | None:
    """Return a whole number, written as one or as text."""
    value = value_at(body, key)
    if value is None and key not in body:
        return None
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        raise wrong(body, key, "must be a whole number")
    shown = str(value)
    if isinstance(value, float) and value.is_integer():
        return Said(int(value), body.at(key), shown)
    if not _INTEGER.fullmatch(shown):
        raise wrong(body, key, f"must be a whole number, not {quoted(value)}")
    return Said(int(shown), body.at(key), shown)


_FLAGS = {"true": True, "y": True, "yes": True, "on": True, "false": False, "n": False, "no": False, "off": False}


def flag(body: Map, key: str) -> Said[bool] | None:
    """Return true or false; text is read as Compose reads it."""
    value = value_at(body, key)
    if value is None and key not in body:
        return None
    known = value if isinstance(value, bool) else _FLAGS.get(value.lower()) if isinstance(value, str) else None
    if known is None:
        raise wrong(body, key, "must be true or false")
    return Said(known, body.at(key), str(value))


def duration(body: Map, key: str) -> Said[int] | None:
    """Return nanoseconds."""
    return _parsed(body, key, parse_duration, "must be a duration with its unit, such as 30s")


def size(body: Map, key: str) -> Said[int] | None:
    """Return bytes; a bare number counts them."""
    return _parsed(body, key, parse_size, "must be a size, such as 512m")


def _parsed(body: Map, key: str, parse: Callable[[str], int], must: str) -> Said[int] | None:
    value = value_at(body, key)
    if value is None and key not in body:
        return None
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        raise wrong(body, key, must)
    try:
        return Said(parse(str(value)), body.at(key), str(value))
    except ValueError as error:
        raise refused(value, ValueError(f"{key}: {error}"), body.at(key)) from error


def mapping(body: Map, key: str) -> Map | None:
    """Return a mapping."""
    value = value_at(body, key)
    if value is None:
        return None
    if not isinstance(value, Map):
        raise wrong(body, key, "must be a mapping")
    return value


def listed(body: Map, key: str) -> Seq | None:
    """Return a list."""
    value = value_at(body, key)
    if value is None:
        return None
    if not isinstance(value, Seq):
        raise wrong(body, key, "must be a list")
    return value


def entry_of(item: Any, place: Place, what: str) -> Map:
    """Return an item of a list that must be a mapping by now."""
    if isinstance(item, Unknown):
        raise item.error()
    if not isinstance(item, Map):
        raise Refused(f"{what} must be text or a mapping", (place,))
    return item


def texts(body: Map, key: str) -> tuple[Said[str], ...]:
    """Return a list of texts; a single text is a list of one."""
    value = value_at(body, key)
    if isinstance(value, str):
        return (Said(value, body.at(key), value),)
    items = listed(body, key)
    return () if items is None else tuple(text_item(item, place) for item, place in items.located())


def text_item(item: Any, place: Place) -> Said[str]:
    """Return an item of a list of texts."""
    if isinstance(item, Unknown):
        raise item.error()
    if not isinstance(item, str):
        raise Refused("must be text", (place,))
    return Said(item, place, item)


def wrong(body: Map, key: str, must: str) -> Refused:
    """Return the error for an entry that is not what it must be."""
    return Refused(f"{key} {must}", (body.at(key),))

"""A Compose document made ready for merging: its tags taken out and remembered, its variables put in."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from pytest_vx11._observe.compose.merging.reading import Reading
from pytest_vx11._observe.compose.merging.template import Filled, Lookup, fill
from pytest_vx11._observe.compose.values.fields import Put, Unknown
from pytest_vx11._source.located import Map, Seq, Tagged
from pytest_vx11._source.place import Place
from pytest_vx11._source.problem import Problem

Path = tuple[str, ...]


@dataclass(slots=True)
class Prepared:
    """A document, and the paths that `!reset` and `!override` take out of what lies under it."""

    body: Map
    resets: list[Path] = field(default_factory=list)


def prepare(document: Map, lookup: Lookup, reading: Reading) -> Prepared:
    """Return `document` with its variables put in; the document itself is left as it is."""
    pass_ = _Pass(lookup, reading)
    return Prepared(pass_.mapping(document, ()), pass_.resets)


_GONE = object()
_NESTED = (Map, Seq, Tagged)


class _Pass:
    """One walk over a document."""

    def __init__(self, lookup: Lookup, reading: Reading) -> None:
        self.lookup = lookup
        self.reading = reading
        self.resets: list[Path] = []

    def mapping(self, body: Map, path: Path) -> Map:
        copy = Map(body.place)
        for key, value in body.items():
            filled = value
            if type(value) is not str:
                filled = self.value(value, (*path, key), body.at(key)) if isinstance(value, _NESTED) else value
            elif "$" in value:
                filled = self.scalar(value, body.at(key))
            if filled is not _GONE:
                copy.put(key, filled, body.spans[key])
        return copy

    def sequence(self, items: Seq, path: Path) -> Seq:
        copy = Seq(items.place)
        for index, item in enumerate(items):
            value = self.value(item, (*path, f"[{index}]"), items.at(index))
            if value is not _GONE:
                copy.add(value, items.spans[index])
        return copy

    def value(self, value: Any, path: Path, place: Place) -> Any:
        if isinstance(value, Tagged):
            if value.tag in ("!reset", "!override"):
                self.resets.append(path)
            return _GONE if value.tag == "!reset" else self.value(value.value, path, place)
        if isinstance(value, Map):
            return self.mapping(value, path)
        if isinstance(value, Seq):
            return self.sequence(value, path)
        return self.scalar(value, place) if type(value) is str and "$" in value else value

    def scalar(self, text: str, place: Place) -> str | Unknown:
        try:
            filled = fill(text, self.lookup)
        except ValueError as error:
            return self.reading.refuse(place, str(error), text)
        for name in filled.blank:
            self.reading.blank[Problem(place, f"${{{name}}} is not set here, and nothing is put in")] = None
        if filled.missing:
            return self.missing(filled, text, place)
        self.reading.grow(len(filled.text), place)
        return Put(filled.text)

    def missing(self, filled: Filled, text: str, place: Place) -> Unknown:
        for each in filled.missing:
            hint = each.message if len(each.message) < 200 else ""
            self.reading.unset[Problem(place, f"${{{each.name}}} is required and not set here", hint)] = None
        return Unknown(f"${{{filled.missing[0].name}}} is not set here", place, text)

"""Mappings and sequences that know where each of their entries was written.

They are plain `dict` and `list` to whoever does not ask, so a JSON Schema validator takes them as they are.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

from pytest_vx11._source.place import Place


class Span(NamedTuple):
    """Where an entry stands: the line and column of its key (or of the item itself) and of its value."""

    path: str
    key_line: int
    key_col: int
    line: int
    col: int


@dataclass(frozen=True, slots=True)
class Tagged:
    """A value with a local tag, such as Compose's `!reset`, that its reader asked to be told about."""

    tag: str
    value: Any


class Map(dict[str, Any]):
    """A mapping with the place of each key and of each value. Keys are always text, as they were written."""

    __slots__ = ("place", "spans")

    def __init__(self, place: Place) -> None:
        super().__init__()
        self.place = place
        self.spans: dict[str, Span] = {}

    def put(self, key: str, value: Any, span: Span) -> None:
        """Set `key`, which was written at `span`."""
        self[key] = value
        self.spans[key] = span

    def take(self, other: Map, key: str) -> None:
        """Set `key` to what `other` has for it, with its place."""
        self.put(key, other[key], other.spans[key])

    def key_at(self, key: str) -> Place:
        """Return where the key was written; the mapping's own place for a key that it lacks."""
        span = self.spans.get(key)
        return Place(span.path, span.key_line, span.key_col) if span else self.place

    def at(self, key: str) -> Place:
        """Return where the value was written; the mapping's own place for a key that it lacks."""
        span = self.spans.get(key)
        return Place(span.path, span.line, span.col) if span else self.place

    def __reduce__(self) -> Any:
        return _restore_map, (self.place, dict(self), self.spans)


class Seq(list[Any]):
    """A sequence with the place of each item."""

    __slots__ = ("place", "spans")

    def __init__(self, place: Place) -> None:
        super().__init__()
        self.place = place
        self.spans: list[Span] = []

    def add(self, value: Any, span: Span) -> None:
        """Append an item, which was written at `span`."""
        self.append(value)
        self.spans.append(span)

    def at(self, index: int) -> Place:
        """Return where an item was written; the sequence's own place for an index that it lacks."""
        if 0 <= index < len(self.spans):
            span = self.spans[index]
            return Place(span.path, span.line, span.col)
        return self.place

    def located(self) -> Iterator[tuple[Any, Place]]:
        """Yield each item with its place."""
        for index, value in enumerate(self):
            yield value, self.at(index)

    def __reduce__(self) -> Any:
        return _restore_seq, (self.place, list(self), self.spans)


def _restore_map(place: Place, values: dict[str, Any], spans: dict[str, Span]) -> Map:
    restored = Map(place)
    restored.update(values)
    restored.spans = spans
    return restored


def _restore_seq(place: Place, values: list[Any], spans: list[Span]) -> Seq:
    restored = Seq(place)
    restored.extend(values)
    restored.spans = spans
    return restored

"""From YAML's events to values with places.

Events are turned into values here, on a stack of our own, because a composer that calls itself can be made to
overflow, and because a constructor that expands aliases can be made to fill the memory.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import yaml

from pytest_vx11._source.located import Map, Seq, Span, Tagged
from pytest_vx11._source.place import Place
from pytest_vx11._source.problem import MAX_PROBLEMS, Problem
from pytest_vx11._source.scalars import Scalar
from pytest_vx11._source.words import harmless

MAX_DEPTH = 100
TOO_DEEP = f"is nested more than {MAX_DEPTH} levels deep"
MAX_VALUES = 500_000

_PREFIX = "tag:yaml.org,2002:"
#: What a scalar with a tag of YAML's own must be. A whole number is a number too.
_TYPES: dict[str, tuple[type, ...]] = {"int": (int,), "float": (int, float), "bool": (bool,), "null": (type(None),)}


class TooMuchError(Exception):
    """The reading ends here: a bound is passed."""

    def __init__(self, place: Place, message: str) -> None:
        self.problem = Problem(place, message)


@dataclass(slots=True)
class _Frame:
    """A collection that is being read. `values` and `height` count it as if every alias were written out."""

    node: Map | Seq
    anchor: str | None
    tag: str | None
    line: int
    col: int
    values: int = 1
    height: int = 1
    key: str | None = None
    key_line: int = 0
    key_col: int = 0
    merging: bool = False
    merged: list[tuple[Any, Place]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Anchored:
    value: Any
    values: int
    height: int


class Builder:
    """Takes the events of one file and gives its documents. Raises TooMuchError past the bounds above."""

    def __init__(self, path: str, tags: frozenset[str], scalar: Callable[[str], Scalar]) -> None:
        self.path = path
        self.tags = tags
        self.plain = scalar
        self.documents: list[Any] = []
        self.problems: list[Problem] = []
        self.values = 0
        """How many values the documents hold, as if every alias were written out."""
        self._stack: list[_Frame] = []
        self._anchors: dict[str, _Anchored | None] = {}
        self._read = itertools.count(1)

    def take(self, event: Any) -> None:
        """Take the next event."""
        kind = type(event)
        if kind is yaml.ScalarEvent:
            self._scalar(event)
        elif kind is yaml.MappingStartEvent or kind is yaml.SequenceStartEvent:
            self._open(event, Map if kind is yaml.MappingStartEvent else Seq)
        elif kind is yaml.MappingEndEvent or kind is yaml.SequenceEndEvent:
            self._close()
        elif kind is yaml.AliasEvent:
            self._alias(event)
        elif kind is yaml.DocumentStartEvent:
            self._anchors.clear()

    def _scalar(self, event: Any) -> None:
        mark = event.start_mark
        line, col = mark.line + 1, mark.column + 1
        if next(self._read) > MAX_VALUES:
            raise TooMuchError(Place(self.path, line, col), f"holds more than {MAX_VALUES:,} values")
        frame = self._stack[-1] if self._stack else None
        if frame is not None and frame.key is None and not frame.merging and type(frame.node) is Map:
            if event.value == "<<" and event.implicit[0]:
                frame.merging = True
            else:
                frame.key, frame.key_line, frame.key_col = event.value, line, col
            if event.anchor or event.tag:
                self._anchors[event.anchor] = _Anchored(self._value(event, line, col), 1, 0)
            return
        value = self._value(event, line, col)
        if event.anchor:
            self._anchors[event.anchor] = _Anchored(value, 1, 0)
        self._add(value, line, col, 1, 0)

    def _value(self, event: Any, line: int, col: int) -> Scalar | Tagged:
        tag, text = event.tag, str(event.value)
        if tag is None or tag == "!":
            return self.plain(text) if event.implicit[0] else text
        if tag in self.tags:
            return Tagged(tag, self.plain(text) if not event.style else text)
        name = tag.removeprefix(_PREFIX)
        if name in _TYPES:
            value = self.plain(text)
            if isinstance(value, _TYPES[name]):
                return value
            self._problem(line, col, f'"{harmless(text, 80)}" is not of its tag !!{name}')
        elif name != "str":
            self._problem(line, col, f"has the tag {_shown(tag)}, which is not understood here")
        return text

    def _open(self, event: Any, kind: type[Map] | type[Seq]) -> None:
        line, col = event.start_mark.line + 1, event.start_mark.column + 1
        place = Place(self.path, line, col)
        if len(self._stack) >= MAX_DEPTH:
            raise TooMuchError(place, TOO_DEEP)
        if next(self._read) > MAX_VALUES:
            raise TooMuchError(place, f"holds more than {MAX_VALUES:,} values")
        if event.anchor:
            self._anchors[event.anchor] = None  # still open: an alias to it now would be endless
        tag = event.tag
        if tag and tag not in self.tags and tag not in ("!", f"{_PREFIX}map", f"{_PREFIX}seq"):
            self._problem(line, col, f"has the tag {_shown(tag)}, which is not understood here")
        self._stack.append(_Frame(kind(place), event.anchor, tag if tag in self.tags else None, line, col))

    def _close(self) -> None:
        frame = self._stack.pop()
        node = frame.node
        if isinstance(node, Map):
            for source, place in frame.merged:
                self._merge(node, source, place)
        value = Tagged(frame.tag, node) if frame.tag else node
        if frame.anchor:
            self._anchors[frame.anchor] = _Anchored(value, frame.values, frame.height)
        self._add(value, frame.line, frame.col, frame.values, frame.height)

    def _alias(self, event: Any) -> None:
        line, col = event.start_mark.line + 1, event.start_mark.column + 1
        name = event.anchor
        anchored = self._anchors.get(name)
        if anchored is None:
            what = "contains itself" if name in self._anchors else "is not defined above"
            self._problem(line, col, f"*{harmless(name, 80)} {what}")
            if self._stack and self._stack[-1].merging:
                self._stack[-1].merging = False
                return
            anchored = _Anchored(None, 1, 0)
        if len(self._stack) + anchored.height > MAX_DEPTH:
            raise TooMuchError(Place(self.path, line, col), f"{TOO_DEEP}, aliases followed")
        self._add(anchored.value, line, col, anchored.values, anchored.height)

    def _add(self, value: Any, line: int, col: int, values: int, height: int) -> None:
        if not self._stack:
            self.documents.append(value)
            self.values += values
            return
        frame = self._stack[-1]
        frame.values += values
        frame.height = max(frame.height, height + 1)
        if frame.values > MAX_VALUES:
            raise TooMuchError(Place(self.path, line, col), f"holds more than {MAX_VALUES:,} values, aliases followed")
        node = frame.node
        if isinstance(node, Seq):
            node.add(value, Span(self.path, line, col, line, col))
        elif frame.merging:
            frame.merging = False
            frame.merged.append((value, Place(self.path, line, col)))
        elif frame.key is None:
            self._key_value(frame, value, line, col)
        else:
            self._put(frame, node, value, line, col)

    def _key_value(self, frame: _Frame, value: Any, line: int, col: int) -> None:
        if isinstance(value, (Map, Seq, Tagged)):
            self._problem(line, col, "is no key: a key is one word or text")
            value = f"x-{line}:{col}"  # a free key, which nobody tells of again
        frame.key, frame.key_line, frame.key_col = str(value), line, col

    def _put(self, frame: _Frame, node: Map, value: Any, line: int, col: int) -> None:
        key = frame.key or ""
        frame.key = None
        if key in node:
            at = Place(self.path, frame.key_line, frame.key_col)
            self._tell(Problem(at, f'"{harmless(key, 80)}" is given twice', "keep one", also=node.key_at(key)))
            return
        node.put(key, value, Span(self.path, frame.key_line, frame.key_col, line, col))

    def _merge(self, node: Map, source: Any, place: Place) -> None:
        for each in source if isinstance(source, Seq) else [source]:
            if not isinstance(each, Map):
                self._tell(Problem(place, "<< merges mappings, and this is none"))
                continue
            for key in each:
                if key not in node:
                    node.take(each, key)

    def _problem(self, line: int, col: int, message: str) -> None:
        self._tell(Problem(Place(self.path, line, col), message))

    def _tell(self, problem: Problem) -> None:
        if len(self.problems) >= MAX_PROBLEMS and problem.place:
            raise TooMuchError(problem.place, f"more than {MAX_PROBLEMS:,} problems; the rest is not shown")
        self.problems.append(problem)


def _shown(tag: str) -> str:
    return harmless(f"!!{tag.removeprefix(_PREFIX)}" if tag.startswith(_PREFIX) else tag, 80)

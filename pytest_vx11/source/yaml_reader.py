"""YAML with the line of every value, read in bounded time and memory.

Events are turned into values here, on a stack of our own, because a composer that calls itself can be made to
overflow, and because a constructor that expands aliases can be made to fill the memory.
"""

from __future__ import annotations

import itertools
import os
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from pytest_vx11.errors import SourceError
from pytest_vx11.source.located import Map, Seq, Span, Tagged
from pytest_vx11.source.place import Place
from pytest_vx11.source.problem import Problem
from pytest_vx11.source.scalars import Scalar, plain

MAX_BYTES = 8 * 1024 * 1024
MAX_DEPTH = 100
MAX_VALUES = 500_000

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_PREFIX = "tag:yaml.org,2002:"
_PLAIN_TAGS = {"int", "float", "bool", "null"}


def read_yaml(path: str | os.PathLike[str], *, tags: frozenset[str] = frozenset()) -> Any:
    """Return what a YAML file of one document holds: `Map`, `Seq` or a scalar; None for an empty file.

    `tags` names the local tags that the caller understands; they come back as `Tagged`.
    Raises SourceError, with every problem found, when the file is not such a file or goes past the bounds above.
    """
    documents = read_documents(path, tags=tags)
    if len(documents) > 1:
        place = getattr(documents[1], "place", Place(_shown(path)))
        raise SourceError([Problem(place, "a second YAML document begins here; only one is read", "remove the ---")])
    return documents[0] if documents else None


def read_documents(path: str | os.PathLike[str], *, tags: frozenset[str] = frozenset()) -> list[Any]:
    """Return each document of a YAML file, as `read_yaml` does for one."""
    return parse_documents(read_text(path), _shown(path), tags=tags)


def read_text(path: str | os.PathLike[str], max_bytes: int = MAX_BYTES) -> str:
    """Return a UTF-8 file's text; raises SourceError when it is missing, larger than `max_bytes`, or not UTF-8."""
    place = Place(_shown(path))
    try:
        if not Path(path).is_file():
            raise SourceError([Problem(place, "is not a file" if Path(path).exists() else "no such file")])
        with open(path, "rb") as file:
            data = file.read(max_bytes + 1)
    except OSError as error:
        raise SourceError([Problem(place, f"cannot be read: {error.strerror}")]) from error
    if len(data) > max_bytes:
        raise SourceError([Problem(place, f"is larger than {max_bytes // 1024**2} MiB, the most that is read")])
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = data[: error.start]
        at = Place(place.path, before.count(b"\n") + 1, error.start - before.rfind(b"\n"))
        raise SourceError([Problem(at, "is not UTF-8 text", "save the file as UTF-8")]) from error


def parse_documents(
    text: str, path: str, *, tags: frozenset[str] = frozenset(), scalar: Callable[[str], Scalar] = plain
) -> list[Any]:
    """Return each document of the YAML `text`, whose places are in `path`; raises SourceError with every problem."""
    read = parse(text, path, tags=tags, scalar=scalar)
    if read.problems:
        raise SourceError(read.problems)
    return read.documents


@dataclass(frozen=True, slots=True)
class Parsed:
    """What could be read of a YAML text, and all that is wrong with it."""

    documents: list[Any]
    problems: list[Problem]


def parse(
    text: str, path: str, *, tags: frozenset[str] = frozenset(), scalar: Callable[[str], Scalar] = plain
) -> Parsed:
    """Return the documents of `text` with every problem found; a syntax error ends the reading there.

    `scalar` says what an unquoted scalar means, where it is not what `plain` says.
    """
    builder = _Builder(path, tags, scalar)
    try:
        for event in yaml.parse(text, Loader=_LOADER):
            builder.take(event)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = Place(path, mark.line + 1, mark.column + 1) if mark else Place(path)
        message = error.problem or error.context or "is not YAML"
        builder.problems.append(Problem(place, f"is not YAML: {message}"))
    except yaml.reader.ReaderError as error:
        builder.problems.append(Problem(_place_of(text, path, error), "has a character that YAML does not allow"))
    except _TooMuch as error:
        builder.problems.append(error.problem)
    return Parsed(builder.documents, builder.problems)


def _shown(path: str | os.PathLike[str]) -> str:
    return Path(os.path.abspath(path)).as_posix()


def _place_of(text: str, path: str, error: yaml.reader.ReaderError) -> Place:
    # The reader counts characters from Python and bytes from C, so the first bad character is looked for again.
    bad = yaml.reader.Reader.NON_PRINTABLE.search(text)
    at = bad.start() if bad else min(error.position, len(text))
    return Place(path, text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at))


class _TooMuch(Exception):
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


class _Builder:
    """Takes the events of one file and gives its documents."""

    def __init__(self, path: str, tags: frozenset[str], scalar: Callable[[str], Scalar]) -> None:
        self.path = path
        self.tags = tags
        self.plain = scalar
        self.documents: list[Any] = []
        self.problems: list[Problem] = []
        self._stack: list[_Frame] = []
        self._anchors: dict[str, _Anchored | None] = {}
        self._read = itertools.count(1)

    def take(self, event: Any) -> None:
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
            raise _TooMuch(Place(self.path, line, col), f"holds more than {MAX_VALUES:,} values")
        frame = self._stack[-1] if self._stack else None
        if frame is not None and frame.key is None and not frame.merging and type(frame.node) is Map:
            if event.value == "<<" and event.implicit[0]:
                frame.merging = True
            else:
                self._key(frame, event.value, line, col)
            if event.anchor:
                self._anchors[event.anchor] = _Anchored(event.value, 1, 0)
            return
        value = self._value(event, line, col)
        if event.anchor:
            self._anchors[event.anchor] = _Anchored(value, 1, 0)
        self._add(value, line, col, 1, 0)

    def _value(self, event: Any, line: int, col: int) -> Scalar | Tagged:
        tag = event.tag
        if tag is None or tag == "!":
            return self.plain(event.value) if event.implicit[0] else str(event.value)
        if tag in self.tags:
            return Tagged(tag, self.plain(event.value) if not event.style else event.value)
        name = tag.removeprefix(_PREFIX)
        if name == "str":
            return str(event.value)
        if name in _PLAIN_TAGS:
            return self.plain(event.value)
        self._problem(line, col, f"has the tag {tag}, which is not understood here")
        return str(event.value)

    def _key(self, frame: _Frame, key: str, line: int, col: int) -> None:
        frame.key, frame.key_line, frame.key_col = key, line, col

    def _open(self, event: Any, kind: type[Map] | type[Seq]) -> None:
        line, col = event.start_mark.line + 1, event.start_mark.column + 1
        place = Place(self.path, line, col)
        if len(self._stack) >= MAX_DEPTH:
            raise _TooMuch(place, f"is nested more than {MAX_DEPTH} levels deep")
        if next(self._read) > MAX_VALUES:
            raise _TooMuch(place, f"holds more than {MAX_VALUES:,} values")
        if event.anchor:
            self._anchors[event.anchor] = None  # still open: an alias to it now would be endless
        tag = event.tag
        if tag and tag not in self.tags and tag not in ("!", f"{_PREFIX}map", f"{_PREFIX}seq"):
            self._problem(line, col, f"has the tag {tag}, which is not understood here")
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
            self._problem(line, col, f"*{name} {what}")
            anchored = _Anchored(None, 1, 0)
        if len(self._stack) + anchored.height > MAX_DEPTH:
            raise _TooMuch(Place(self.path, line, col), f"is nested more than {MAX_DEPTH} levels deep, aliases followed")
        self._add(anchored.value, line, col, anchored.values, anchored.height)

    def _add(self, value: Any, line: int, col: int, values: int, height: int) -> None:
        if not self._stack:
            self.documents.append(value)
            return
        frame = self._stack[-1]
        frame.values += values
        frame.height = max(frame.height, height + 1)
        if frame.values > MAX_VALUES:
            raise _TooMuch(Place(self.path, line, col), f"holds more than {MAX_VALUES:,} values, aliases followed")
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
        if not isinstance(value, str):
            self._problem(line, col, "is no key: a key is one word or text")
        self._key(frame, str(value) if isinstance(value, str) else "?", line, col)

    def _put(self, frame: _Frame, node: Map, value: Any, line: int, col: int) -> None:
        key = frame.key or ""
        frame.key = None
        if key in node:
            at = Place(self.path, frame.key_line, frame.key_col)
            self.problems.append(Problem(at, f'"{key}" is given twice', "keep one", also=node.key_at(key)))
            return
        node.put(key, value, Span(self.path, frame.key_line, frame.key_col, line, col))

    def _merge(self, node: Map, source: Any, place: Place) -> None:
        for each in source if isinstance(source, Seq) else [source]:
            if not isinstance(each, Map):
                self.problems.append(Problem(place, "<< merges mappings, and this is none"))
                continue
            for key in each:
                if key not in node:
                    node.take(each, key)

    def _problem(self, line: int, col: int, message: str, hint: str = "") -> None:
        self.problems.append(Problem(Place(self.path, line, col), message, hint))

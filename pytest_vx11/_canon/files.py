"""Reading a canon's file and what it includes into one mapping."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pytest_vx11._canon.includes import NotIncludable, included_files, is_inside
from pytest_vx11._errors import SourceError
from pytest_vx11._source.located import Map, Seq, Span
from pytest_vx11._source.place import Place
from pytest_vx11._source.problem import Problem
from pytest_vx11._source.values import kind
from pytest_vx11._source.yaml_builder import MAX_VALUES
from pytest_vx11._source.yaml_reader import MAX_BYTES, parse, read_text

MAX_FILES = 1000


@dataclass(slots=True)
class CanonText:
    """The top of a canon with its includes merged in, and all that was wrong on the way."""

    top: Map
    files: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    whole: bool = True
    """False where a file is not there or cannot be read: what is said there is not known."""
    digest: Any = field(default_factory=hashlib.sha256)


def read_canon(path: Path) -> CanonText:
    """Return the canon at `path`, which is absolute. What cannot be read at all is among its problems.

    The canon and all that it includes are at most 1,000 files, 8 MiB and 500,000 values.
    """
    reader = _Reader(path)
    reader.read(path.as_posix(), (), Place(path.as_posix()))
    return reader.canon


class _Reader:
    def __init__(self, path: Path) -> None:
        self.canon = CanonText(Map(Place(path.as_posix())))
        self._home = os.path.realpath(path.parent)
        self._included: dict[str, Place] = {}
        self._bytes = 0
        self._values = 0
        # What an alias may share must not be merged into, so that the mappings that are made here are known.
        self._own = {id(self.canon.top)}

    def read(self, path: str, chain: tuple[str, ...], at: Place) -> None:
        """Merge in the file at `path`, which the files of `chain` include, the last of them at `at`."""
        self.canon.files.append(path)
        self._included[os.path.realpath(path)] = at
        top = self._mapping(path, at)
        if top is None:
            return
        if not chain:
            self.canon.top.place = top.place
        for key in top:
            if not chain or key != "include":
                self._merge(self.canon.top, top, key, "")
        for pattern, where in self._patterns(top, inner=bool(chain)):
            self._include(pattern, where, str(Path(path).parent), (*chain, os.path.realpath(path)))

    def _mapping(self, path: str, at: Place) -> Map | None:
        try:
            text = read_text(path)
        except SourceError as error:
            self.canon.problems.extend(error.problems)
            self.canon.whole = False
            return None
        data = text.encode()
        self.canon.digest.update(data)
        self._bytes += len(data)
        if self._bytes > MAX_BYTES:
            self._missing(at, f"the canon and what it includes are larger than {MAX_BYTES // 1024**2} MiB")
            return None
        read = parse(text, path)
        self.canon.problems.extend(read.problems)
        self._values += read.values
        if self._values > MAX_VALUES:
            self._missing(at, f"the canon and what it includes hold more than {MAX_VALUES:,} values")
            return None
        return self._first(read.documents, Place(path, 1, 1), broken=bool(read.problems))

    def _first(self, documents: list[Any], start: Place, *, broken: bool) -> Map | None:
        if len(documents) > 1:
            at = getattr(documents[1], "place", start)
            self._tell(at, "a second YAML document begins here; only one is read", "remove the ---")
        first = documents[0] if documents else None
        if isinstance(first, Map):
            return first
        self.canon.whole = False
        if not broken:
            self._tell(start, f"is no canon: expected keys and values, found {kind(first)}")
        return None

    def _patterns(self, top: Map, *, inner: bool) -> Iterator[tuple[str, Place]]:
        said = top.get("include")
        listed = list(said.located()) if isinstance(said, Seq) else [(said, top.at("include"))]
        for pattern, at in listed:
            if isinstance(pattern, str) and pattern:
                yield pattern, at
            elif inner and "include" in top:
                # The schema tells of it in the canon itself; it does not see what an included file includes.
                self._tell(at, f"include: expected a path or glob, or a list of them, found {kind(pattern)}")

    def _include(self, pattern: str, at: Place, folder: str, chain: tuple[str, ...]) -> None:
        try:
            paths = included_files(pattern, folder, self._home)
        except NotIncludable as error:
            self._missing(at, f'include: "{pattern}" {error}')
            return
        for path in paths:
            if len(self.canon.files) >= MAX_FILES:
                self._missing(at, f"include: more than {MAX_FILES} files are included")
                return
            self._include_file(path, at, os.path.relpath(path, folder), chain)

    def _include_file(self, path: str, at: Place, shown: str, chain: tuple[str, ...]) -> None:
        real = os.path.realpath(path)
        if not is_inside(path, self._home):
            self._missing(at, f'include: "{shown}" is outside the canon\'s own folder')
        elif not os.path.isfile(path):
            self._missing(at, f'include: "{shown}" is {"not a file" if os.path.lexists(path) else "not there"}')
        elif real in chain:
            circle = " → ".join(os.path.relpath(each, self._home) for each in (*chain[chain.index(real) :], real))
            self._tell(at, f"include goes in a circle: {circle}")
        elif real in self._included:
            also = self._included[real]
            self.canon.problems.append(Problem(at, f'include: "{shown}" is included twice', "keep one", also=also))
        else:
            self.read(path, chain, at)

    def _merge(self, target: Map, source: Map, key: str, where: str) -> None:
        if key not in target:
            target.take(source, key)
            return
        ours, theirs = target[key], source[key]
        if isinstance(ours, Map) and isinstance(theirs, Map):
            ours = self._owned(target, key, ours)
            for inner in theirs:
                self._merge(ours, theirs, inner, f"{where}{key}.")
        elif not key.startswith("x-"):
            also = target.key_at(key)
            self.canon.problems.append(
                Problem(source.key_at(key), f'"{where}{key}" is given twice', "keep one", also=also)
            )

    def _owned(self, target: Map, key: str, ours: Map) -> Map:
        if id(ours) in self._own:
            return ours
        copy = Map(ours.place)
        for inner in ours:
            copy.take(ours, inner)
        span: Span = target.spans[key]
        target.put(key, copy, span)
        self._own.add(id(copy))
        return copy

    def _missing(self, at: Place, message: str) -> None:
        self.canon.whole = False
        self._tell(at, message)

    def _tell(self, at: Place, message: str, hint: str = "") -> None:
        self.canon.problems.append(Problem(at, message, hint))

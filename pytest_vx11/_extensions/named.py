"""The extensions that canons name."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from pytest_vx11._canon.files import CanonText
from pytest_vx11._canon.includes import is_inside
from pytest_vx11._extensions.modules import ExtensionError, Target, facets_of, target_of
from pytest_vx11._facets.base import Facet, Origin
from pytest_vx11._source.located import Map, Seq
from pytest_vx11._source.place import Place
from pytest_vx11._source.problem import Problem
from pytest_vx11._source.words import harmless


class Named(NamedTuple):
    """What the extensions of one canon bring, and why some cannot be taken."""

    facets: tuple[Facet, ...]
    problems: tuple[Problem, ...]


class Extensions:
    """Loads each extension once, however many canons name it."""

    def __init__(self) -> None:
        self._loaded: dict[str, list[Facet] | ExtensionError] = {}

    def of(self, text: CanonText) -> Named:
        """Return what the canon's key `extensions` names; an entry that is no text is left to the schema."""
        facets: list[Facet] = []
        problems: list[Problem] = []
        for written, at in _entries(text.top):
            try:
                facets += self._facets(target_of(written, Path(at.path).parent), at, _homes(text))
            except ExtensionError as error:
                said = harmless(written, 200)
                problems.append(Problem(at, f'extensions: "{said}" {error.message}', error.hint, cause=error.cause))
        return Named(tuple(facets), tuple(problems))

    def _facets(self, target: Target, at: Place, homes: tuple[str, ...]) -> list[Facet]:
        if target.path is not None and not any(is_inside(str(target.path), home) for home in homes):
            raise ExtensionError("is outside of the tree and of the canon's own folder")
        if target.key not in self._loaded:
            try:
                self._loaded[target.key] = facets_of(target, Origin(target.written, at))
            except ExtensionError as error:
                self._loaded[target.key] = error
        loaded = self._loaded[target.key]
        if isinstance(loaded, ExtensionError):
            raise loaded
        return loaded


def _entries(top: Map) -> Iterator[tuple[str, Place]]:
    said = top.get("extensions")
    for written, at in said.located() if isinstance(said, Seq) else ():
        if isinstance(written, str) and written:
            yield written, at


def _homes(text: CanonText) -> tuple[str, ...]:
    """Return the folders that may be read: the canon's own, and the tree under test."""
    home = Path(text.files[0]).parent
    root = text.top.get("root")
    return tuple(os.path.realpath(home / str(each)) for each in (".", root if isinstance(root, str) else "."))

"""From files to one merged mapping, in the order in which Compose does it.

Each document: variables, canonical form, include, what `!reset` takes away, extends, and then it is laid over what was
read before. Facts: the Compose specification; compose-go's `loader` for the order.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from pytest_vx11._errors import Unseen
from pytest_vx11._observe.compose.merging.canonical import canonical
from pytest_vx11._observe.compose.merging.extends import Shelf, extended
from pytest_vx11._observe.compose.merging.include import Inclusion, inclusions
from pytest_vx11._observe.compose.merging.merge import MODEL, merge_mappings
from pytest_vx11._observe.compose.merging.prepare import Path, Prepared, prepare
from pytest_vx11._observe.compose.merging.reading import Reading, fatal
from pytest_vx11._observe.compose.merging.resets import without
from pytest_vx11._observe.compose.merging.resolve import completed, resolved
from pytest_vx11._observe.compose.merging.unique import unique
from pytest_vx11._observe.compose.merging.variables import Variables
from pytest_vx11._observe.compose.rules.shape import check
from pytest_vx11._observe.compose.rules.shapes import MODEL as MODEL_SHAPE
from pytest_vx11._source.located import Map, Span
from pytest_vx11._source.place import Place

_MOST_LOADS = 1000
_RESOURCES = ("services", "volumes", "networks", "secrets", "configs", "models")


@dataclass(slots=True)
class Loader:
    """Loads one model: files that are laid over each other, with one project folder and one set of variables."""

    folder: str
    """The project folder, absolute: what relative paths are relative to."""
    variables: Variables
    reading: Reading
    including: tuple[str, ...] = ()
    """The files whose `include` led here."""
    _shelves: dict[str, Shelf] = field(default_factory=dict)

    def load(self, files: Sequence[tuple[str, Place | None]]) -> Map:
        """Return the merged model of `files`, each with the place that names it; paths in it are absolute.

        Raises SourceError where Compose could load nothing, Unseen where a part of it lies where nobody looks.
        """
        self.reading.loads += 1
        if self.reading.loads > _MOST_LOADS:
            raise Unseen(f"more than {_MOST_LOADS} files are included", (Place(files[0][0]),))
        model: Map | None = None
        for path, asked in files:
            for document in self._documents(path, asked):
                model = self._lay(document, path, model)
        if model is None:
            raise fatal(Place(files[0][0]), "holds no mapping: it is empty")
        return resolved(completed(model, self.variables), self.folder, self.reading)

    def _documents(self, path: str, asked: Place | None) -> list[Prepared]:
        found = []
        for document in self.reading.documents(path, asked):
            if not isinstance(document, Map):
                raise fatal(getattr(document, "place", Place(path, 1)), "a Compose file must be a mapping")
            prepared = prepare(document, self.variables, self.reading)
            found.append(Prepared(canonical(prepared.body, self.reading), prepared.resets))
        return found

    def _lay(self, document: Prepared, path: str, under: Map | None) -> Map:
        body = self._included(document, path)
        services = body.get("services")
        if isinstance(services, Map):
            shelf = Shelf(path, self.folder, services, tuple(document.resets))
            body.put("services", extended(shelf, self._shelf, self.reading), body.spans["services"])
        check(body, MODEL_SHAPE, "the Compose file", body.place, self.reading)
        if under is None:
            return unique(body)
        return unique(merge_mappings(without(under, document.resets), body, MODEL))

    def _included(self, document: Prepared, path: str) -> Map:
        body = without(document.body, [("include",)])
        for inclusion in inclusions(document.body, self.folder, self.reading):
            body = self._import(body, self._inclusion(inclusion, path), document.resets)
        return body

    def _inclusion(self, inclusion: Inclusion, path: str) -> Map:
        including = (*self.including, path)
        first, place = inclusion.files[0]
        if first in including:
            raise fatal(
                place, f"include goes in a circle: {' → '.join(map(self.reading.root.shown, (*including, first)))}"
            )
        variables = self.variables.over(inclusion.env_files, self.reading)
        return Loader(inclusion.folder, variables, self.reading, including).load(inclusion.files)

    def _import(self, body: Map, imported: Map, resets: list[Path]) -> Map:
        imported = without(imported, resets)
        for key in _RESOURCES:
            theirs, own = imported.get(key), body.get(key)
            if isinstance(theirs, Map):
                rules = MODEL.get(key)
                mine = own if isinstance(own, Map) else Map(theirs.place)
                merged = merge_mappings(theirs, mine, None if callable(rules) else rules)
                body.put(key, merged, body.spans.get(key) or _span(theirs))
        return body

    def _shelf(self, path: str, asked: Place) -> Shelf:
        if path not in self._shelves:
            self._shelves[path] = self._read_shelf(path, asked)
        return self._shelves[path]

    def _read_shelf(self, path: str, asked: Place) -> Shelf:
        model, resets = Map(Place(path, 1)), list[Path]()
        for document in self._documents(path, asked):
            model = unique(merge_mappings(without(model, document.resets), document.body, MODEL))
            resets = document.resets
        folder = PurePosixPath(path).parent.as_posix()
        services = resolved(model, folder, self.reading).get("services")
        return Shelf(path, folder, services if isinstance(services, Map) else Map(model.place), tuple(resets))


def _span(body: Map) -> Span:
    place = body.place
    return Span(place.path, place.line, place.col, place.line, place.col)

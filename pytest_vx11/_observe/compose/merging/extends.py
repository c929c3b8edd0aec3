"""`extends`: a service laid over another one, of the same file or of another."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from pytest_vx11._errors import Unseen
from pytest_vx11._observe.compose.merging.merge import SERVICE, merge_mappings
from pytest_vx11._observe.compose.merging.prepare import Path
from pytest_vx11._observe.compose.merging.reading import Reading, fatal
from pytest_vx11._observe.compose.merging.resets import without
from pytest_vx11._observe.compose.values.fields import Unknown, quoted, text
from pytest_vx11._source.located import Map
from pytest_vx11._source.place import Place

_LONGEST = 500


@dataclass(frozen=True, slots=True)
class Shelf:
    """The services of one file, in canonical form, among which an `extends` looks."""

    file: str
    folder: str
    """What a file's name in `extends` is relative to."""
    services: Map
    resets: tuple[Path, ...]


#: Gives the shelf of another file; its paths are absolute by then.
Fetch = Callable[[str, Place], Shelf]


#: The services that are laid over their bases already, by file and name.
Finished = dict[tuple[str, str], Map]


@dataclass(frozen=True, slots=True)
class _Step:
    name: str
    body: Map
    shelf: Shelf


def extended(shelf: Shelf, fetch: Fetch, reading: Reading) -> Map:
    """Return the services of `shelf`, each laid over what it extends.

    One whose base cannot be had keeps an `Unknown` under `extends`. Raises SourceError where they go in a circle.
    """
    done = Map(shelf.services.place)
    finished: Finished = {}
    for name, body in shelf.services.items():
        extends = isinstance(body, Map) and "extends" in body
        result = _laid(_Step(name, body, shelf), fetch, finished, reading) if extends else body
        done.put(name, result, shelf.services.spans[name])
    return done


def _laid(first: _Step, fetch: Fetch, finished: Finished, reading: Reading) -> Map:
    try:
        chain = _chain(first, fetch, finished, reading)
    except Unseen as error:
        return _unread(first.body, error)
    result = chain[-1].body
    for step in reversed(chain[:-1]):
        paths = [path[2:] for path in step.shelf.resets if path[:2] == ("services", step.name) and len(path) > 2]
        merged = merge_mappings(without(result, paths), step.body, SERVICE)
        result = finished[step.shelf.file, step.name] = without(merged, [("extends",)])
    return result


def _unread(body: Map, error: Unseen) -> Map:
    reason = Unknown(f"what it extends cannot be read: {error.reason}", body.at("extends"), "")
    copy = without(body, [("extends",)])
    copy.put("extends", reason, body.spans["extends"])
    return copy


def _chain(first: _Step, fetch: Fetch, finished: Finished, reading: Reading) -> list[_Step]:
    chain, seen = [first], {(first.shelf.file, first.name)}
    while "extends" in chain[-1].body:
        step = _base(chain[-1], fetch, reading)
        step = replace(step, body=finished.get((step.shelf.file, step.name), step.body))
        place = chain[-1].body.at("extends")
        if (step.shelf.file, step.name) in seen:
            raise fatal(place, f"extends goes in a circle: {' → '.join(each.name for each in [*chain, step])}")
        if len(chain) > _LONGEST:
            raise Unseen(f"more than {_LONGEST} services extend each other", (place,))
        seen.add((step.shelf.file, step.name))
        chain.append(step)
    return chain


def _base(step: _Step, fetch: Fetch, reading: Reading) -> _Step:
    extends: Any = step.body["extends"]
    place = step.body.at("extends")
    if isinstance(extends, Unknown):
        raise extends.error()
    if not isinstance(extends, Map):
        raise reading.refuse(place, "extends must be a service's name, or a mapping that has one").error()
    name, file = text(extends, "service"), text(extends, "file")
    if name is None:
        raise reading.refuse(place, "extends names no service").error()
    shelf = step.shelf if file is None else _fetched(file.value, file.place, step, fetch, reading)
    body = shelf.services.get(name.value)
    if not isinstance(body, Map):
        if name.value in shelf.services and body is None:
            return _Step(name.value, Map(shelf.services.key_at(name.value)), shelf)
        raise reading.refuse(name.place, f"there is no service {quoted(name.value)} to extend").error()
    return _Step(name.value, body, shelf)


def _fetched(file: str, place: Place, step: _Step, fetch: Fetch, reading: Reading) -> Shelf:
    if "://" in file or file.startswith(("git@", "github.com/")):
        raise Unseen("it lies elsewhere, where nobody looks", (place,))
    path = reading.absolute(file, step.shelf.folder)
    if not reading.is_file(path):
        raise reading.refuse(place, f"the file {reading.root.shown(path)} is not there").error()
    return fetch(path, place)

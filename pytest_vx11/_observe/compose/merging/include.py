"""`include`: which files, with which folder and env files. They are models of their own, and loaded as such."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath

from pytest_vx11._errors import Unseen
from pytest_vx11._observe.compose.merging.reading import Reading, fatal
from pytest_vx11._observe.compose.parts import Said
from pytest_vx11._observe.compose.values.fields import Unknown, text, texts
from pytest_vx11._source.located import Map, Seq, Span
from pytest_vx11._source.place import Place


@dataclass(frozen=True, slots=True)
class Inclusion:
    """One entry of `include`, its paths absolute, each with the place that names it."""

    files: tuple[tuple[str, Place], ...]
    folder: str
    env_files: tuple[tuple[str, Place | None], ...]


def inclusions(body: Map, folder: str, reading: Reading) -> Iterator[Inclusion]:
    """Yield the entries of a file's `include`; paths are relative to the project's `folder`.

    Raises Unseen for one that nobody can read here, SourceError for one that Compose refuses: what an include brings
    is part of everything, so that without it nothing can be said.
    """
    entries = body.get("include")
    if entries is None:
        return
    if not isinstance(entries, Seq):
        raise fatal(body.at("include"), "include must be a list")
    for entry, place in entries.located():
        yield _inclusion(_long(entry, place), folder, reading)


def _long(entry: object, place: Place) -> Map:
    if isinstance(entry, Map):
        return entry
    if isinstance(entry, Unknown):
        raise entry.error()
    long = Map(place)
    long.put("path", entry, Span(place.path, place.line, place.col, place.line, place.col))
    return long


def _inclusion(entry: Map, folder: str, reading: Reading) -> Inclusion:
    paths = texts(entry, "path")
    if not paths:
        raise fatal(entry.place, "an include must have a path")
    files = tuple(_file(said, folder, reading) for said in paths)
    stated = text(entry, "project_directory")
    inside = reading.absolute(stated.value, folder) if stated else PurePosixPath(files[0][0]).parent.as_posix()
    return Inclusion(files, inside, tuple(_env_files(entry, folder, inside, reading)))


def _file(said: Said[str], folder: str, reading: Reading) -> tuple[str, Place]:
    if "://" in said.value or said.value.startswith(("git@", "github.com/")):
        raise Unseen("a Compose file that is included lies elsewhere, where nobody looks", (said.place,))
    path = reading.absolute(said.value, folder)
    if not reading.is_file(path):
        raise fatal(said.place, f"the included file {reading.root.shown(path)} is not there")
    return path, said.place


def _env_files(entry: Map, folder: str, inside: str, reading: Reading) -> Iterator[tuple[str, Place | None]]:
    stated = texts(entry, "env_file")
    if not stated and reading.root.holds(inside) and reading.is_file(f"{inside}/.env"):
        yield f"{inside}/.env", None
    for said in stated:
        if said.value != "/dev/null":
            yield reading.absolute(said.value, folder), said.place

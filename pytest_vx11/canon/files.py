"""Reading a canon's file and what it includes into one mapping."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pytest_vx11.errors import SourceError
from pytest_vx11.source.located import Map, Seq
from pytest_vx11.source.place import Place
from pytest_vx11.source.problem import Problem
from pytest_vx11.source.yaml_reader import parse, read_text

_MAX_FILES = 1000


@dataclass(slots=True)
class CanonText:
    """The top of a canon with its includes merged in, and all that was wrong on the way."""

    top: Map
    files: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    digest: Any = field(default_factory=hashlib.sha256)


def read_canon(path: Path) -> CanonText:
    """Return the canon at `path`, which is absolute. What cannot be read at all is among its problems."""
    canon = CanonText(Map(Place(path.as_posix())))
    _read(path, canon, path.parent, ())
    return canon


def _read(path: Path, canon: CanonText, home: Path, chain: tuple[str, ...]) -> None:
    name = path.as_posix()
    canon.files.append(name)
    top = _mapping(path, canon)
    if top is None:
        return
    if not chain:
        canon.top.place = top.place
    includes = top.get("include")
    for key in top:
        if chain and key == "include":
            continue
        _merge_key(canon.top, top, key, canon.problems, "")
    for pattern, at in _patterns(includes, top):
        _include(pattern, at, canon, home, path.parent, (*chain, name))


def _mapping(path: Path, canon: CanonText) -> Map | None:
    try:
        text = read_text(path)
    except SourceError as error:
        canon.problems.extend(error.problems)
        return None
    canon.digest.update(text.encode())
    read = parse(text, path.as_posix())
    canon.problems.extend(read.problems)
    documents = read.documents
    if len(documents) > 1:
        canon.problems.append(Problem(getattr(documents[1], "place", None), "a second YAML document begins here", "remove the ---"))
    if documents and isinstance(documents[0], Map):
        return documents[0]
    if not read.problems:
        canon.problems.append(Problem(Place(path.as_posix(), 1, 1), "is no canon: expected keys and values"))
    return None


def _patterns(includes: Any, top: Map) -> list[tuple[str, Place]]:
    if isinstance(includes, str):
        return [(includes, top.at("include"))]
    if isinstance(includes, Seq):
        return [(value, at) for value, at in includes.located() if isinstance(value, str)]
    return []


def _include(pattern: str, at: Place, canon: CanonText, home: Path, folder: Path, chain: tuple[str, ...]) -> None:
    if Path(pattern).is_absolute() or "${" in pattern:
        canon.problems.append(Problem(at, f'"{pattern}" is no path or glob relative to this file'))
        return
    found = sorted(folder.glob(pattern)) if any(char in pattern for char in "*?[") else [folder / pattern]
    if not found:
        canon.problems.append(Problem(at, f'"{pattern}" matches no file'))
    for path in found:
        _include_file(path, pattern, at, canon, home, chain)


def _include_file(
    path: Path, pattern: str, at: Place, canon: CanonText, home: Path, chain: tuple[str, ...]
) -> None:
    resolved = path.resolve()
    name = resolved.as_posix()
    if not resolved.is_relative_to(home.resolve()):
        canon.problems.append(Problem(at, f'"{pattern}" is outside the canon\'s own folder'))
    elif not resolved.is_file():
        canon.problems.append(Problem(at, f'"{pattern}" is not a file'))
    elif name in chain or name == Path(chain[0]).resolve().as_posix():
        canon.problems.append(Problem(at, f'"{pattern}" includes itself: {_shown_cycle(chain, name)}'))
    elif len(canon.files) >= _MAX_FILES:
        canon.problems.append(Problem(at, f"more than {_MAX_FILES} files are included"))
    else:
        _read(resolved, canon, home, chain)


def _shown_cycle(chain: tuple[str, ...], name: str) -> str:
    start = chain.index(name) if name in chain else 0
    return " → ".join(Path(each).name for each in (*chain[start:], name))


def _merge_key(target: Map, source: Map, key: str, problems: list[Problem], where: str) -> None:
    if key not in target:
        target.take(source, key)
        return
    ours, theirs = target[key], source[key]
    if isinstance(ours, Map) and isinstance(theirs, Map):
        for inner in theirs:
            _merge_key(ours, theirs, inner, problems, f"{where}{key}.")
        return
    problems.append(Problem(source.key_at(key), f'"{where}{key}" is given twice', "keep one", also=target.key_at(key)))

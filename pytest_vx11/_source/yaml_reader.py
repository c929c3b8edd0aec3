"""YAML with the line of every value, read in bounded time and memory."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from pytest_vx11._errors import SourceError
from pytest_vx11._source.place import Place
from pytest_vx11._source.problem import Problem
from pytest_vx11._source.scalars import Scalar, plain
from pytest_vx11._source.words import harmless
from pytest_vx11._source.yaml_builder import TOO_DEEP, Builder, TooMuchError

MAX_BYTES = 8 * 1024 * 1024
MAX_DIRECTIVES = 100

#: YAML 1.1, section 5.4.
_BREAKS = "\n\r\x85\u2028\u2029"
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


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
    values: int
    """How many values the documents hold, as if every alias were written out."""


def parse(
    text: str, path: str, *, tags: frozenset[str] = frozenset(), scalar: Callable[[str], Scalar] = plain
) -> Parsed:
    """Return the documents of `text` with every problem found; a syntax error ends the reading there.

    `scalar` says what an unquoted scalar means, where it is not what `plain` says.
    """
    builder = Builder(path, tags, scalar)
    try:
        for event in _events(text, path):
            builder.take(event)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = Place(path, mark.line + 1, mark.column + 1) if mark else Place(path)
        message = harmless(error.problem or error.context or "is not YAML", 200)
        # PyYAML from 6.0.4 on has a limit of its own, which it may reach before it hands on the first of the levels.
        deep = "nesting depth" in message
        told = TOO_DEEP if deep else f"is not YAML: {message}"
        builder.problems.append(Problem(place, told, "" if deep else _hint(text, place.line)))
    except yaml.reader.ReaderError as error:
        builder.problems.append(Problem(_place_of(text, path, error), "has a character that YAML does not allow"))
    except TooMuchError as error:
        builder.problems.append(error.problem)
    return Parsed(builder.documents, builder.problems, builder.values)


def _events(text: str, path: str) -> Iterator[Any]:
    # Each %TAG is compared with all those before it.
    if sum(text.count(f"{line_break}%") for line_break in _BREAKS) > MAX_DIRECTIVES:
        raise TooMuchError(Place(path), f"has more than {MAX_DIRECTIVES} lines that begin with %, as directives do")
    try:
        yield from yaml.parse(text, Loader=_LOADER)
    except (ValueError, OverflowError) as error:
        # The loader in Python stumbles over \\U00110000 and over %YAML with a thousand digits.
        raise TooMuchError(Place(path), "is not YAML: it has a number or an escape that is too large") from error


def _hint(text: str, line: int) -> str:
    lines = text.split("\n", line) if line else []
    indent = lines[line - 1][: -len(lines[line - 1].lstrip())] if len(lines) >= line > 0 else ""
    return "indent with spaces: YAML takes no tabs" if "\t" in indent else ""


def _shown(path: str | os.PathLike[str]) -> str:
    return Path(os.path.abspath(path)).as_posix()


def _place_of(text: str, path: str, error: yaml.reader.ReaderError) -> Place:
    # The reader counts characters from Python and bytes from C, so the first bad character is looked for again.
    bad = yaml.reader.Reader.NON_PRINTABLE.search(text)
    at = bad.start() if bad else min(error.position, len(text))
    return Place(path, text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at))

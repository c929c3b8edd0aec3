"""What one reading of a project has found wrong, and the files it has read."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pytest_vx11._errors import SourceError, Unseen
from pytest_vx11._observe.compose.merging.goyaml import scalar
from pytest_vx11._observe.compose.values.fields import Unknown
from pytest_vx11._observe.compose.values.root import Root
from pytest_vx11._source.place import Place
from pytest_vx11._source.problem import Problem
from pytest_vx11._source.yaml_reader import parse_documents, read_text


class _LocalTags(frozenset[str]):
    """Every local tag: Compose understands two, and passes over the others."""

    def __contains__(self, tag: object) -> bool:
        return isinstance(tag, str) and tag.startswith("!")


_TAGS = _LocalTags()
_MOST_FILES = 1000
_MOST_CHARACTERS = 64 * 1024 * 1024


@dataclass(slots=True)
class Reading:
    """Gathers problems, each once, while a project is read; nothing outside `root` is opened."""

    root: Root
    problems: dict[Problem, None] = field(default_factory=dict)
    unset: dict[Problem, None] = field(default_factory=dict)
    blank: dict[Problem, None] = field(default_factory=dict)
    files: dict[str, None] = field(default_factory=dict)
    loads: int = 0
    """How many models were loaded: files that include each other many times over are many."""
    _grown: int = 0
    _texts: dict[str, str] = field(default_factory=dict)
    _documents: dict[str, list[Any]] = field(default_factory=dict)

    def refuse(self, place: Place, message: str, text: str = "") -> Unknown:
        """Note what Compose would refuse, and return what stands for it in the tree."""
        self.problems[Problem(place, message)] = None
        return Unknown(message, place, text, refused=True)

    def text(self, path: str, asked: Place | None) -> str:
        """Return a file's text; `asked` is where it is named.

        Raises Unseen where it lies outside the root, SourceError where it cannot be read.
        """
        if path not in self._texts:
            where = (asked or Place(path),)
            if not self.root.holds(path):
                raise Unseen("it leads out of the tree under test, where nothing is read", where)
            if len(self._texts) >= _MOST_FILES:
                raise Unseen(f"it takes more than {_MOST_FILES} files", where)
            self._texts[path] = read_text(path)
            self.files[path] = None
        return self._texts[path]

    def documents(self, path: str, asked: Place | None) -> Iterable[Any]:
        """Return the documents of a Compose file, as `text` does its text."""
        if path not in self._documents:
            self._documents[path] = parse_documents(self.text(path, asked), path, tags=_TAGS, scalar=scalar)
        return self._documents[path]

    def grow(self, characters: int, place: Place) -> None:
        """Count what variables put in; raises Unseen where it is too much."""
        self._grown += characters
        if self._grown > _MOST_CHARACTERS:
            raise Unseen("the variables make the files too long to be read", (place,))

    def is_file(self, path: str) -> bool:
        """Tell whether there is such a file; one outside the root is taken to be: reading it tells why not."""
        return not self.root.holds(path) or os.path.isfile(path)

    def absolute(self, path: str, folder: str) -> str:
        """Return `path`, seen from `folder`, as Compose resolves it: `~` is the home folder."""
        if path.startswith("~"):
            path = os.path.join(Path.home(), path[1:].lstrip("/"))
        return Path(os.path.normpath(os.path.join(folder, path))).as_posix()


def fatal(place: Place, message: str, hint: str = "") -> SourceError:
    """Return the error for what keeps Compose, and us, from reading anything."""
    return SourceError([Problem(place, message, hint)])

"""Python source files, each parsed once and never imported."""

from __future__ import annotations

import ast
import io
import os
import sys
import tokenize
import warnings
from dataclasses import dataclass

from pytest_vx11._errors import SourceError, Unseen
from pytest_vx11._observe.file import read_bytes
from pytest_vx11._observe.need import Need, Sight
from pytest_vx11._source.place import Place
from pytest_vx11._source.problem import Problem
from pytest_vx11._source.words import harmless

MAX_BYTES = 2 * 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PythonModule:
    """One parsed file. Modules are compared by identity: a file is parsed once in a run."""

    path: str
    """As it was asked for: relative to the root, POSIX."""
    place: Place
    """The file as a whole; its path is absolute."""
    tree: ast.Module
    """Must not be changed: all readers share it."""
    text: str

    def at(self, node: ast.AST) -> Place:
        """Return the line on which `node` begins; the file as a whole where it has none."""
        return Place(self.place.path, getattr(node, "lineno", 0))


@dataclass(frozen=True, slots=True)
class PythonNeed(Need[PythonModule]):
    """The module in the file `path`, which is relative to `root` and below it.

    Looking raises SourceError when the file is missing, larger than MAX_BYTES or wrongly encoded (PEP 263); and Unseen,
    at its line, when it is no Python that this interpreter knows, is nested too deeply, or lies outside of `root`.
    """

    root: str
    path: str

    def look(self, sight: Sight) -> PythonModule:
        """Read and parse the file."""
        del sight
        place = Place(os.path.abspath(os.path.join(self.root, self.path)).replace(os.sep, "/"))
        data = read_bytes(self.root, self.path, MAX_BYTES)
        return PythonModule(path=self.path, place=place, tree=_parse(data, place), text=_decode(data, place))


def _parse(data: bytes, place: Place) -> ast.Module:
    if b"\0" in data:
        raise SourceError([Problem(Place(place.path, data[: data.index(b"\0")].count(b"\n") + 1), "has a NUL byte")])
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(data)
    except SyntaxError as error:
        at = Place(place.path, error.lineno or 0)
        # A newer Python may take it, so that this is no fault of the file's: the facet `syntax` is there to say that.
        version = ".".join(map(str, sys.version_info[:2]))
        said = harmless(error.msg or "", 200)
        raise Unseen(
            f"a file is not Python {version}, which runs this ({said}): run it with the tree's own", (at,)
        ) from error
    except (RecursionError, MemoryError) as error:
        raise Unseen("a file is nested too deeply to be read", (place,)) from error
    except ValueError as error:
        raise Unseen("a number or a text in a file cannot be read", (place,)) from error


def _decode(data: bytes, place: Place) -> str:
    try:
        encoding, _ = tokenize.detect_encoding(io.BytesIO(data).readline)
        return io.TextIOWrapper(io.BytesIO(data), encoding, newline=None).read()
    except (SyntaxError, UnicodeDecodeError, LookupError) as error:
        raise SourceError([Problem(place, "is not text in the encoding that it names")]) from error

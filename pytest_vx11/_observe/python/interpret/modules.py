"""Which file an import means, as Python would look for it from a few likely folders."""

from __future__ import annotations

import ast
import os
import posixpath
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from pytest_vx11._errors import SourceError, Unseen
from pytest_vx11._observe.need import Sight
from pytest_vx11._observe.python.interpret.outside import FRAMEWORKS, is_outside
from pytest_vx11._observe.python.interpret.scope import Scope
from pytest_vx11._observe.python.interpret.values import Foreign, Module, Unknown, Value
from pytest_vx11._observe.python.source import PythonNeed
from pytest_vx11._source.place import Place

MAX_MODULES = 2000
MAX_DEPTH = 50

#: Runs the statements of a module in its scope.
Runner = Callable[[ast.Module, Scope], None]


@dataclass(frozen=True, slots=True)
class Found:
    """A file or folder, relative to the root, that a part of a dotted name means."""

    path: str
    is_package: bool
    is_file: bool
    """False for a folder without `__init__.py`."""


class Files:
    """Finds the files of dotted names under a root. `bases` are folders relative to it, in order of preference."""

    def __init__(self, root: str, bases: tuple[str, ...]) -> None:
        self.root = os.path.abspath(root)
        self.bases = bases
        self._known: dict[str, Found | None] = {}

    def find(self, dotted: str) -> list[Found] | None:
        """Return what each part of an absolute dotted name means; None when it is not all in the tree."""
        parts = dotted.split(".")
        if parts[0] in FRAMEWORKS or not all(part.isidentifier() for part in parts):
            return None
        spaces: list[Found] | None = None
        for base in self.bases:
            found = self._below(base, parts)
            if found and found[-1].is_file:
                return found
            spaces = spaces or found
        return spaces

    def _below(self, base: str, parts: list[str]) -> list[Found] | None:
        found: list[Found] = []
        for part in parts:
            step = self.step(posixpath.join(base, part))
            if step is None:
                return None
            found.append(step)
            base = posixpath.join(base, part)
        return found

    def step(self, stem: str) -> Found | None:
        """Return the package or module at `stem`, a path without its suffix."""
        if stem not in self._known:
            self._known[stem] = self._look(stem)
        return self._known[stem]

    def _look(self, stem: str) -> Found | None:
        full = os.path.join(self.root, stem)
        if os.path.isfile(os.path.join(full, "__init__.py")):
            return Found(f"{stem}/__init__.py", True, True)
        if os.path.isfile(f"{full}.py"):
            return Found(f"{stem}.py", False, True)
        return Found(stem, True, False) if os.path.isdir(full) else None


class Modules:
    """The modules of one reading. Each is run once, when it is first imported, by whoever sets `run`."""

    def __init__(self, sight: Sight, files: Files) -> None:
        self.run: Runner = lambda _tree, _scope: None
        self._sight = sight
        self._files = files
        self._loaded: dict[str, Module | Unknown] = {}
        self._depth = 0

    def load(self, path: str) -> Module:
        """Return the module in the file `path`; raises SourceError or Unseen where it cannot be read."""
        loaded = self._loaded.get(path)
        if isinstance(loaded, Module):
            return loaded
        source = self._sight.see(PythonNeed(self._files.root, path))
        module = Module(path, Scope(source.place.path, path))
        self._loaded[path] = module
        self._depth += 1
        try:
            self.run(source.tree, module.scope)
        finally:
            self._depth -= 1
        return module

    def reached(self) -> frozenset[str]:
        """Return the paths of all files that were asked for."""
        return frozenset(self._loaded)

    def absolute(self, dotted: str, place: Place) -> tuple[Value, Value]:
        """Return what the first and the last part of a dotted name stand for; both foreign when not in the tree."""
        found = self._files.find(dotted)
        if found is not None and len(found) == 1 and is_outside(dotted):
            found = None
        if found is None or not (found[-1].is_file or found[0].is_file):
            return Foreign(dotted.partition(".")[0]), Foreign(dotted)
        values = [self._at(step, place) for step in found]
        for part, parent, child in zip(dotted.split(".")[1:], values, values[1:], strict=False):
            if isinstance(parent, Module):
                parent.scope.names[part] = child
        return values[0], values[-1]

    def shadow(self, dotted: str, name: str, place: Place) -> Value | None:
        """Return the name of a module of the tree that is called like a package outside; None where it has none."""
        found = self._files.find(dotted) if is_outside(dotted) else None
        module = self._at(found[-1], place) if found and found[-1].is_file else None
        return module.scope.names.get(name) if isinstance(module, Module) else None

    def relative(self, scope: Scope, level: int, dotted: str, place: Place) -> Value:
        """Return the module that `from ..dotted import` means in the file of `scope`."""
        folder = posixpath.dirname(scope.file)
        for _ in range(level - 1):
            if not folder:
                return Unknown("the import leads out of the tree", place)
            folder = posixpath.dirname(folder)
        value: Value = Unknown("the import leads out of the tree", place)
        stems = list(_stems(folder, dotted))
        for stem in stems:
            found = self._files.step(stem) if stem else Found("", True, False)
            if found is None:
                return Unknown(f"there is no {stem}.py in the tree", place)
            value = self._at(found, place)
        return value

    def child(self, module: Module, name: str, place: Place) -> Value | None:
        """Return the submodule `name` of a package; None when it has none."""
        if not (module.scope.file.endswith("__init__.py") or not module.scope.file.endswith(".py")):
            return None
        folder = module.scope.file.removesuffix("__init__.py").rstrip("/")
        found = self._files.step(posixpath.join(folder, name)) if name.isidentifier() else None
        if found is None:
            return None
        value = self._at(found, place)
        module.scope.names[name] = value
        return value

    def _at(self, found: Found, place: Place) -> Value:
        if found.path in self._loaded:
            return self._loaded[found.path]
        if len(self._loaded) >= MAX_MODULES or self._depth >= MAX_DEPTH:
            return Unknown("too many modules are reached from there", place)
        if not found.is_file:
            full = os.path.join(self._files.root, found.path).replace(os.sep, "/")
            self._loaded[found.path] = Module(found.path, Scope(full, found.path))
            return self._loaded[found.path]
        try:
            return self.load(found.path)
        except SourceError as error:
            reason = "the module cannot be read: " + "; ".join(problem.message for problem in error.problems)
            self._loaded[found.path] = Unknown(reason, error.problems[0].place or place)
        except Unseen as error:
            self._loaded[found.path] = Unknown(error.reason, error.places[0] if error.places else place)
        return self._loaded[found.path]


def _stems(folder: str, dotted: str) -> Iterator[str]:
    stem = folder
    if not dotted:
        yield stem
    for part in dotted.split(".") if dotted else ():
        stem = posixpath.join(stem, part)
        yield stem

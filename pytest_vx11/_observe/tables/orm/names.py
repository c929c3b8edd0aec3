"""What a name stands for, followed through the modules of the tree without importing any."""

from __future__ import annotations

import ast
import builtins
import typing
from collections.abc import Collection
from dataclasses import dataclass, field

from pytest_vx11._errors import SourceError, Unseen
from pytest_vx11._observe.need import Sight
from pytest_vx11._observe.python.source import PythonModule, PythonNeed
from pytest_vx11._observe.tables.draft import one_line
from pytest_vx11._observe.tables.orm.bindings import Binding, Bindings, Imported, Unclear, bindings
from pytest_vx11._observe.tables.orm.modules import ModuleFinder
from pytest_vx11._source.place import Place

MAX_STEPS = 50
# Names that both typing and SQLAlchemy have.
_BOTH = frozenset({"Sequence", "Text"})
_STARS: dict[str, Collection[str]] = {"typing": typing.__all__, "datetime": ("date", "datetime", "timedelta")}
MAX_MODULES = 2000
_MOST_LINES = 10


@dataclass(slots=True, eq=False)
class Scope:
    """A body in which names are looked up: a module's, a class's or a function's with what it was called with."""

    module: PythonModule
    bound: Bindings
    outer: Scope | None = None
    given: dict[str, Value] = field(default_factory=dict)
    """A function's parameters, with the arguments of the call that is followed."""

    lines: list[str] = field(default_factory=list)

    def at(self, node: ast.AST) -> Place:
        """Return the line on which a node of this scope's module begins."""
        return self.module.at(node)

    def written(self, node: ast.expr | ast.stmt) -> str:
        """Return the source of a node, on one line and cut where it is long."""
        top = self
        while top.outer is not None:
            top = top.outer
        top.lines = top.lines or top.module.text.split("\n")
        end = min(node.end_lineno or node.lineno, node.lineno + _MOST_LINES)
        found = [line.encode() for line in top.lines[node.lineno - 1 : end]] or [b""]
        if end == node.end_lineno:
            found[-1] = found[-1][: node.end_col_offset]
        found[0] = found[0][node.col_offset :]
        return one_line(b"\n".join(found).decode(errors="replace"))


@dataclass(frozen=True, slots=True)
class External:
    """Something from outside of the tree, by its dotted name."""

    dotted: str

    @property
    def leaf(self) -> str:
        """The last part of the name."""
        return self.dotted.rpartition(".")[2]


@dataclass(frozen=True, slots=True)
class Package:
    """A module or folder of the tree, without its `.py`."""

    stem: str


@dataclass(frozen=True, slots=True)
class Defined:
    """A class or function of the tree, and the scope that it stands in."""

    scope: Scope
    node: ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True, slots=True)
class Value:
    """An expression that a name was bound to, and the scope that it is to be read in."""

    scope: Scope
    node: ast.expr


Symbol = External | Package | Defined | Value


class Names:
    """Resolves names; every module is parsed once, and what cannot be followed is None."""

    def __init__(self, sight: Sight, root: str) -> None:
        self._sight = sight
        self.root = root
        self._modules = ModuleFinder(root)
        self._scopes: dict[str, Scope | None] = {}
        self._bodies: dict[int, Scope] = {}

    def module(self, path: str) -> Scope:
        """Return the scope of the module in the file `path`; raises as `PythonNeed` does."""
        scope = self._scopes.get(path)
        if scope is None:
            module = self._sight.see(PythonNeed(self.root, path))
            try:
                scope = self._scopes[path] = Scope(module, bindings(module.tree.body))
            except RecursionError as error:
                raise Unseen("a file is nested too deeply to be read", (module.place,)) from error
        return scope

    def body(self, owner: Defined) -> Scope:
        """Return the scope inside of a class."""
        node = owner.node
        if id(node) not in self._bodies:
            self._bodies[id(node)] = Scope(owner.scope.module, bindings(node.body), owner.scope)
        return self._bodies[id(node)]

    def resolve(self, scope: Scope, node: ast.expr, steps: int = 0) -> Symbol | None:
        """Return what an expression stands for. What is no name, or a call, stands for itself, as a `Value`."""
        if steps > MAX_STEPS:
            return None
        if isinstance(node, ast.Name):
            return self._name(scope, node.id, steps + 1)
        if isinstance(node, ast.Attribute):
            base = self.resolve(scope, node.value, steps + 1)
            return None if base is None else self.attribute(base, node.attr, steps + 1)
        return Value(scope, node)

    def _name(self, scope: Scope, name: str, steps: int) -> Symbol | None:
        at: Scope | None = scope
        while at is not None:
            if name in at.given:
                given = at.given[name]
                return self.resolve(given.scope, given.node, steps)
            if name in at.bound.names:
                return self._bound(at, at.bound.names[name], steps)
            if at.bound.stars:
                found = self._starred(at, name, steps)
                if found is not None:
                    return found
            at = at.outer
        return External(f"builtins.{name}") if steps <= MAX_STEPS else None

    def _bound(self, scope: Scope, binding: Binding, steps: int) -> Symbol | None:
        if isinstance(binding, Imported):
            return self._imported(scope, binding, steps)
        if isinstance(binding, Unclear):
            return None
        if isinstance(binding, (ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)):
            return Defined(scope, binding)
        # A class attribute may be made of the outer name that it hides: `String = String(20)`.
        return self.resolve(scope, binding, steps + 1)

    def _starred(self, scope: Scope, name: str, steps: int) -> Symbol | None:
        outside: Symbol | None = None
        for star in scope.bound.stars:
            stem = self.stem(scope, star)
            if stem is None:
                outside = _of_star(star.module, name) or outside
            elif (inner := self._load(stem)) is not None and steps < MAX_STEPS:
                found = self._member(inner, name, steps + 1)
                if found is not None:
                    return found
        return outside

    def _member(self, scope: Scope, name: str, steps: int) -> Symbol | None:
        if name in scope.bound.names:
            return self._bound(scope, scope.bound.names[name], steps)
        return self._starred(scope, name, steps) if scope.bound.stars else None

    def _imported(self, scope: Scope, imported: Imported, steps: int) -> Symbol | None:
        stem = self.stem(scope, imported)
        if stem is None:
            dotted = ".".join(part for part in (imported.module, imported.name) if part)
            return None if imported.level else External(dotted)
        return self.attribute(Package(stem), imported.name, steps) if imported.name else Package(stem)

    def attribute(self, base: Symbol, name: str, steps: int = 0) -> Symbol | None:
        """Return what the attribute `name` of something stands for."""
        if steps > MAX_STEPS:
            return None
        if isinstance(base, External):
            return External(f"{base.dotted}.{name}")
        if isinstance(base, Package):
            return self._of_package(base, name, steps)
        if isinstance(base, Defined):
            scope = self.body(base)
            return self._bound(scope, scope.bound.names[name], steps + 1) if name in scope.bound.names else None
        return self._of_value(base, name, steps + 1)

    def _of_value(self, base: Value, name: str, steps: int) -> Symbol | None:
        made = self.called(base, steps)
        if not isinstance(made, External):
            return None
        if made.leaf != "SQLAlchemy":
            return External(f"{made.dotted}().{name}")
        # Flask-SQLAlchemy's `db` offers all of SQLAlchemy, and a model class that may be one's own.
        model = keyword_of(base.node, "model_class") if name == "Model" else None
        return self.resolve(base.scope, model, steps) if model else External(f"flask_sqlalchemy.SQLAlchemy.{name}")

    def called(self, symbol: Symbol | None, steps: int = 0) -> Symbol | None:
        """Return what is called where `symbol` is a call."""
        if isinstance(symbol, Value) and isinstance(symbol.node, ast.Call):
            return self.resolve(symbol.scope, symbol.node.func, steps + 1)
        return None

    def _of_package(self, package: Package, name: str, steps: int) -> Symbol | None:
        scope = self._load(package.stem)
        found = self._member(scope, name, steps + 1) if scope is not None else None
        if found is not None or (scope is not None and name in scope.bound.names):
            return found
        inner = f"{package.stem}/{name}"
        return Package(inner) if self._modules.exists(inner) else None

    def stem(self, scope: Scope, imported: Imported) -> str | None:
        """Return the file, without its `.py`, or the folder that an import names; None where it is not in the tree."""
        return self._modules.stem(scope.module.path, imported)

    def load(self, package: Package) -> Scope | None:
        """Return the scope of a package's module; None where it is a mere folder, or cannot be read."""
        return self._load(package.stem)

    def _load(self, stem: str) -> Scope | None:
        path = self._modules.file(stem)
        if path is None or len(self._scopes) > MAX_MODULES:
            return None
        if path not in self._scopes:
            try:
                self.module(path)
            except (SourceError, Unseen):
                self._scopes[path] = None
        return self._scopes[path]


def _of_star(module: str, name: str) -> External | None:
    """Return what `from module import *` brings, of modules whose names are known; of SQLAlchemy's any other name."""
    known = _STARS.get(module)
    if known is None:
        ours = name not in _BOTH and (any(name in names for names in _STARS.values()) or hasattr(builtins, name))
        known = () if ours or module.partition(".")[0] not in ("sqlalchemy", "sqlmodel") else (name,)
    return External(f"{module}.{name}") if name in known else None


def keyword_of(node: ast.expr, name: str) -> ast.expr | None:
    """Return a call's argument of that name."""
    given = node.keywords if isinstance(node, ast.Call) else []
    return next((each.value for each in given if each.arg == name), None)

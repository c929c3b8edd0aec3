"""Scopes: which value a name has, and how two ways through the code are joined."""

from __future__ import annotations

import ast
import builtins
from dataclasses import dataclass, field

from pytest_vx11._observe.python.interpret.values import Const, Foreign, Unknown, Value
from pytest_vx11._source.place import Place

_BUILTINS = frozenset(dir(builtins))


@dataclass(slots=True, eq=False)
class Scope:
    """The names of a module, a function, a class body, or one arm of a branch."""

    path: str
    """The file's absolute path, for places."""
    file: str
    """The same, relative to the root."""
    parent: Scope | None = None
    names: dict[str, Value] = field(default_factory=dict)
    owners: frozenset[str] = frozenset()
    """Names that a `global` statement hands to the module."""
    is_class: bool = False

    def at(self, node: ast.AST) -> Place:
        """Return the line on which `node` begins."""
        return Place(self.path, getattr(node, "lineno", 0))

    def inner(self) -> Scope:
        """Return a scope that sees this one."""
        return Scope(self.path, self.file, self)

    def arm(self) -> Scope:
        """Return a scope for one way through a branch: what it binds is joined with the others afterwards."""
        return Scope(self.path, self.file, self, owners=self.owners, is_class=self.is_class)

    def find(self, name: str) -> Value | None:
        """Return what a name stands for here; None when nothing here defines it."""
        scope: Scope | None = self.module() if name in self.owners else self
        while scope is not None:
            if name in scope.names:
                return scope.names[name]
            scope = scope.parent
        return Foreign(f"builtins.{name}") if name in _BUILTINS else None

    def module(self) -> Scope:
        """Return the outermost scope."""
        scope = self
        while scope.parent is not None:
            scope = scope.parent
        return scope

    def put(self, name: str, value: Value) -> None:
        """Bind a name, in the module where a `global` statement says so."""
        target = self.module() if name in self.owners else self
        target.names[name] = value


def join(one: Value, other: Value, place: Place) -> Value:
    """Return what is known of a name that is `one` or `other`."""
    if one.same_as(other):
        return one
    if isinstance(one, Const) and isinstance(other, Const) and one.value == other.value:
        return Const(one.value, soft=True)
    return Unknown("it depends on a condition that only a run decides", place)


def merge(scope: Scope, arms: list[Scope], place: Place) -> None:
    """Bind in `scope` what its arms bound; an arm that lacks a name leaves it as it was before."""
    written: dict[str, None] = {name: None for arm in arms for name in arm.names}
    for name in written:
        before = scope.find(name)
        ways = [arm.names.get(name, before) for arm in arms]
        known = [way for way in ways if way is not None]
        value = known[0]
        for other in known[1:]:
            value = join(value, other, place)
        scope.put(name, value)

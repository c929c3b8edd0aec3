"""What the names in a function that nobody calls stand for, as far as annotations and defaults tell."""

from __future__ import annotations

import ast
from abc import abstractmethod

from pytest_vx11._observe.python.interpret.interpreter import Interpreter, parameters_of
from pytest_vx11._observe.python.interpret.modules import Modules
from pytest_vx11._observe.python.interpret.scope import Scope
from pytest_vx11._observe.python.interpret.values import (
    Class,
    Const,
    Foreign,
    Function,
    Instance,
    Items,
    Made,
    Pairs,
    Unknown,
    Value,
    lookup,
)
from pytest_vx11._observe.python.routes import names
from pytest_vx11._observe.python.routes.signature import annotation_of
from pytest_vx11._source.place import Place

MAX_CALLS = 40


class Typed(Interpreter):
    """Reads a function without its arguments. While `quiet` is not 0, what is found counts for nothing."""

    def __init__(self, modules: Modules) -> None:
        super().__init__(modules)
        self.quiet = 0
        self._objects: dict[Class, Instance] = {}

    @abstractmethod
    def read_aside(self, function: Function, owner: Value, given: tuple[Value, ...]) -> None:
        """Read a function of `owner` for what it sets, and forget what was found in it."""

    def type_parameters(self, function: Function, scope: Scope, owner: Value | None) -> None:
        """Bind every parameter to what is known of it; `owner` is the object of a method."""
        spec = function.node.args
        for position, (parameter, default) in enumerate(parameters_of(spec)):
            is_self = position == 0 and _is_method(function) and function.kind != "staticmethod"
            if is_self:
                scope.names["__class__"] = function.outer.find("__class__") or Const(None)
                scope.names["__self__"] = scope.names[parameter.arg] = owner or self._self_of(function)
            else:
                scope.names[parameter.arg] = self._typed(parameter, default, function)
        if spec.vararg is not None:
            scope.names[spec.vararg.arg] = Items([], whole=False)
        if spec.kwarg is not None:
            scope.names[spec.kwarg.arg] = Pairs({}, whole=False)

    def _self_of(self, function: Function) -> Value:
        cls = function.outer.find("__class__")
        return self.object_of(cls) if isinstance(cls, Class) else Made("builtins.object", function.place)

    def _typed(self, parameter: ast.arg, default: ast.expr | None, function: Function) -> Value:
        place = function.outer.at(parameter)
        given = self.evaluate(default, function.outer) if default is not None else None
        if isinstance(given, Made) and names.is_framework(given, "Header", "Cookie"):
            return given
        kind = annotation_of(parameter.annotation, function.outer, self) if parameter.annotation is not None else None
        if isinstance(kind, Made) and kind.maker == "typing.Annotated" and kind.args is not None:
            marked = [each for each in kind.args.positional[1:] if names.is_framework(each, "Header", "Cookie")]
            kind = marked[0] if marked else kind.args.positional[0]
        if kind is not None and not isinstance(kind, Unknown):
            return self._object(kind, place)
        if given is not None and names.is_depends(given) and isinstance(given, Made) and given.args is not None:
            return self._of_dependency(given.args.get("dependency", 0) or Const(None), place)
        return given if isinstance(given, Made) else Unknown("it is an argument", place)

    def _of_dependency(self, dependency: Value, place: Place) -> Value:
        if isinstance(dependency, Function):
            return self.given_by(dependency, place)
        return self._object(dependency, place)

    def _object(self, kind: Value, place: Place) -> Value:
        """Return an object of a type."""
        if isinstance(kind, Class):
            return self.object_of(kind)
        if isinstance(kind, Foreign):
            return Made(kind.name, place)
        return kind if isinstance(kind, Made) else Unknown("it is an argument", place)

    def object_of(self, cls: Class, first: Value | None = None) -> Instance:
        """Return an object of a class, with what its `__init__` sets on it; `first` is its first argument, if known."""
        if cls in self._objects:
            return self._objects[cls]
        made = self._objects[cls] = Instance(cls, cls.place)
        found = lookup(cls, "__init__")
        if found is not None and isinstance(found[0], Function) and len(self._active) < MAX_CALLS:
            rest = len(parameters_of(found[0].node.args)) - 2
            unknown = Unknown("it is an argument", cls.place)
            self.read_aside(found[0], made, (first, *(rest * [unknown])) if first is not None else ())
        return made

    def given_by(self, function: Function, place: Place) -> Value:
        """Return what calling a function gives, as far as its annotation or its only `return` tells."""
        node = function.node
        unknown = Unknown(f"what {function.name or 'a lambda'}() gives is not known", place)
        if isinstance(node, ast.Lambda) or function.kind == "property" or len(self._active) >= MAX_CALLS:
            return unknown
        if node.returns is not None and not isinstance(node.returns, ast.Constant):
            kind = annotation_of(node.returns, function.outer, self)
            if not isinstance(kind, Unknown) and kind != Foreign("types.UnionType"):
                self_made = self._given(function)
                return self_made if isinstance(self_made, Made) and self_made.args else self._object(kind, place)
        return self._given(function) or unknown

    def _given(self, function: Function) -> Value | None:
        """Return what the only `return` of a function makes, where that is a plain call."""
        node = function.node
        if isinstance(node, ast.Lambda) or not node.body or not isinstance(node.body[-1], ast.Return):
            return None
        last = node.body[-1].value
        if not isinstance(last, ast.Call) or function.node in self._active:
            return None
        self.quiet += 1
        self._active.append(function.node)
        try:
            scope = function.scope.inner()
            for parameter, default in parameters_of(node.args):
                given = self.evaluate(default, function.outer) if default is not None else None
                scope.names[parameter.arg] = given or Unknown("it is an argument", function.place)
            value = self.evaluate(last, scope)
        finally:
            self._active.pop()
            self.quiet -= 1
        return value if isinstance(value, (Made, Instance)) else None


def _is_method(function: Function) -> bool:
    return function.scope is not function.outer

"""Definitions, imports and calls of the tree's own functions."""

from __future__ import annotations

import ast
import os
from dataclasses import replace

from pytest_vx11._observe.python.interpret.branches import Flow
from pytest_vx11._observe.python.interpret.calls import is_generator
from pytest_vx11._observe.python.interpret.modules import Modules
from pytest_vx11._observe.python.interpret.natives import METHOD_KINDS, TRANSPARENT, maker_of
from pytest_vx11._observe.python.interpret.scope import Scope, join
from pytest_vx11._observe.python.interpret.statements import Statements
from pytest_vx11._observe.python.interpret.values import (
    Args,
    Class,
    Const,
    Foreign,
    Function,
    Items,
    Made,
    Module,
    Pairs,
    Unknown,
    Value,
    Wrapped,
)
from pytest_vx11._source.place import Place

MAX_CALLS = 12


class Interpreter(Statements):
    """Runs modules, each once, and the functions that they call."""

    def __init__(self, modules: Modules) -> None:
        super().__init__()
        self.modules = modules
        self._active: list[ast.AST] = []
        self._generators: dict[ast.AST, bool] = {}

    def run_module(self, tree: ast.Module, scope: Scope) -> None:
        """Run the statements of a module."""
        scope.names["__name__"] = Const(os.path.basename(scope.file).removesuffix(".py"))
        scope.names["__file__"] = Unknown("it is a file's name", Place(scope.path))
        depth, self._depth = self._depth, 0
        try:
            self.run(tree.body, scope)
        finally:
            self._depth = depth

    def define(self, node: ast.FunctionDef | ast.AsyncFunctionDef, scope: Scope) -> Flow:
        """Bind a function, its decorators applied."""
        seen: Scope = scope
        while seen.is_class and seen.parent is not None:
            seen = seen.parent
        value: Value = Function(node, seen, scope)
        scope.put(node.name, self._decorate(value, node.decorator_list, scope))
        return Flow.NEXT

    def _decorate(self, value: Value, nodes: list[ast.expr], scope: Scope) -> Value:
        decorators = [(self.evaluate(node, scope), scope.at(node)) for node in nodes]
        for decorator, place in reversed(decorators):
            given = self.call(decorator, Args((value,), {}, place))
            if maker_of(decorator) in TRANSPARENT or maker_of(decorator) in METHOD_KINDS:
                value = given
            elif isinstance(decorator, (Foreign, Made, Unknown)) and not isinstance(given, (Function, Class)):
                value = self._wrapped(value, decorator, place)
            else:
                value = given
        return value

    def _wrapped(self, value: Value, decorator: Value, place: Place) -> Value:
        if isinstance(value, Class):
            return replace(value, decorated=(decorator, place))
        return Wrapped(value, decorator, place)

    def define_class(self, node: ast.ClassDef, scope: Scope) -> Flow:
        """Bind a class, its decorators applied."""
        bases = tuple(self.evaluate(base, scope) for base in node.bases if not isinstance(base, ast.Starred))
        body = scope.inner()
        body.is_class = True
        cls = Class(node, body, bases)
        body.names["__class__"] = cls
        self.run(node.body, body)
        scope.put(node.name, self._decorate(cls, node.decorator_list, scope))
        return Flow.NEXT

    def imported(self, dotted: str, place: Place) -> Value:
        """Return the module that has this dotted name."""
        return self.modules.absolute(dotted, place)[1]

    def import_modules(self, node: ast.Import, scope: Scope) -> Flow:
        """Bind what `import` names."""
        for alias in node.names:
            first, last = self.modules.absolute(alias.name, scope.at(node))
            scope.put(alias.asname or alias.name.partition(".")[0], last if alias.asname else first)
        return Flow.NEXT

    def import_names(self, node: ast.ImportFrom, scope: Scope) -> Flow:
        """Bind what `from … import` names."""
        place, dotted = scope.at(node), node.module or ""
        if node.level:
            source = self.modules.relative(scope, node.level, dotted, place)
        else:
            source = self.modules.absolute(dotted, place)[1]
        for alias in node.names:
            if alias.name == "*":
                self._import_all(source, scope)
            else:
                scope.put(alias.asname or alias.name, self._imported_name(source, dotted, alias.name, place))
        return Flow.NEXT

    def _imported_name(self, source: Value, dotted: str, name: str, place: Place) -> Value:
        if isinstance(source, Foreign):
            return self.modules.shadow(dotted, name, place) or self.modules.absolute(f"{dotted}.{name}", place)[1]
        return self.attribute(source, name, place)

    def member(self, module: Module, name: str, place: Place) -> Value:
        """Return a name of a module, or a submodule of a package."""
        found = module.scope.names.get(name)
        if found is None:
            found = self.modules.child(module, name, place)
        return found if found is not None else Unknown(f"{name} is not defined in what was read", place)

    def _import_all(self, source: Value, scope: Scope) -> None:
        if not isinstance(source, Module):
            return
        listed = source.scope.names.get("__all__")
        for name, value in list(source.scope.names.items()):
            if isinstance(listed, Items) and listed.whole:
                if Const(name) in listed.items:
                    scope.put(name, value)
            elif not name.startswith("_"):
                scope.put(name, value)

    def begin(self, function: Function, args: Args) -> None:
        """Run a function for what it does, a generator too."""
        node = function.node
        if isinstance(node, ast.Lambda) or node in self._active:
            return
        scope = function.scope.inner()
        self._bind_parameters(function, args, scope)
        self._active.append(node)
        try:
            self.run(node.body, scope)
        finally:
            self._active.pop()

    def inline(self, function: Function, args: Args, owner: Value | None = None, holder: Class | None = None) -> Value:
        """Return what a function of the tree gives for these arguments."""
        del owner  # it is the first of the arguments
        node = function.node
        place = function.place
        if node in self._active or len(self._active) >= MAX_CALLS:
            self.escaped(function, args)
            return Unknown("the calls are nested too deeply", place)
        if self._is_generator(node):
            self.escaped(function, args)
            return Unknown("it is a generator", place)
        scope = function.scope.inner()
        self._bind_parameters(function, args, scope)
        if holder is not None:
            scope.names["__class__"] = holder
            scope.names["__self__"] = args.positional[0]
        self._active.append(node)
        before, self.returned = self.returned, []
        try:
            return self._result(node, scope, place)
        finally:
            self.returned = before
            self._active.pop()

    def _is_generator(self, node: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda) -> bool:
        if node not in self._generators:
            self._generators[node] = not isinstance(node, ast.Lambda) and is_generator(node)
        return self._generators[node]

    def _result(self, node: ast.AST, scope: Scope, place: Place) -> Value:
        if isinstance(node, ast.Lambda):
            return self.evaluate(node.body, scope)
        assert isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))
        if self.run(node.body, scope) & Flow.NEXT:
            self.returned.append(Const(None))
        if not self.returned:
            return Unknown("it always raises", place)
        value = self.returned[0]
        for other in self.returned[1:]:
            value = join(value, other, place)
        return value

    def _bind_parameters(self, function: Function, args: Args, scope: Scope) -> None:
        spec = function.node.args
        positional = [*spec.posonlyargs, *spec.args]
        unknown = Unknown("it is an argument", args.place)
        for parameter, default in _defaults(spec):
            if parameter.arg in args.keywords:
                value: Value = args.keywords[parameter.arg]
            elif parameter in positional and positional.index(parameter) < len(args.positional):
                value = args.positional[positional.index(parameter)]
            elif default is not None and args.whole:
                value = self.evaluate(default, function.outer)
            else:
                value = unknown
            scope.names[parameter.arg] = value
        if spec.vararg is not None:
            scope.names[spec.vararg.arg] = Items(list(args.positional[len(positional) :]), args.whole)
        if spec.kwarg is not None:
            named = {parameter.arg for parameter, _ in _defaults(spec)}
            rest: dict[str | int, Value] = {key: each for key, each in args.keywords.items() if key not in named}
            scope.names[spec.kwarg.arg] = Pairs(rest, args.whole)


def _defaults(spec: ast.arguments) -> list[tuple[ast.arg, ast.expr | None]]:
    """Return every plain parameter with its default."""
    positional = [*spec.posonlyargs, *spec.args]
    missing: list[ast.expr | None] = [None] * (len(positional) - len(spec.defaults))
    pairs = list(zip(positional, [*missing, *spec.defaults], strict=True))
    return [*pairs, *zip(spec.kwonlyargs, spec.kw_defaults, strict=True)]


parameters_of = _defaults

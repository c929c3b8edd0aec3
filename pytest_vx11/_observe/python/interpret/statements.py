"""What each statement does."""

from __future__ import annotations

import ast
from abc import abstractmethod
from collections.abc import Callable
from typing import Any, ClassVar

from pytest_vx11._observe.python.interpret.branches import Branches, Flow
from pytest_vx11._observe.python.interpret.natives import put
from pytest_vx11._observe.python.interpret.scope import Scope
from pytest_vx11._observe.python.interpret.texts import concat
from pytest_vx11._observe.python.interpret.values import Const, Items, Made, Pairs, Unknown, Value
from pytest_vx11._source.place import Place


class Statements(Branches):
    """Knows each kind of statement."""

    def __init__(self) -> None:
        super().__init__()
        self.returned: list[Value] = []

    def raised(self, value: Value, place: Place) -> None:
        """Take note of what is raised."""

    def step(self, statement: ast.stmt, scope: Scope) -> Flow:
        """Run one statement, and return how it may be left."""
        handler = self._STATEMENTS.get(type(statement))
        return handler(self, statement, scope) if handler else Flow.NEXT

    def _expr(self, node: ast.Expr, scope: Scope) -> Flow:
        self.evaluate(node.value, scope)
        return Flow.NEXT

    def _assign(self, node: ast.Assign, scope: Scope) -> Flow:
        value = self.evaluate(node.value, scope)
        for target in node.targets:
            self.bind(target, value, scope)
        return Flow.NEXT

    def _annotated(self, node: ast.AnnAssign, scope: Scope) -> Flow:
        if node.value is not None:
            self.bind(node.target, self.evaluate(node.value, scope), scope)
        elif scope.is_class and isinstance(node.target, ast.Name):
            scope.put(node.target.id, Unknown("it has no default", scope.at(node)))
        return Flow.NEXT

    def _augmented(self, node: ast.AugAssign, scope: Scope) -> Flow:
        old, added = self.evaluate(node.target, scope), self.evaluate(node.value, scope)
        if isinstance(old, Items) and isinstance(node.op, ast.Add):
            # Names that share the list see it grow.
            if isinstance(added, Items) and not self.conditions:
                old.extend(list(added.items), added.whole)
            else:
                old.whole = False
            return Flow.NEXT
        if isinstance(node.target, ast.Attribute):
            owner = self.evaluate(node.target.value, scope)
            self.store(owner, node.target.attr, Unknown("it is added to", scope.at(node)), scope.at(node))
            return Flow.NEXT
        place = scope.at(node)
        value = concat(old, added, place) if isinstance(node.op, ast.Add) else Unknown("it is computed", place)
        self.bind(node.target, value, scope)
        return Flow.NEXT

    def bind(self, target: ast.expr, value: Value, scope: Scope) -> None:
        """Bind what stands left of an equals sign."""
        if isinstance(target, ast.Name):
            scope.put(target.id, value)
        elif isinstance(target, ast.Attribute):
            self.store(self.evaluate(target.value, scope), target.attr, value, scope.at(target))
        elif isinstance(target, ast.Subscript):
            self._set_item(target, value, scope)
        elif isinstance(target, (ast.Tuple, ast.List)):
            self._unpack(target.elts, value, scope)
        elif isinstance(target, ast.Starred):
            self.bind(target.value, Unknown("it is unpacked", scope.at(target)), scope)

    def _unpack(self, targets: list[ast.expr], value: Value, scope: Scope) -> None:
        plain = not any(isinstance(target, ast.Starred) for target in targets)
        if plain and isinstance(value, Items) and value.whole and len(value.items) == len(targets):
            for target, item in zip(targets, value.items, strict=True):
                self.bind(target, item, scope)
            return
        for target in targets:
            part = value.part("[]") if isinstance(value, Made) else Unknown("it is unpacked", scope.at(target))
            self.bind(target, part, scope)

    def _set_item(self, target: ast.Subscript, value: Value, scope: Scope) -> None:
        owner, key = self.evaluate(target.value, scope), self.evaluate(target.slice, scope)
        if isinstance(owner, Pairs) and isinstance(key, Const) and isinstance(key.value, (str, int)):
            put(owner, key.value, value, bool(self.conditions), scope.at(target))
        elif isinstance(owner, (Pairs, Items)):
            owner.whole = False
        else:
            self.stored(owner, "[]", value, scope.at(target))

    def _return(self, node: ast.Return, scope: Scope) -> Flow:
        self.returned.append(self.evaluate(node.value, scope) if node.value is not None else Const(None))
        return Flow.RETURN

    def _raise(self, node: ast.Raise, scope: Scope) -> Flow:
        if node.exc is not None:
            self.raised(self.evaluate(node.exc, scope), scope.at(node))
        return Flow.RAISE

    def _global(self, node: ast.Global, scope: Scope) -> Flow:
        scope.owners |= set(node.names)
        return Flow.NEXT

    def _delete(self, node: ast.Delete, scope: Scope) -> Flow:
        for target in node.targets:
            if isinstance(target, ast.Name):
                scope.names.pop(target.id, None)
            elif isinstance(target, (ast.Subscript, ast.Attribute)):
                owner = self.evaluate(target.value, scope)
                self.stored(owner, "[]", Unknown("it is deleted", scope.at(node)), scope.at(node))
        return Flow.NEXT

    def _assert(self, node: ast.Assert, scope: Scope) -> Flow:
        self.evaluate(node.test, scope)
        return Flow.NEXT

    def _leave(self, node: ast.Break | ast.Continue, _scope: Scope) -> Flow:
        return Flow.BREAK if isinstance(node, ast.Break) else Flow.CONTINUE

    @abstractmethod
    def define(self, node: ast.FunctionDef | ast.AsyncFunctionDef, scope: Scope) -> Flow:
        """Bind a function, its decorators applied."""

    @abstractmethod
    def define_class(self, node: ast.ClassDef, scope: Scope) -> Flow:
        """Bind a class, its decorators applied."""

    @abstractmethod
    def import_modules(self, node: ast.Import, scope: Scope) -> Flow:
        """Bind what `import` names."""

    @abstractmethod
    def import_names(self, node: ast.ImportFrom, scope: Scope) -> Flow:
        """Bind what `from … import` names."""

    def _define(self, node: ast.FunctionDef | ast.AsyncFunctionDef, scope: Scope) -> Flow:
        return self.define(node, scope)

    def _define_class(self, node: ast.ClassDef, scope: Scope) -> Flow:
        return self.define_class(node, scope)

    def _import(self, node: ast.Import, scope: Scope) -> Flow:
        return self.import_modules(node, scope)

    def _import_from(self, node: ast.ImportFrom, scope: Scope) -> Flow:
        return self.import_names(node, scope)

    _STATEMENTS: ClassVar[dict[type[ast.AST], Callable[[Any, Any, Scope], Flow]]] = {
        ast.Expr: _expr,
        ast.Assign: _assign,
        ast.AnnAssign: _annotated,
        ast.AugAssign: _augmented,
        ast.If: Branches._branch,
        ast.For: Branches._for,
        ast.AsyncFor: Branches._for,
        ast.While: Branches._while,
        ast.With: Branches._with,
        ast.AsyncWith: Branches._with,
        ast.Try: Branches._try,
        ast.Match: Branches._match,
        ast.Return: _return,
        ast.Raise: _raise,
        ast.Global: _global,
        ast.Delete: _delete,
        ast.Assert: _assert,
        ast.Break: _leave,
        ast.Continue: _leave,
        ast.FunctionDef: _define,
        ast.AsyncFunctionDef: _define,
        ast.ClassDef: _define_class,
        ast.Import: _import,
        ast.ImportFrom: _import_from,
    }
    if hasattr(ast, "TryStar"):  # since Python 3.11
        _STATEMENTS[ast.TryStar] = Branches._try

"""What statements do, both ways where a condition is not decided."""

from __future__ import annotations

import ast
import enum
import sys
from abc import abstractmethod
from collections.abc import Callable, Iterator
from typing import Any, ClassVar

from pytest_vx11.observe.python.interpret.calls import Calls
from pytest_vx11.observe.python.interpret.expressions import concat
from pytest_vx11.observe.python.interpret.natives import put
from pytest_vx11.observe.python.interpret.scope import Scope, merge
from pytest_vx11.observe.python.interpret.values import (
    Const,
    Foreign,
    Items,
    Made,
    Pairs,
    Unknown,
    Value,
)
from pytest_vx11.source.place import Place


class Flow(enum.Flag):
    """The ways in which a statement may be left. More than one: only a run decides."""

    NONE = 0
    NEXT = enum.auto()
    CONTINUE = enum.auto()
    BREAK = enum.auto()
    RETURN = enum.auto()
    RAISE = enum.auto()


_SKIPS = Flow.CONTINUE | Flow.BREAK | Flow.RETURN


class Statements(Calls):
    """Runs statements. What stands behind an undecided `return` is held for undecided too, but not behind a `raise`:

    a program that stops at its start declares nothing at all.
    """

    def __init__(self) -> None:
        super().__init__()
        self.returned: list[Value] = []

    def raised(self, value: Value, place: Place) -> None:
        """Take note of what is raised."""

    def run(self, body: list[ast.stmt], scope: Scope) -> Flow:
        """Run a block, and return how it may be left."""
        flow, held = Flow.NONE, 0
        try:
            for statement in body:
                self.spend()
                handler = self._STATEMENTS.get(type(statement))
                left = handler(self, statement, scope) if handler else Flow.NEXT
                flow |= left & ~Flow.NEXT
                if not left & Flow.NEXT:
                    return flow
                if left & _SKIPS:
                    self.hold()
                    held += 1
            return flow | Flow.NEXT
        finally:
            self.release(held)

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
                old.items += added.items
            old.whole = old.whole and isinstance(added, Items) and added.whole and not self.conditions
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

    def _branch(self, node: ast.If, scope: Scope) -> Flow:
        ways: list[tuple[Flow, Scope]] = []
        for test, body in _arms(node):
            known = test is None or self._test(test, scope)
            if known is False:
                continue
            sure = bool(known) and not ways
            arm = scope if sure else scope.arm()
            ways.append((self.run(body, arm) if sure else self.arm(test, body, arm), arm))
            if known:
                break
        return self._joined_ways(ways, scope, scope.at(node))

    def arm(self, test: ast.expr | None, body: list[ast.stmt], scope: Scope) -> Flow:
        """Run one way through an `if` that is not decided; `test` is None for its `else`."""
        return self._perhaps_run(body, scope)

    def _perhaps_run(self, body: list[ast.stmt], scope: Scope) -> Flow:
        with self.perhaps():
            return self.run(body, scope)

    def _joined_ways(self, ways: list[tuple[Flow, Scope]], scope: Scope, place: Place) -> Flow:
        merge(scope, [arm for flow, arm in ways if flow & Flow.NEXT and arm is not scope], place)
        flow = Flow.NONE
        for each, _ in ways:
            flow |= each
        return flow

    def _test(self, node: ast.expr, scope: Scope) -> bool | None:
        if isinstance(node, ast.Compare) and isinstance(node.left, ast.Name) and node.left.id == "__name__":
            return None
        value = self.evaluate(node, scope)
        return False if value == Foreign("typing.TYPE_CHECKING") else self.decide(value)

    def _for(self, node: ast.For | ast.AsyncFor, scope: Scope) -> Flow:
        source = self.evaluate(node.iter, scope)
        flow = Flow.NEXT
        if isinstance(source, Items) and source.whole:
            flow = self._each(node, list(source.items), scope)
        else:
            with self.perhaps():
                for item in source.items if isinstance(source, Items) else []:
                    self.bind(node.target, item, scope)
                    flow |= self.run(node.body, scope)
                unknown = source.part("[]") if isinstance(source, Made) else Unknown("it is one of many", scope.at(node))
                self.bind(node.target, unknown, scope)
                flow |= self.run(node.body, scope)
        return (flow | self.run(node.orelse, scope)) & ~(Flow.CONTINUE | Flow.BREAK) | Flow.NEXT

    def _each(self, node: ast.For | ast.AsyncFor, items: list[Value], scope: Scope) -> Flow:
        flow, held = Flow.NEXT, 0
        try:
            for item in items:
                self.bind(node.target, item, scope)
                left = self.run(node.body, scope)
                flow |= left
                if not left & (Flow.NEXT | Flow.CONTINUE):
                    break
                if left & (Flow.BREAK | Flow.RETURN):
                    self.hold()
                    held += 1
        finally:
            self.release(held)
        return flow

    def _while(self, node: ast.While, scope: Scope) -> Flow:
        self.evaluate(node.test, scope)
        flow = self._perhaps_run(node.body, scope) | self._perhaps_run(node.orelse, scope)
        return flow & ~(Flow.CONTINUE | Flow.BREAK) | Flow.NEXT

    def _with(self, node: ast.With | ast.AsyncWith, scope: Scope) -> Flow:
        for item in node.items:
            value = self.evaluate(item.context_expr, scope)
            if item.optional_vars is not None:
                self.bind(item.optional_vars, value, scope)
        return self.run(node.body, scope)

    def _try(self, node: ast.Try, scope: Scope) -> Flow:
        return self.try_node(node, scope)

    def try_node(self, node: ast.Try, scope: Scope) -> Flow:
        """Run a `try`: its body as if nothing went wrong, its handlers as what may or may not happen."""
        body = scope.arm()
        flow = self.run([*node.body, *node.orelse], body)
        ways: list[tuple[Flow, Scope]] = [(flow, body)] if flow & Flow.NEXT or not node.handlers else []
        sure = _imports_only(node) and all(_known(value) for value in body.names.values())
        for handler in node.handlers:
            arm = scope.arm()
            if handler.name:
                arm.put(handler.name, Unknown("it is what was raised", scope.at(handler)))
            left = self._perhaps_run(handler.body, arm)
            flow |= left
            if not sure:
                ways.append((left, arm))
        merge(scope, [arm for left, arm in ways if left & Flow.NEXT], scope.at(node))
        last = self.run(node.finalbody, scope)
        return flow if last & Flow.NEXT else last

    def _match(self, node: ast.Match, scope: Scope) -> Flow:
        self.evaluate(node.subject, scope)
        flow, arms = Flow.NEXT, []
        for case in node.cases:
            arm = scope.arm()
            for part in ast.walk(case.pattern):
                name = getattr(part, "name", None) or getattr(part, "rest", None)
                if isinstance(name, str):
                    arm.put(name, Unknown("it is matched", scope.at(part)))
            left = self._perhaps_run(case.body, arm)
            flow |= left
            if left & Flow.NEXT:
                arms.append(arm)
        merge(scope, arms, scope.at(node))
        return flow

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

    def _leave(self, node: ast.Break | ast.Continue, scope: Scope) -> Flow:
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
        ast.If: _branch,
        ast.For: _for,
        ast.AsyncFor: _for,
        ast.While: _while,
        ast.With: _with,
        ast.AsyncWith: _with,
        ast.Try: _try,
        ast.Match: _match,
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
        _STATEMENTS[ast.TryStar] = _try


def _arms(node: ast.If) -> Iterator[tuple[ast.expr | None, list[ast.stmt]]]:
    """Yield each condition with its block, `elif` by `elif`; the last has none."""
    while True:
        yield node.test, node.body
        if len(node.orelse) != 1 or not isinstance(node.orelse[0], ast.If):
            yield None, node.orelse
            return
        node = node.orelse[0]


def _imports_only(node: ast.Try) -> bool:
    return all(isinstance(statement, (ast.Import, ast.ImportFrom)) for statement in node.body)


def _known(value: Value) -> bool:
    """Tell whether an import is sure to work: it is of the tree, or of what every such application needs."""
    name = value.name.partition(".")[0] if isinstance(value, Foreign) else ""
    needed = name in ("fastapi", "starlette", "pydantic") or name in sys.stdlib_module_names
    return needed or not isinstance(value, (Foreign, Unknown))

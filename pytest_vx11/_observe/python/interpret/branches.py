"""Blocks of statements, run both ways where a condition is not decided."""

from __future__ import annotations

import ast
import enum
import sys
from abc import abstractmethod
from collections.abc import Iterator

from pytest_vx11._observe.python.interpret.calls import Calls
from pytest_vx11._observe.python.interpret.scope import Scope, merge
from pytest_vx11._observe.python.interpret.values import Foreign, Items, Made, Unknown, Value
from pytest_vx11._source.place import Place

#: Why an exception that is caught is not known: it is whatever was raised.
CAUGHT = "it is what was raised"


class Flow(enum.Flag):
    """The ways in which a statement may be left. More than one: only a run decides."""

    NONE = 0
    NEXT = enum.auto()
    CONTINUE = enum.auto()
    BREAK = enum.auto()
    RETURN = enum.auto()
    RAISE = enum.auto()


_SKIPS = Flow.CONTINUE | Flow.BREAK | Flow.RETURN


class Branches(Calls):
    """Runs blocks. What stands behind an undecided `return` is held for undecided too, but not behind a `raise`:

    a program that stops at its start declares nothing at all.
    """

    @abstractmethod
    def step(self, statement: ast.stmt, scope: Scope) -> Flow:
        """Run one statement, and return how it may be left."""

    def run(self, body: list[ast.stmt], scope: Scope) -> Flow:
        """Run a block, and return how it may be left."""
        flow, held = Flow.NONE, 0
        try:
            for statement in body:
                self.spend()
                left = self.step(statement, scope)
                if left is Flow.NEXT:
                    continue
                flow |= left & ~Flow.NEXT
                if not left & Flow.NEXT:
                    return flow
                if left & _SKIPS:
                    self.hold()
                    held += 1
            return flow | Flow.NEXT if flow is not Flow.NONE else Flow.NEXT
        finally:
            self.release(held)

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
        del test  # whoever overrides this may look at it
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
                unknown = (
                    source.part("[]") if isinstance(source, Made) else Unknown("it is one of many", scope.at(node))
                )
                self.bind(node.target, unknown, scope)
                flow |= self.run(node.body, scope)
        return (flow | self.run(node.orelse, scope)) & ~(Flow.CONTINUE | Flow.BREAK) | Flow.NEXT

    def _each(self, node: ast.For | ast.AsyncFor, items: list[Value], scope: Scope) -> Flow:
        flow, held = Flow.NEXT, 0
        try:
            for item in items:
                self.bind(node.target, item, scope)
                left = self.run(node.body, scope)
                if left is Flow.NEXT:
                    continue
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
                arm.put(handler.name, Unknown(CAUGHT, scope.at(handler)))
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

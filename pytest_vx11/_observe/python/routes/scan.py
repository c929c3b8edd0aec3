"""What a function of the tree may answer: read both ways through every branch, and not called."""

from __future__ import annotations

import ast

from pytest_vx11._observe.python.interpret.branches import Flow
from pytest_vx11._observe.python.interpret.evaluating import MAX_STEPS, Spent
from pytest_vx11._observe.python.interpret.interpreter import parameters_of
from pytest_vx11._observe.python.interpret.modules import Modules
from pytest_vx11._observe.python.interpret.natives import maker_of
from pytest_vx11._observe.python.interpret.scope import Scope
from pytest_vx11._observe.python.interpret.values import (
    Args,
    Class,
    Const,
    Function,
    Instance,
    Made,
    Pairs,
    Unknown,
    Value,
    Wrapped,
    lookup,
)
from pytest_vx11._observe.python.routes import names
from pytest_vx11._observe.python.routes.passing import is_present, lets_pass
from pytest_vx11._observe.python.routes.raising import Raising
from pytest_vx11._observe.python.routes.router import Router, RouterMethod
from pytest_vx11._observe.python.routes.summary import Doubt, Summary
from pytest_vx11._observe.python.routes.typed import MAX_CALLS, Typed
from pytest_vx11._source.place import Place

#: Methods that only builtin values have: what they are called on raises nothing that is answered with 401 or 403.
_BUILTIN_METHODS = frozenset(
    name for kind in (str, bytes, dict, list, set, tuple, int) for name in dir(kind) if not name.startswith("_")
) | {"debug", "info", "warning", "error", "exception", "critical", "log", "commit", "rollback", "close", "isoformat"}
_CREDENTIALS = ("Request", "HTTPConnection", "WebSocket", "Header", "Cookie")


class Scanner(Typed):
    """Reads functions, each once. `handled` are the exceptions that the application answers, with what does so."""

    def __init__(self, modules: Modules, handled: list[tuple[Value, Value]]) -> None:
        super().__init__(modules)
        self._summaries: dict[object, Summary] = {}
        self._found = Summary()
        self._raising = Raising(self, handled)

    def summary(self, function: Function, given: tuple[Value, ...] = ()) -> Summary:
        """Return what calling the function may answer. `given` are its last arguments, where not annotated."""
        key = (function.node, id(function.scope))
        known = self._summaries.get(key)
        if known is not None:
            return known
        found = self._summaries[key] = Summary()
        if len(self._active) >= MAX_CALLS:
            found.unfollowed.append(Doubt("the calls are nested too deeply", function.place))
            return found
        before = (self._found, self.quiet, self.returned, self.conditions, self._depth, self._steps)
        self._found, self.quiet, self.returned, self.conditions, self._depth, self._steps = found, 0, [], [], 0, 0
        self._active.append(function.node)
        try:
            self._read(function, None, given)
        finally:
            self._active.pop()
            self._found, self.quiet, self.returned, self.conditions, self._depth, self._steps = before
        return found

    def _read(self, function: Function, owner: Value | None, given: tuple[Value, ...]) -> None:
        scope = function.scope.inner()
        self.type_parameters(function, scope, owner)
        for (parameter, _), value in zip(reversed(parameters_of(function.node.args)), reversed(given), strict=False):
            if parameter.annotation is None:
                scope.names[parameter.arg] = value
        try:
            if isinstance(function.node, ast.Lambda):
                self.evaluate(function.node.body, scope)
            else:
                self.run(function.node.body, scope)
                place = lets_pass(function.node)
                self._found.passes = Place(scope.path, place) if place else None
            if self._found.refuses is None and self._found.at_times is not None:
                self._found.refuses, self._found.passes = self._found.at_times
        except Spent:
            self._found.unfollowed.append(Doubt(f"it takes more than {MAX_STEPS} steps to read", function.place))

    def read_aside(self, function: Function, owner: Value, given: tuple[Value, ...]) -> None:
        """Read a function of `owner` for what it sets, and forget what was found in it."""
        before, self._found = self._found, Summary()
        self.quiet += 1
        self._active.append(function.node)
        try:
            self._read(function, owner, given)
        finally:
            self._active.pop()
            self.quiet -= 1
            self._found = before

    # What calls give

    def inline(self, function: Function, args: Args, owner: Value | None = None, holder: Class | None = None) -> Value:
        """Take in what a function of the tree may answer, and return what it gives, as far as its type tells."""
        del owner, holder
        if not self.quiet:
            self._found.take(self.summary(function))
        return self.given_by(function, args.place)

    def instance(self, cls: Class, args: Args) -> Value:
        """Return a new object of a class of the tree."""
        made = self.object_of(cls)
        found = lookup(cls, "__init__")
        if found is not None and isinstance(found[0], Function) and not self.quiet:
            self._found.take(self.summary(found[0]))
        return Instance(cls, args.place, dict(made.attributes), args)

    def known_call(self, callee: Value, args: Args) -> Value | None:
        """Return what a call gives to which this reader must pay no heed."""
        return (
            Unknown("it is done while the application runs", args.place) if isinstance(callee, RouterMethod) else None
        )

    def known_attribute(self, owner: Value, name: str, place: Place) -> Value | None:
        """Return an attribute of an application, or of what a request carries along."""
        if isinstance(owner, Router):
            return owner.attributes.get(name) or RouterMethod(owner, name)
        if isinstance(owner, Made) and name != "state" and owner.maker.endswith(".state"):
            return Unknown("it is what the program put there", place)
        return None

    def call_node(self, node: ast.Call, scope: Scope) -> Value:
        """Return what a call gives; a method that only builtin values have is no call to follow."""
        if isinstance(node.func, ast.Attribute) and node.func.attr in _BUILTIN_METHODS:
            owner = self.evaluate(node.func.value, scope)
            if isinstance(owner, Unknown):
                self.args(node, scope)
                return owner
        return super().call_node(node, scope)

    def escaped(self, callee: Value, args: Args) -> None:
        """Take note of a call that cannot be followed."""
        if self.quiet:
            return
        self._note_answer(callee, args)
        maker = maker_of(callee)
        if names.is_security(maker.removesuffix(".__call__")) and isinstance(callee, Made):
            self._found.refuses = self._found.refuses or args.place
        elif isinstance(callee, Unknown):
            self._unfollowed(f"what is called is not known: {callee.reason}", args)
        elif isinstance(callee, Wrapped):
            self._take_wrapped(callee, args)
        elif maker and not names.is_bystander(maker):
            self._unfollowed(f"{maker} is called, and its source is not in the tree", args)

    def _take_wrapped(self, callee: Wrapped, args: Args) -> None:
        if isinstance(callee.inner, Function):
            self._found.take(self.summary(callee.inner))
        if not names.is_plain_decorator(callee.decorator) and not names.is_bystander(maker_of(callee.decorator)):
            self._unfollowed("what is called stands under a decorator whose source is not in the tree", args)

    def _unfollowed(self, reason: str, args: Args) -> None:
        doubt = Doubt(reason, args.place)
        self._found.unfollowed.append(doubt)
        if any(names.is_framework(value, *_CREDENTIALS) for value in args.all()):
            self._found.handed.append(doubt)

    def _note_answer(self, callee: Value, args: Args) -> None:
        maker = maker_of(callee)
        status: Value | None = None
        if maker.endswith("Response") and names.is_framework(callee, maker.rpartition(".")[2]):
            status = args.get("status_code", 1)
            if status is not None and names.status_of(status) is None:
                self._found.computed = self._found.computed or args.place
        elif maker.endswith("WebSocket.close"):
            status = Const(403) if names.is_policy_violation(args.get("code", 0)) else None
        for value in args.positional:
            if isinstance(value, Pairs) and value.pairs.get("type") == Const("http.response.start"):
                status = value.pairs.get("status")
        if names.status_of(status) in names.REFUSALS:
            self._found.answers = self._found.answers or args.place

    def stored(self, owner: Value, name: str, value: Value, place: Place) -> None:
        """Take note of a status that is set on a response."""
        del owner
        if name == "status_code" and names.status_of(value) in names.REFUSALS:
            self._found.answers = self._found.answers or place

    def raised(self, value: Value, place: Place) -> None:
        """Take note of what is raised."""
        if self.quiet:
            return
        refuses, doubt = self._raising.judge(value)
        if refuses:
            self._found.refuses = self._found.refuses or place
        elif doubt:
            self._found.doubts.append(Doubt(doubt, place))

    def arm(self, test: ast.expr | None, body: list[ast.stmt], scope: Scope) -> Flow:
        """Run one way through an `if`: a refusal under `if token:` is none for who sends nothing."""
        if not is_present(test, scope.module().names):
            return super().arm(test, body, scope)
        before, self._found = self._found, Summary()
        try:
            flow = super().arm(test, body, scope)
        finally:
            inside, self._found = self._found, before
        if inside.refuses is not None and test is not None:
            inside.at_times = (inside.refuses, scope.at(test))
            inside.refuses = None
        self._found.take(inside)
        return flow

    def try_node(self, node: ast.Try, scope: Scope) -> Flow:
        """Run a `try`: what it refuses inside may be caught again."""
        before, self._found = self._found, Summary()
        try:
            flow = super().try_node(node, scope)
        finally:
            inside, self._found = self._found, before
        if inside.refuses is not None and any(_swallows(handler) for handler in node.handlers):
            inside.doubts.append(Doubt("the refusal is caught again", inside.refuses))
            inside.refuses = None
        self._found.take(inside)
        return flow


_CATCHING = frozenset({"Exception", "BaseException", "HTTPException", "StarletteHTTPException"})


def _swallows(handler: ast.ExceptHandler) -> bool:
    """Tell whether a handler may catch a refusal and go on."""
    kinds = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
    caught = any(kind is None or getattr(kind, "attr", getattr(kind, "id", "")) in _CATCHING for kind in kinds)
    return caught and not any(isinstance(statement, ast.Raise) for statement in handler.body)

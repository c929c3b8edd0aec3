"""What a function of the tree may answer: read both ways through every branch, and not called."""

from __future__ import annotations

import ast
from dataclasses import dataclass, field

from pytest_vx11.observe.python.interpret.expressions import MAX_STEPS, Spent
from pytest_vx11.observe.python.interpret.interpreter import Interpreter, parameters_of
from pytest_vx11.observe.python.interpret.modules import Modules
from pytest_vx11.observe.python.interpret.natives import maker_of
from pytest_vx11.observe.python.interpret.scope import Scope
from pytest_vx11.observe.python.interpret.statements import Flow
from pytest_vx11.observe.python.interpret.values import (
    Args,
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
    Wrapped,
    lookup,
)
from pytest_vx11.observe.python.routes import names
from pytest_vx11.observe.python.routes.passing import is_present, lets_pass
from pytest_vx11.observe.python.routes.raising import Raising
from pytest_vx11.observe.python.routes.router import Router, RouterMethod
from pytest_vx11.observe.python.routes.signature import annotation_of
from pytest_vx11.source.place import Place

MAX_CALLS = 40

#: Methods that only builtin values have: what they are called on raises nothing that is answered with 401 or 403.
_BUILTIN_METHODS = frozenset(
    name for kind in (str, bytes, dict, list, set, tuple, int) for name in dir(kind) if not name.startswith("_")
) | {"debug", "info", "warning", "error", "exception", "critical", "log", "commit", "rollback", "close", "isoformat"}
_CREDENTIALS = ("Request", "HTTPConnection", "WebSocket", "Header", "Cookie")


@dataclass(frozen=True, slots=True)
class Doubt:
    """Something that may refuse, and why nobody can say so."""

    reason: str
    place: Place


@dataclass(slots=True)
class Summary:
    """What was found in a function and in those that it calls."""

    refuses: Place | None = None
    """Where it raises 401 or 403."""
    answers: Place | None = None
    """Where it makes an answer of 401 or 403 without raising it."""
    at_times: tuple[Place, Place] | None = None
    """Where it raises 401 or 403 if something is sent, and where that is asked."""
    passes: Place | None = None
    """Where it lets through who sends no credential."""
    doubts: list[Doubt] = field(default_factory=list)
    """What it raises that nobody can tell the answer of."""
    unfollowed: list[Doubt] = field(default_factory=list)
    """What it calls that cannot be read."""
    handed: list[Doubt] = field(default_factory=list)
    """The same, where the request or a header is handed over."""

    def take(self, other: Summary) -> None:
        """Add what was found in a function that this one calls."""
        if self.refuses is None and other.refuses is not None:
            self.refuses = other.refuses
            self.passes = self.passes or other.passes
        self.at_times = self.at_times or other.at_times
        self.answers = self.answers or other.answers
        self.doubts += other.doubts[:1]
        self.unfollowed += other.unfollowed[:1]
        self.handed += other.handed[:1]


class Scanner(Interpreter):
    """Reads functions, each once. `handled` are the exceptions that the application answers, with what does so."""

    def __init__(self, modules: Modules, handled: list[tuple[Value, Value]]) -> None:
        super().__init__(modules)
        self._summaries: dict[object, Summary] = {}
        self._found = Summary()
        self._objects: dict[Class, Instance] = {}
        self._quiet = 0
        self._raising = Raising(self, handled)

    def summary(self, function: Function) -> Summary:
        """Return what calling the function may answer."""
        key = (function.node, id(function.scope))
        known = self._summaries.get(key)
        if known is not None:
            return known
        found = self._summaries[key] = Summary()
        if len(self._active) >= MAX_CALLS:
            found.unfollowed.append(Doubt("the calls are nested too deeply", function.place))
            return found
        before = (self._found, self._quiet, self.returned, self.conditions, self._depth, self._steps)
        self._found, self._quiet, self.returned, self.conditions, self._depth, self._steps = found, 0, [], [], 0, 0
        self._active.append(function.node)
        try:
            self._read(function)
        finally:
            self._active.pop()
            self._found, self._quiet, self.returned, self.conditions, self._depth, self._steps = before
        return found

    def _read(self, function: Function, owner: Value | None = None) -> None:
        scope = function.scope.inner()
        self._type_parameters(function, scope, owner)
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

    # What names stand for inside of a function that is not called

    def _type_parameters(self, function: Function, scope: Scope, owner: Value | None) -> None:
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
            return self._given_by(given.args.get("dependency", 0) or Const(None), place)
        return given if isinstance(given, Made) else Unknown("it is an argument", place)

    def _given_by(self, dependency: Value, place: Place) -> Value:
        if isinstance(dependency, Function):
            return self._returned(dependency, place)
        return self._object(dependency, place)

    def _object(self, kind: Value, place: Place) -> Value:
        """Return an object of a type."""
        if isinstance(kind, Class):
            return self.object_of(kind)
        if isinstance(kind, Foreign):
            return Made(kind.name, place)
        return kind if isinstance(kind, Made) else Unknown("it is an argument", place)

    def object_of(self, cls: Class) -> Instance:
        """Return an object of a class, with what its `__init__` sets on it."""
        if cls in self._objects:
            return self._objects[cls]
        made = self._objects[cls] = Instance(cls, cls.place)
        found = lookup(cls, "__init__")
        if found is not None and isinstance(found[0], Function) and len(self._active) < MAX_CALLS:
            self._quiet += 1
            self._active.append(found[0].node)
            before = self._found
            try:
                self._found = Summary()
                self._read(found[0], made)
            finally:
                self._found = before
                self._active.pop()
                self._quiet -= 1
        return made

    # What calls give

    def inline(self, function: Function, args: Args, owner: Value | None = None, holder: Class | None = None) -> Value:
        """Take in what a function of the tree may answer, and return what it gives, as far as its type tells."""
        if not self._quiet:
            self._found.take(self.summary(function))
        return self._returned(function, args.place)

    def _returned(self, function: Function, place: Place) -> Value:
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
        self._quiet += 1
        self._active.append(function.node)
        try:
            scope = function.scope.inner()
            for parameter, default in parameters_of(node.args):
                given = self.evaluate(default, function.outer) if default is not None else None
                scope.names[parameter.arg] = given or Unknown("it is an argument", function.place)
            value = self.evaluate(last, scope)
        finally:
            self._active.pop()
            self._quiet -= 1
        return value if isinstance(value, (Made, Instance)) else None

    def instance(self, cls: Class, args: Args) -> Value:
        """Return a new object of a class of the tree."""
        made = self.object_of(cls)
        found = lookup(cls, "__init__")
        if found is not None and isinstance(found[0], Function) and not self._quiet:
            self._found.take(self.summary(found[0]))
        return Instance(cls, args.place, dict(made.attributes), args)

    def known_call(self, callee: Value, args: Args) -> Value | None:
        """Return what a call gives to which this reader must pay no heed."""
        return Unknown("it is done while the application runs", args.place) if isinstance(callee, RouterMethod) else None

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
        if self._quiet:
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
        elif maker.endswith("WebSocket.close"):
            code = args.get("code", 0)
            closed = isinstance(code, Const) and code.value in (1008, 4401, 4403)
            status = Const(403) if closed or maker_of(code or Const(0)).endswith("POLICY_VIOLATION") else None
        for value in args.positional:
            if isinstance(value, Pairs) and value.pairs.get("type") == Const("http.response.start"):
                status = value.pairs.get("status")
        if names.status_of(status) in names.REFUSALS:
            self._found.answers = self._found.answers or args.place

    def stored(self, owner: Value, name: str, value: Value, place: Place) -> None:
        """Take note of a status that is set on a response."""
        if name == "status_code" and names.status_of(value) in names.REFUSALS:
            self._found.answers = self._found.answers or place

    def raised(self, value: Value, place: Place) -> None:
        """Take note of what is raised."""
        if self._quiet:
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


def _is_method(function: Function) -> bool:
    return function.scope is not function.outer


_CATCHING = frozenset({"Exception", "BaseException", "HTTPException", "StarletteHTTPException"})


def _swallows(handler: ast.ExceptHandler) -> bool:
    """Tell whether a handler may catch a refusal and go on."""
    kinds = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
    caught = any(kind is None or getattr(kind, "attr", getattr(kind, "id", "")) in _CATCHING for kind in kinds)
    return caught and not any(isinstance(statement, ast.Raise) for statement in handler.body)

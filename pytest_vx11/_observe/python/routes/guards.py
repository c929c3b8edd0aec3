"""Whether what stands before a handler can refuse."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, ClassVar

from pytest_vx11._observe.python.interpret.natives import maker_of
from pytest_vx11._observe.python.interpret.values import (
    Class,
    Const,
    Foreign,
    Function,
    Instance,
    Made,
    Method,
    Unknown,
    Value,
    Wrapped,
    foreign_bases,
    lookup,
    unknown_base,
)
from pytest_vx11._observe.python.routes import names
from pytest_vx11._observe.python.routes.model import OPEN, Guard, GuardState, RouteKind
from pytest_vx11._observe.python.routes.router import Want
from pytest_vx11._observe.python.routes.scan import Scanner
from pytest_vx11._observe.python.routes.signature import wants_of
from pytest_vx11._observe.python.routes.summary import Doubt, Summary
from pytest_vx11._source.place import Place

_MAX_DEPTH = 30


def unknown(reason: str, place: Place) -> Guard:
    """Return a guard of which nobody can say whether it is one."""
    return Guard(state=GuardState.UNKNOWN, place=place, reason=reason)


def guarded(reason: str, place: Place) -> Guard:
    """Return a guard that can refuse."""
    return Guard(state=GuardState.GUARDED, place=place, reason=reason)


def strongest(guards: Iterable[Guard]) -> Guard:
    """Return what several guards make together: one that refuses is enough, and one in doubt leaves all in doubt."""
    result = OPEN
    for guard in guards:
        if guard.state is GuardState.GUARDED:
            return guard
        if result.state is GuardState.OPEN:
            result = guard
    return result


class Guards:
    """Judges dependencies, decorators, handlers and middleware. Each is read once."""

    def __init__(self, scanner: Scanner) -> None:
        self._scanner = scanner
        self._known: dict[int, tuple[Value, Guard]] = {}
        self._depth = 0

    def of_wants(self, wants: Iterable[Want]) -> Guard:
        """Return what dependencies make together."""
        return strongest(self._of_want(want) for want in wants)

    def _of_want(self, want: Want) -> Guard:
        known = self._known.get(id(want.value))
        if known is not None:
            return known[1]
        if self._depth >= _MAX_DEPTH:
            return unknown("its dependencies are nested too deeply", want.place)
        self._known[id(want.value)] = (want.value, OPEN)  # a cycle adds nothing to itself
        self._depth += 1
        try:
            guard = self._of_dependency(want.value, want.place)
        finally:
            self._depth -= 1
        self._known[id(want.value)] = (want.value, guard)
        return guard

    def _of_dependency(self, value: Value, place: Place) -> Guard:
        if isinstance(value, Unknown):
            return unknown(f"what it depends on is not known: {value.reason}", value.place)
        kind = self._KINDS.get(type(value))
        if kind is not None:
            return kind(self, value, place)
        function = value.function if isinstance(value, Method) else value
        if not isinstance(function, Function):
            return unknown("what it depends on is nothing that can be called", place)
        own = _of_summary(self._scanner.summary(function), function.name)
        return strongest([own, self.of_wants(wants_of(value, self._scanner))])

    def _of_foreign(self, value: Foreign | Made, place: Place) -> Guard:
        name = maker_of(value)
        if isinstance(value, Made) and names.is_security(name):
            return _of_scheme(value)
        if name == "functools.partial" and isinstance(value, Made) and value.args and value.args.positional:
            return self._of_want(Want(value=value.args.positional[0], place=place))
        if names.is_plain_dependency(name):
            return OPEN
        return unknown(f"it depends on {name}, whose source is not in the tree", place)

    def _of_wrapped(self, value: Wrapped, place: Place) -> Guard:
        inner = self._of_want(Want(value=value.inner, place=place))
        if inner.state is GuardState.GUARDED or names.is_plain_decorator(value.decorator):
            return inner
        return unknown("it depends on a function under a decorator whose source is not in the tree", value.place)

    def _of_object(self, value: Instance, place: Place) -> Guard:
        found = lookup(value.cls, "__call__")
        if found is not None and isinstance(found[0], Function) and found[1] is not None:
            guard = self._of_want(Want(value=found[0], place=place))
            given = value.args.get("auto_error") if value.args is not None else None
            if guard.state is GuardState.GUARDED and given is not None and given != Const(True):
                return unknown("the security scheme is told not to refuse by itself", value.place)
            return guard
        if found is not None and any(map(names.is_security, foreign_bases(value.cls))):
            if value.args is not None and lookup(value.cls, "__init__") is not None and _has_own_init(value.cls):
                return unknown("whether the security scheme refuses is decided by its class", value.cls.place)
            return _of_scheme(Made(foreign_bases(value.cls)[0], value.place, value.args))
        return unknown("it depends on an object whose call was not read", place)

    def _of_class(self, value: Class, place: Place) -> Guard:
        wants = self.of_wants(wants_of(value, self._scanner))
        init = lookup(value, "__init__")
        if init is not None and isinstance(init[0], Function):
            own = _of_summary(self._scanner.summary(init[0]), value.node.name)
            return strongest([own, wants])
        bad = unknown_base(value)
        if bad is not None:
            return strongest([wants, unknown(f"a base of the class is not known: {bad.reason}", bad.place)])
        strange = [name for name in foreign_bases(value) if not names.is_bystander(name)]
        if strange:
            reason = f"it depends on a class built on {strange[0]}, whose source is not in the tree"
            return strongest([wants, unknown(reason, place)])
        return wants

    _KINDS: ClassVar[dict[type[Value], Callable[[Any, Any, Place], Guard]]] = {
        Foreign: _of_foreign,
        Made: _of_foreign,
        Wrapped: _of_wrapped,
        Instance: _of_object,
        Class: _of_class,
    }

    def of_handler(self, value: Value, place: Place) -> Guard:
        """Return what a handler's decorators make, and what its own body may answer."""
        guards: list[Guard] = []
        for _ in range(20):
            if not isinstance(value, Wrapped):
                break
            guards.append(_of_decorator(value))
            value = value.inner
        function = value.function if isinstance(value, Method) else value
        if isinstance(function, Function):
            guards.append(_of_body(self._scanner.summary(function)))
        elif isinstance(function, Unknown):
            guards.append(unknown(f"the handler is not known: {function.reason}", function.place))
        else:
            guards.append(unknown("the handler's source is not in the tree", place))
        return strongest(guards)

    def of_middleware(self, value: Value, place: Place, kind: RouteKind) -> Guard:
        """Return what a middleware makes: at most a doubt, for it may let some paths through."""
        name = maker_of(value)
        if name:
            if names.split(name)[1] in names.HARMLESS_MIDDLEWARE:
                return OPEN
            return unknown(f"the middleware {name} may refuse, and its source is not in the tree", place)
        function, http_only = self._call_of(value)
        if http_only and kind is RouteKind.WEBSOCKET:
            return OPEN
        if not isinstance(function, Function):
            reason = value.reason if isinstance(value, Unknown) else "its call was not read"
            return unknown(f"a middleware is not known: {reason}", place)
        given = ("requests.Request", "RequestResponseEndpoint") if http_only else ("Scope", "Receive", "Send")
        return self._of_middleware_body(function, tuple(Made(f"starlette.{name}", place) for name in given))

    def _call_of(self, value: Value) -> tuple[Value | None, bool]:
        """Return the function that a middleware runs, and whether it runs for HTTP alone."""
        if not isinstance(value, Class):
            return value, isinstance(value, Function)
        http_only = any(names.split(base)[1] == "BaseHTTPMiddleware" for base in foreign_bases(value))
        self._scanner.object_of(value, Made("starlette.types.ASGIApp", value.place))
        found = lookup(value, "dispatch" if http_only else "__call__")
        return found[0] if found is not None else None, http_only

    def _of_middleware_body(self, function: Function, given: tuple[Value, ...]) -> Guard:
        found = self._scanner.summary(function, given)
        refusal = found.refuses or found.answers
        if refusal is not None:
            return unknown("a middleware can answer 401 or 403, perhaps not to every request", refusal)
        return _doubted([*found.doubts, *found.unfollowed], "in a middleware")


def _of_summary(found: Summary, name: str) -> Guard:
    if found.refuses is not None:
        if found.passes is not None:
            return unknown(f"{name} refuses, but returns where no credential is sent", found.passes)
        return guarded(f"{name or 'a function'} raises 401 or 403", found.refuses)
    if found.answers is not None:
        return unknown(f"{name} makes an answer of 401 or 403 without raising it", found.answers)
    return _doubted([*found.doubts, *found.unfollowed], f"in {name or 'a function'}")


def _of_body(found: Summary) -> Guard:
    refusal = found.refuses or found.answers
    if refusal is not None:
        return unknown("the handler itself, or what it calls, can answer 401 or 403", refusal)
    return _doubted([*found.doubts, *found.handed], "in the handler")


def _doubted(doubts: list[Doubt], where: str) -> Guard:
    return unknown(f"{where}, {doubts[0].reason}", doubts[0].place) if doubts else OPEN


def _of_scheme(value: Made) -> Guard:
    """Judge a security scheme: `auto_error` (true by default) says whether it refuses."""
    given = value.args.get("auto_error") if value.args is not None else None
    if given is None:
        whole = value.args is None or value.args.whole
        if whole:
            return guarded(f"{names.split(value.maker)[1]} refuses who sends no credential", value.place)
    elif isinstance(given, Const) and not given.soft:
        if given.value:
            return guarded(f"{names.split(value.maker)[1]} refuses who sends no credential", value.place)
        return OPEN
    return unknown("whether the security scheme refuses (auto_error) is computed", value.place)


def _has_own_init(cls: Class) -> bool:
    found = lookup(cls, "__init__")
    return found is not None and found[1] is not None


def _of_decorator(value: Wrapped) -> Guard:
    decorator = value.decorator
    if names.is_plain_decorator(decorator):
        return OPEN
    if names.is_framework(decorator, "requires") and isinstance(decorator, Made) and decorator.args is not None:
        status = decorator.args.get("status_code", 1)
        redirect = decorator.args.get("redirect", 2)
        if redirect is None and (status is None or names.status_of(status) in names.REFUSALS):
            return guarded("requires() refuses who lacks a scope", decorator.place)
        return unknown("requires() answers with something other than 401 or 403", decorator.place)
    if isinstance(decorator, Unknown):
        return unknown(f"the handler stands under a decorator that is not known: {decorator.reason}", value.place)
    name = maker_of(decorator) or "a decorator"
    return unknown(f"the handler stands under {name}, whose source is not in the tree", value.place)

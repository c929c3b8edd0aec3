"""What each way of declaring a route means.

FastAPI's own (`get`, `api_route`, `add_api_route`, `websocket`) know dependencies and their router's prefix; those
from Starlette (`route`, `add_route`, `websocket_route`, `Route`) know neither, on FastAPI's classes too.
"""

from __future__ import annotations

from dataclasses import dataclass

from pytest_vx11._observe.python.interpret.evaluating import Evaluation
from pytest_vx11._observe.python.interpret.texts import concat
from pytest_vx11._observe.python.interpret.values import Args, Class, Const, Items, Made, Method, Unknown, Value
from pytest_vx11._observe.python.routes.model import RouteKind
from pytest_vx11._observe.python.routes.names import VERBS, is_framework
from pytest_vx11._observe.python.routes.router import Declared, Declaring, Entry, Mounted, Router, no_value
from pytest_vx11._observe.python.routes.signature import listed, signature, wants_of
from pytest_vx11._source.place import Place


@dataclass(frozen=True, slots=True, kw_only=True)
class _Form:
    kind: RouteKind = RouteKind.HTTP
    plain: bool = False


_PLAIN = _Form(plain=True)
_SOCKET = _Form(kind=RouteKind.WEBSOCKET)
_PLAIN_SOCKET = _Form(kind=RouteKind.WEBSOCKET, plain=True)

DECORATORS = {
    "api_route": _Form(),
    "route": _PLAIN,
    "websocket": _SOCKET,
    "websocket_route": _PLAIN_SOCKET,
}
#: Calls that take the handler second.
CALLS = {
    "add_api_route": _Form(),
    "add_route": _PLAIN,
    "add_api_websocket_route": _SOCKET,
    "add_websocket_route": _PLAIN_SOCKET,
}


def by_decorator(router: Router, name: str, args: Args) -> Declaring:
    """Return the decorator that `@router.name(…)` gives."""
    form = DECORATORS.get(name, _Form())
    methods = frozenset({name.upper()}) if name in VERBS else None
    return _declaring(router, form, args, methods, args.get("methods", 1) if form.plain else args.get("methods"))


def by_call(router: Router, name: str, args: Args) -> tuple[Declaring, Value]:
    """Return what `router.name(path, handler, …)` declares, and the handler."""
    methods = args.get("methods", 2 if name == "add_route" else None)
    handler = args.get("endpoint", 1) or args.get("route") or no_value(args.place)
    return _declaring(router, CALLS[name], args, None, methods), handler


def _declaring(
    router: Router, form: _Form, args: Args, verb: frozenset[str] | None, methods: Value | None
) -> Declaring:
    written = verb if verb is not None else _methods(methods, form)
    path = args.get("path", 0) or no_value(args.place)
    if written is None:
        path = Unknown("its methods are computed", args.place, _beginning(path))
    return Declaring(
        router=router,
        kind=form.kind,
        methods=written,
        stated=methods is not None and methods != Const(None),
        path=path if args.whole or args.positional else no_value(args.place),
        wants=() if form.plain else listed(args.get("dependencies"), args.place),
        plain=form.plain or not router.kind.is_fastapi,
        place=args.place,
        doubt=_doubt(args),
    )


def _doubt(args: Args) -> Unknown | None:
    """Return why a declaration may have more to it than was read."""
    if not args.whole:
        return Unknown("some of the route's arguments are computed", args.place)
    own = args.get("route_class_override")
    return None if own is None else _route_class_doubt(own, args.place)


def _route_class_doubt(value: Value, place: Place) -> Unknown | None:
    if value == Const(None) or is_framework(value, "APIRoute"):
        return None
    return Unknown("the route is of a class of its own, which may refuse", place)


def take_route_class(router: Router, value: Value | None, place: Place) -> None:
    """Keep in mind that the routes of a router are of a class that may do more than FastAPI's own."""
    if value is not None:
        router.doubt = _route_class_doubt(value, place)


def _beginning(path: Value) -> str:
    if isinstance(path, Const) and isinstance(path.value, str):
        return path.value
    return path.starts if isinstance(path, Unknown) else ""


def _methods(value: Value | None, form: _Form) -> frozenset[str] | None:
    """Return the methods that are written, in capitals; none for a WebSocket; None where they are computed."""
    if form.kind is RouteKind.WEBSOCKET:
        return frozenset()
    if value is None or value == Const(None):
        return frozenset({"GET", "HEAD"}) if form.plain else frozenset({"GET"})
    if not isinstance(value, Items) or not value.whole:
        return None
    names = {item.value.upper() for item in value.items if isinstance(item, Const) and isinstance(item.value, str)}
    if any(not (isinstance(item, Const) and isinstance(item.value, str)) for item in value.items):
        return None
    return frozenset(names | {"HEAD"}) if form.plain and "GET" in names else frozenset(names)


def declared(how: Declaring, handler: Value, it: Evaluation, sure: bool) -> Declared:
    """Return the route that a declaration makes of a handler."""
    by_class = isinstance(handler, Class) and how.plain
    router = how.router
    return Declared(
        kind=how.kind,
        methods=None if by_class else how.methods,
        only=how.methods if by_class and how.stated else None,
        path=how.path if how.plain else concat(own_prefix(router), how.path, how.place),
        handler=handler,
        wants=() if how.plain else (*listed(router.dependencies), *how.wants, *wants_of(handler, it)),
        plain=how.plain,
        place=how.place,
        sure=sure,
        doubt=how.doubt or router.doubt or _class_doubt(handler),
    )


def own_prefix(router: Router) -> Value:
    """Return what a router puts before the paths of its own routes; an application has none."""
    return Const("") if router.kind.is_app else router.prefix


def _class_doubt(handler: Value) -> Unknown | None:
    """Return why a method has more dependencies than it names: a class decorator may add those of its class."""
    function = signature(handler)
    if function is None or function.scope is function.outer or function.kind == "staticmethod":
        return None
    if isinstance(handler, Method):
        return None
    return Unknown("the handler is a method, to which a decorator of its class may add dependencies", function.place)


def route_object(item: Value, it: Evaluation, sure: bool) -> Entry | None:
    """Return what a `Route`, `WebSocketRoute`, `APIRoute` or `Mount` in a list of routes declares."""
    if not isinstance(item, Made) or item.args is None:
        return None
    args = item.args
    path = args.get("path", 0) or no_value(item.place)
    if is_framework(item, "Mount"):
        return Mounted(path=path, app=_mounted(args, item.place), place=item.place, sure=sure)
    api = is_framework(item, "APIRoute", "APIWebSocketRoute")
    if not (api or is_framework(item, "Route", "WebSocketRoute")) or not args.whole:
        return None
    socket = is_framework(item, "WebSocketRoute", "APIWebSocketRoute")
    form = _Form(kind=RouteKind.WEBSOCKET if socket else RouteKind.HTTP, plain=not api)
    stated = args.get("methods", None if api else 2)
    methods = _methods(stated, form)
    handler = args.get("endpoint", 1) or no_value(item.place)
    if methods is None:
        return None
    return Declared(
        kind=form.kind,
        methods=None if isinstance(handler, Class) else methods,
        only=methods if stated not in (None, Const(None)) else None,
        path=path,
        handler=handler,
        wants=(*listed(args.get("dependencies"), item.place), *wants_of(handler, it)) if api else (),
        plain=not api,
        place=item.place,
        sure=sure,
    )


def _mounted(args: Args, place: Place) -> Value:
    app = args.get("app", 1)
    if app is not None and app != Const(None):
        return app
    return args.get("routes", 2) or no_value(place)


def take_middleware(router: Router, value: Value | None, place: Place) -> None:
    """Keep the `Middleware(…)` of a list on the application."""
    if value is None or value == Const(None):
        return
    if not isinstance(value, Items):
        router.middleware.append((value, place))
        return
    for item in value.items:
        if isinstance(item, Made) and is_framework(item, "Middleware") and item.args is not None:
            router.middleware.append((item.args.get("cls", 0) or no_value(item.place), item.place))
        else:
            router.middleware.append((item, place))
    if not value.whole:
        router.middleware.append((Unknown("the list of middleware is computed", place), place))

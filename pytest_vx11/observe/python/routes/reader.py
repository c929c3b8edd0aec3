"""Reads what a program declares on its applications and routers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import ClassVar

from pytest_vx11.observe.python.interpret.expressions import concat
from pytest_vx11.observe.python.interpret.interpreter import Interpreter
from pytest_vx11.observe.python.interpret.modules import Modules
from pytest_vx11.observe.python.interpret.natives import maker_of
from pytest_vx11.observe.python.interpret.scope import join
from pytest_vx11.observe.python.interpret.values import (
    Args,
    Class,
    Const,
    Foreign,
    Function,
    Items,
    Made,
    Method,
    Super,
    Unknown,
    Value,
    foreign_bases,
    lookup,
)
from pytest_vx11.observe.python.routes import declaring
from pytest_vx11.observe.python.routes.guests import guest
from pytest_vx11.observe.python.routes.names import VERBS, router_kind
from pytest_vx11.observe.python.routes.router import (
    Declaring,
    Included,
    Lost,
    Mounted,
    Noting,
    RouteList,
    Router,
    RouterKind,
    RouterMethod,
    holds_router,
    no_value,
)
from pytest_vx11.observe.python.routes.signature import listed
from pytest_vx11.source.place import Place

#: Methods and attributes of an application that declare no route.
_QUIET = frozenset(
    "add_exception_handler add_event_handler openapi setup url_path_for build_middleware_stack debug title version "
    "description openapi_url openapi_schema openapi_tags docs_url redoc_url root_path extra exception_handlers tags "
    "lifespan_context on_startup on_shutdown startup shutdown webhooks middleware_stack user_middleware logger "
    "swagger_ui_oauth2_redirect_url swagger_ui_init_oauth swagger_ui_parameters separate_input_output_schemas responses "
    "redirect_slashes frontend contact license_info summary servers terms_of_service generate_unique_id_function "
    "openapi_version route_class default_response_class include_in_schema deprecated default lifespan".split()
)


class Reader(Interpreter):
    """Runs a program's modules for the routes that they declare."""

    def __init__(self, modules: Modules) -> None:
        super().__init__(modules)
        modules.run = self.run_module
        self.handled: list[tuple[Value, Value]] = []
        """Exceptions that an application answers, each with what answers it."""
        self.starting: list[tuple[Function, Args]] = []
        """Functions that run when the application starts."""

    # What attributes stand for

    def known_attribute(self, owner: Value, name: str, place: Place) -> Value | None:
        """Return an attribute of a router."""
        if isinstance(owner, Super) and isinstance(owner.owner, Router):
            inner = self._of_super(owner, name, place)
            return inner if isinstance(inner, Method) else RouterMethod(owner.owner, name)
        if isinstance(owner, RouteList):
            return RouterMethod(owner.router, f"routes.{name}")
        return self._of_router(owner, name, place) if isinstance(owner, Router) else None

    def _of_router(self, owner: Router, name: str, place: Place) -> Value:
        if name in owner.attributes:
            return owner.attributes[name]
        found = lookup(owner.cls, name) if owner.cls is not None else None
        if found is not None and found[1] is not None:
            return self._bound(found[0], owner, found[1], place) if isinstance(found[0], Function) else found[0]
        if name == "router" and owner.kind.is_app:
            return owner
        if name == "routes":
            return RouteList(owner)
        if name == "prefix":
            return owner.prefix
        if name == "dependencies":
            return owner.dependencies
        if name == "dependency_overrides":
            owner.overridden = place
        if name in ("state", "dependency_overrides"):
            return Made(f"fastapi.{name}", place)
        return RouterMethod(owner, name)

    # What calls give

    def known_call(self, callee: Value, args: Args) -> Value | None:
        """Return what a call to do with routers gives."""
        if isinstance(callee, Foreign):
            kind = router_kind(callee.name)
            return self._made(kind, args, None) if kind is not None else None
        if isinstance(callee, Class):
            kinds = [kind for kind in map(router_kind, foreign_bases(callee)) if kind is not None]
            return self._made(kinds[0], args, callee) if kinds else None
        if isinstance(callee, Declaring):
            handler = args.get("func", 0) or no_value(args.place)
            self._declare(callee, handler)
            return handler
        if isinstance(callee, Noting):
            return self._note(callee, args)
        return self._router_call(callee, args) if isinstance(callee, RouterMethod) else None

    def _made(self, kind: RouterKind, args: Args, cls: Class | None) -> Value:
        router = Router(kind, args.place, tuple(self.conditions), cls)
        found = lookup(cls, "__init__") if cls is not None else None
        if found is not None and isinstance(found[0], Function) and found[1] is not None:
            self.inline(found[0], Args((router, *args.positional), args.keywords, args.place, args.whole), router, found[1])
        else:
            self._configure(router, args)
        return router

    def _configure(self, router: Router, args: Args) -> None:
        router.prefix = args.get("prefix") or Const("")
        dependencies = args.get("dependencies")
        if isinstance(dependencies, Items):
            router.dependencies = dependencies
        elif dependencies is not None and dependencies != Const(None):
            router.dependencies = Items([dependencies], whole=False)
        if not args.whole:
            reason = "some of the arguments are computed"
            router.dependencies = Items([*router.dependencies.items, Unknown(reason, args.place)])
            if not router.kind.is_app:
                router.prefix = Unknown(reason, args.place)
        self._take_routes(router, args.get("routes", 1 if router.kind is RouterKind.STARLETTE else 0), args.place)
        declaring.take_middleware(router, args.get("middleware"), args.place)
        self._take_lifespan(router, args)

    def _take_lifespan(self, router: Router, args: Args) -> None:
        lifespan = args.get("lifespan")
        starting = args.get("on_startup")
        for function in [lifespan, *(starting.items if isinstance(starting, Items) else ())]:
            if isinstance(function, Function):
                given = (router,) if function is lifespan else ()
                self.starting.append((function, Args(given, {}, args.place)))

    def _take_routes(self, router: Router, routes: Value | None, place: Place) -> None:
        if routes is None or routes == Const(None) or (routes.__class__ is Const):
            return
        if not isinstance(routes, Items):
            self.lose(router, "the list of routes is computed", place)
            return
        for item in routes.items:
            self._take_route(router, item, place)
        if not routes.whole:
            self.lose(router, "the list of routes is computed", place)

    def _take_route(self, router: Router, item: Value, place: Place) -> None:
        entry = declaring.route_object(item, self, self.sure(router))
        if entry is None:
            reason = item.reason if isinstance(item, Unknown) else "it is no route that is known here"
            self.lose(router, reason, item.place if isinstance(item, (Unknown, Made)) else place)
        elif isinstance(entry, Mounted) and isinstance(entry.app, Items):
            inner = Router(RouterKind.STARLETTE_ROUTER, entry.place, tuple(self.conditions))
            self._take_routes(inner, entry.app, entry.place)
            router.entries.append(replace(entry, app=inner))
        else:
            router.entries.append(entry)

    def sure(self, router: Router) -> bool:
        """Tell whether what is now declared on a router is declared whenever the router is made."""
        return all(condition in router.conditions for condition in self.conditions)

    def lose(self, router: Router, reason: str, place: Place, prefix: Value | None = None) -> None:
        """Keep in mind that something may declare routes on a router."""
        router.entries.append(Lost(reason=reason, place=place, prefix=prefix))

    def _shake(self, router: Router, place: Place) -> None:
        router.shaken = len(router.entries)
        self.lose(router, "its routes are changed by hand", place)

    def _declare(self, how: Declaring, handler: Value) -> None:
        entry = declaring.declared(how, handler, self, self.sure(how.router))
        how.router.entries.append(entry)

    def _note(self, how: Noting, args: Args) -> Value:
        function = args.get("func", 0) or no_value(args.place)
        if how.name == "middleware":
            how.router.middleware.append((function, how.place))
        elif how.name == "exception_handler":
            self.handled.append((how.subject or no_value(how.place), function))
        elif isinstance(function, Function):
            self.starting.append((function, Args((), {}, args.place)))
        return function

    def _router_call(self, callee: RouterMethod, args: Args) -> Value:
        router, name = callee.router, callee.name
        if name in VERBS and router.kind.is_fastapi:
            return declaring.by_decorator(router, name, args)
        if name in declaring.DECORATORS:
            return declaring.by_decorator(router, name, args)
        if name in declaring.CALLS:
            how, handler = declaring.by_call(router, name, args)
            self._declare(how, handler)
            return Const(None)
        method = self._METHODS.get(name)
        if method is not None:
            method(self, router, args)
        elif name in ("middleware", "on_event", "exception_handler"):
            return Noting(router, name, args.get("exc_class_or_status_code", 0), args.place)
        elif name.startswith("routes."):
            self._shake(router, args.place)
        elif name not in _QUIET:
            self.lose(router, f"what its {name}() does is not known here", args.place)
        return Const(None)

    def _init(self, router: Router, args: Args) -> None:
        self._configure(router, args)

    def _include(self, router: Router, args: Args) -> None:
        other = args.get("router", 0) or no_value(args.place)
        if isinstance(other, RouteList):
            other = other.router
        given = (args.get("prefix") or Const("")) if args.whole else no_value(args.place)
        wants = listed(args.get("dependencies") if args.whole else no_value(args.place), args.place)
        entry = Included(
            router=other,
            prefix=concat(declaring.own_prefix(router), given, args.place),
            wants=(*listed(router.dependencies), *wants),
            seen=len(other.entries) if isinstance(other, Router) else 0,
            place=args.place,
            sure=self.sure(router),
        )
        router.entries.append(entry)

    def _mount(self, router: Router, args: Args) -> None:
        path, app = args.get("path", 0) or no_value(args.place), args.get("app", 1) or no_value(args.place)
        router.entries.append(Mounted(path=path, app=app, place=args.place, sure=self.sure(router)))

    def _middleware(self, router: Router, args: Args) -> None:
        router.middleware.append((args.get("middleware_class", 0) or no_value(args.place), args.place))

    def _add_routes(self, router: Router, args: Args) -> None:
        first = args.get("", 0)
        if isinstance(first, RouteList):
            entry = Included(router=first.router, prefix=Const(""), wants=(), seen=len(first.router.entries),
                             place=args.place, sure=self.sure(router))  # fmt: skip
            router.entries.append(entry)
        elif first is not None:
            self._take_routes(router, first, args.place)

    def _add_route(self, router: Router, args: Args) -> None:
        self._take_route(router, args.get("", 0) or no_value(args.place), args.place)

    def _handler(self, router: Router, args: Args) -> None:
        subject, function = args.get("exc_class_or_status_code", 0), args.get("handler", 1)
        self.handled.append((subject or no_value(args.place), function or no_value(args.place)))

    def _event(self, router: Router, args: Args) -> None:
        function = args.get("func", 1)
        if isinstance(function, Function):
            self.starting.append((function, Args((), {}, args.place)))

    _METHODS: ClassVar[dict[str, Callable[[Reader, Router, Args], None]]] = {
        "__init__": _init,
        "include_router": _include,
        "mount": _mount,
        "add_middleware": _middleware,
        "routes.append": _add_route,
        "routes.extend": _add_routes,
        "add_exception_handler": _handler,
        "add_event_handler": _event,
    }

    # What cannot be followed

    def stored(self, owner: Value, name: str, value: Value, place: Place) -> None:
        """Take note of an attribute that is set on a router."""
        if isinstance(owner, (RouteList, RouterMethod)) or (isinstance(owner, Router) and name in ("routes", "router")):
            router = owner if isinstance(owner, Router) else owner.router
            if not (isinstance(owner, RouterMethod) and owner.name in _QUIET):
                self._shake(router, place)
        elif isinstance(owner, Router) and name == "prefix":
            owner.prefix = join(owner.prefix, value, place) if self.conditions else value
        elif isinstance(owner, Router):
            owner.attributes[name] = value

    def escaped(self, callee: Value, args: Args) -> None:
        """Take note of a router that is given to a call that nobody can follow."""
        for router in [router for value in args.all() for router in holds_router(value)]:
            known = guest(callee, args)
            if known is None:
                self.lose(router, f"it is handed to {_named(callee)}, which could not be followed", args.place)
            elif known:
                self.lose(router, f"{maker_of(callee)} adds routes of its own", args.place, Const(known))


def _named(callee: Value) -> str:
    if isinstance(callee, Function) and callee.name:
        return f"{callee.name}()"
    if isinstance(callee, Class):
        return callee.node.name
    return maker_of(callee) or "something"

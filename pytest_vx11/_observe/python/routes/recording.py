"""Puts down what is declared on applications and routers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import ClassVar

from pytest_vx11._observe.python.interpret.interpreter import Interpreter
from pytest_vx11._observe.python.interpret.modules import Modules
from pytest_vx11._observe.python.interpret.texts import concat
from pytest_vx11._observe.python.interpret.values import (
    Args,
    Class,
    Const,
    Function,
    Items,
    Made,
    Pairs,
    Unknown,
    Value,
    lookup,
)
from pytest_vx11._observe.python.routes import declaring
from pytest_vx11._observe.python.routes.model import Unread
from pytest_vx11._observe.python.routes.router import (
    Declaring,
    Included,
    Lost,
    Mounted,
    Noting,
    RouteList,
    Router,
    RouterKind,
    no_value,
)
from pytest_vx11._observe.python.routes.signature import listed
from pytest_vx11._source.place import Place


class Recording(Interpreter):
    """Knows what the methods of an application or router do."""

    def __init__(self, modules: Modules) -> None:
        super().__init__(modules)
        self.handled: list[tuple[Value, Value]] = []
        """Exceptions that an application answers, each with what answers it."""
        self.anywhere: list[Unread] = []
        """What may declare routes on any application."""
        self.starting: list[tuple[Function, Args]] = []
        """Functions that run when the application starts."""

    def make(self, kind: RouterKind, args: Args, cls: Class | None) -> Value:
        """Return a new router; `cls` is the class of the tree that it is made by, if it is one of those."""
        router = Router(kind, args.place, tuple(self.conditions), cls)
        found = lookup(cls, "__init__") if cls is not None else None
        if cls is not None and isinstance((lookup(cls, "__call__") or (None,))[0], Function):
            router.middleware.append((Unknown("the application has a call of its own", cls.place), cls.place))
        if found is not None and isinstance(found[0], Function) and found[1] is not None:
            given = replace(args, positional=(router, *args.positional))
            self.inline(found[0], given, router, found[1])
        else:
            self._configure(router, args)
        return router

    def _configure(self, router: Router, args: Args) -> None:
        router.prefix = args.get("prefix") or Const("")
        dependencies = args.get("dependencies")
        if isinstance(dependencies, Items):
            router.dependencies = Items(list(dependencies.items), dependencies.whole)
        elif dependencies is not None and dependencies != Const(None):
            router.dependencies = Items([dependencies], whole=False)
        if not args.whole:
            reason = "some of the arguments are computed"
            router.dependencies = Items([*router.dependencies.items, Unknown(reason, args.place)])
            if not router.kind.is_app:
                router.prefix = Unknown(reason, args.place)
        self._take_routes(router, args.get("routes", 1 if router.kind is RouterKind.STARLETTE else 0), args.place)
        declaring.take_middleware(router, args.get("middleware"), args.place)
        self._take_handlers(args.get("exception_handlers"), args.place)
        declaring.take_route_class(router, args.get("route_class"), args.place)
        self._take_lifespan(router, args)

    def _take_handlers(self, handlers: Value | None, place: Place) -> None:
        if (
            handlers is not None
            and handlers != Const(None)
            and not (isinstance(handlers, Pairs) and not handlers.pairs)
        ):
            unknown = Unknown("the exceptions that are answered are not known", place)
            self.handled.append((unknown, unknown))

    def _take_lifespan(self, router: Router, args: Args) -> None:
        lifespan = args.get("lifespan")
        starting = args.get("on_startup")
        for function in [lifespan, *(starting.items if isinstance(starting, Items) else ())]:
            if isinstance(function, Function):
                given = (router,) if function is lifespan else ()
                self.starting.append((function, Args(given, {}, args.place)))

    def _take_routes(self, router: Router, routes: Value | None, place: Place) -> None:
        if routes is None or isinstance(routes, Const):
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

    def shake(self, router: Router, place: Place) -> None:
        """Keep in mind that routes may have been taken from a router again."""
        router.shaken = len(router.entries)
        self.lose(router, "its routes are changed by hand", place)

    def declare(self, how: Declaring, handler: Value) -> None:
        """Put down a route."""
        entry = declaring.declared(how, handler, self, self.sure(how.router))
        how.router.entries.append(entry)

    def note(self, how: Noting, args: Args) -> Value:
        """Put down a function that is no handler, and give it back."""
        function = args.get("func", 0) or no_value(args.place)
        if how.name == "middleware":
            how.router.middleware.append((function, how.place))
        elif how.name == "exception_handler":
            self.handled.append((how.subject or no_value(how.place), function))
        elif isinstance(function, Function):
            self.starting.append((function, Args((), {}, args.place)))
        return function

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

    def _handler(self, _router: Router, args: Args) -> None:
        subject, function = args.get("exc_class_or_status_code", 0), args.get("handler", 1)
        self.handled.append((subject or no_value(args.place), function or no_value(args.place)))

    def _event(self, _router: Router, args: Args) -> None:
        function = args.get("func", 1)
        if isinstance(function, Function):
            self.starting.append((function, Args((), {}, args.place)))

    METHODS: ClassVar[dict[str, Callable[[Recording, Router, Args], None]]] = {
        "__init__": _init,
        "include_router": _include,
        "mount": _mount,
        "add_middleware": _middleware,
        "routes.append": _add_route,
        "routes.extend": _add_routes,
        "add_exception_handler": _handler,
        "add_event_handler": _event,
    }

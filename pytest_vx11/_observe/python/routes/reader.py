"""Reads what a program declares on its applications and routers."""

from __future__ import annotations

from pytest_vx11._observe.python.interpret.modules import Modules
from pytest_vx11._observe.python.interpret.natives import maker_of
from pytest_vx11._observe.python.interpret.scope import join
from pytest_vx11._observe.python.interpret.values import (
    Args,
    Class,
    Const,
    Foreign,
    Function,
    Made,
    Method,
    Super,
    Unknown,
    Value,
    foreign_bases,
    lookup,
)
from pytest_vx11._observe.python.routes import declaring
from pytest_vx11._observe.python.routes.guests import BLIND, guest
from pytest_vx11._observe.python.routes.model import Unread
from pytest_vx11._observe.python.routes.names import VERBS, router_kind
from pytest_vx11._observe.python.routes.recording import Recording
from pytest_vx11._observe.python.routes.router import (
    Declaring,
    Noting,
    RouteList,
    Router,
    RouterMethod,
    holds_router,
    no_value,
)
from pytest_vx11._source.place import Place

#: Methods and attributes of an application that declare no route.
_QUIET = frozenset({
    "add_exception_handler", "add_event_handler", "openapi", "setup", "url_path_for", "build_middleware_stack",
    "debug", "title", "version", "description", "openapi_url", "openapi_schema", "openapi_tags", "docs_url",
    "redoc_url", "root_path", "extra", "exception_handlers", "tags", "lifespan_context", "on_startup",
    "on_shutdown", "startup", "shutdown", "webhooks", "logger",
    "swagger_ui_oauth2_redirect_url", "swagger_ui_init_oauth", "swagger_ui_parameters",
    "separate_input_output_schemas", "responses", "redirect_slashes", "frontend", "contact", "license_info",
    "summary", "servers", "terms_of_service", "generate_unique_id_function", "openapi_version", "route_class",
    "default_response_class", "include_in_schema", "deprecated", "default", "lifespan",
})  # fmt: skip


#: What holds the middleware; a program that touches it may put anything there.
_STACKS = frozenset({"user_middleware", "middleware_stack", "build_middleware_stack"})


class Reader(Recording):
    """Runs a program's modules for the routes that they declare."""

    def __init__(self, modules: Modules) -> None:
        super().__init__(modules)
        modules.run = self.run_module

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
        return self._brought(owner, name, place) or RouterMethod(owner, name)

    def _brought(self, owner: Router, name: str, place: Place) -> Value | None:
        """Return an attribute that the framework brings, and that is no method."""
        if name == "dependency_overrides":
            owner.overridden = place
        if name in _STACKS:
            owner.middleware.append((Unknown("it is changed by hand", place), place))
        if name == "router" and owner.kind.is_app:
            return owner
        if name in ("state", "dependency_overrides"):
            return Made(f"fastapi.{name}", place)
        return {"routes": RouteList(owner), "prefix": owner.prefix, "dependencies": owner.dependencies}.get(name)

    # What calls give

    def known_call(self, callee: Value, args: Args) -> Value | None:
        """Return what a call to do with routers gives."""
        if isinstance(callee, Foreign):
            kind = router_kind(callee.name)
            return self.make(kind, args, None) if kind is not None else None
        if isinstance(callee, Class):
            kinds = [kind for kind in map(router_kind, foreign_bases(callee)) if kind is not None]
            return self.make(kinds[0], args, callee) if kinds else None
        if isinstance(callee, Declaring):
            handler = args.get("func", 0) or no_value(args.place)
            self.declare(callee, handler)
            return handler
        if isinstance(callee, Noting):
            return self.note(callee, args)
        return self._router_call(callee, args) if isinstance(callee, RouterMethod) else None

    def _router_call(self, callee: RouterMethod, args: Args) -> Value:
        router, name = callee.router, callee.name
        if name in declaring.DECORATORS or (name in VERBS and router.kind.is_fastapi):
            return declaring.by_decorator(router, name, args)
        if name in declaring.CALLS:
            how, handler = declaring.by_call(router, name, args)
            self.declare(how, handler)
            return Const(None)
        method = self.METHODS.get(name)
        if method is not None:
            method(self, router, args)
        elif name in ("middleware", "on_event", "exception_handler"):
            return Noting(router, name, args.get("exc_class_or_status_code", 0), args.place)
        elif name.startswith("routes."):
            self.shake(router, args.place)
        elif name not in _QUIET:
            self.lose(router, f"what its {name}() does is not known here", args.place)
        return Const(None)

    # What cannot be followed

    def stored(self, owner: Value, name: str, value: Value, place: Place) -> None:
        """Take note of an attribute that is set on a router."""
        if isinstance(owner, (RouteList, RouterMethod)) or (isinstance(owner, Router) and name in ("routes", "router")):
            router = owner if isinstance(owner, Router) else owner.router
            if isinstance(owner, RouterMethod) and owner.name == "exception_handlers":
                self.handled.append((Unknown("it is looked up", place), value))
            elif not (isinstance(owner, RouterMethod) and owner.name in _QUIET):
                self.shake(router, place)
        elif isinstance(owner, Router) and name == "prefix":
            owner.prefix = join(owner.prefix, value, place) if self.conditions else value
        elif isinstance(owner, Router) and name == "route_class":
            declaring.take_route_class(owner, value, place)
        elif isinstance(owner, Router):
            if name in _STACKS:
                owner.middleware.append((Unknown("it is changed by hand", place), place))
            owner.attributes[name] = value

    def escaped(self, callee: Value, args: Args) -> None:
        """Take note of a router that is given to a call that nobody can follow."""
        if maker_of(callee) in BLIND:
            self.anywhere.append(Unread(reason=f"{maker_of(callee)}() may declare anything", place=args.place))
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

"""From applications and routers to a flat list of routes."""

from __future__ import annotations

from dataclasses import dataclass, replace

from pytest_vx11._errors import Unseen
from pytest_vx11._observe.python.interpret.values import (
    Class,
    Const,
    Foreign,
    Instance,
    Made,
    Unknown,
    Value,
    lookup,
)
from pytest_vx11._observe.python.routes.guards import Guards, strongest, unknown
from pytest_vx11._observe.python.routes.model import OPEN, Guard, GuardState, Route, RouteKind, Unread
from pytest_vx11._observe.python.routes.names import VERBS, is_framework
from pytest_vx11._observe.python.routes.router import Declared, Entry, Included, Lost, Mounted, Router, RouterKind, Want
from pytest_vx11._observe.python.routes.signature import signature
from pytest_vx11._source.place import Place

MAX_ROUTES = 20_000
_MAX_DEPTH = 25
#: Applications that serve files and declare no route of an API.
_FILES = ("StaticFiles",)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Way:
    """What is above a router: how its paths begin, and what guards them."""

    prefix: str
    sure: bool
    wants: tuple[Want, ...]
    middleware: tuple[tuple[Value, Place], ...]
    overridden: Place | None
    depth: int = 0
    above: tuple[Router, ...] = ()


class Collector:
    """Walks down from an application."""

    def __init__(self, guards: Guards) -> None:
        self.routes: list[Route] = []
        self.unread: list[Unread] = []
        self.files: list[Unread] = []
        self._guards = guards

    def collect(self, app: Router) -> None:
        """Take in all that an application declares; raises Unseen when it is more than MAX_ROUTES."""
        way = _Way(prefix="", sure=True, wants=(), middleware=(), overridden=None)
        self._application(app, way)

    def _application(self, app: Router, way: _Way) -> None:
        # Dependencies end at a mounted application; middleware does not.
        inner = replace(
            way,
            wants=(),
            middleware=(*way.middleware, *app.middleware),
            overridden=app.overridden or way.overridden,
        )
        self._entries(app, app.entries, len(app.entries), inner)

    def _entries(self, router: Router, entries: list[Entry], seen: int, way: _Way) -> None:
        if router in way.above or way.depth >= _MAX_DEPTH:
            self._lose("routers include each other", router.place, way.prefix)
            return
        way = replace(way, depth=way.depth + 1, above=(*way.above, router))
        for position, entry in enumerate(entries):
            late, gone = position >= seen, position < router.shaken
            inner = replace(way, sure=way.sure and not gone and getattr(entry, "sure", True))
            if len(self.routes) + len(self.unread) > MAX_ROUTES:
                raise Unseen(f"the application has more than {MAX_ROUTES} routes", (router.place,))
            if isinstance(entry, Lost):
                self._lost(entry, way)
            elif isinstance(entry, Declared):
                self._declared(entry, inner, late)
            elif isinstance(entry, Included):
                self._included(entry, replace(inner, sure=inner.sure and not late))
            else:
                self._mounted(router, entry, replace(inner, sure=inner.sure and not late))

    def _lose(self, reason: str, place: Place, prefix: str | None) -> None:
        self.unread.append(Unread(reason=reason, place=place, prefix=prefix or None))

    def _lost(self, entry: Lost, way: _Way) -> None:
        more, _ = _beginning(entry.prefix) if entry.prefix is not None else ("", False)
        self._lose(entry.reason, entry.place, way.prefix + more)

    def _declared(self, entry: Declared, way: _Way, late: bool) -> None:
        path, known = _beginning(entry.path)
        full = way.prefix + path
        if not known:
            self._lose(_reason(entry.path, "its path"), entry.place, full)
        elif late:
            self._lose("it is declared after its router was included, which not every version takes", entry.place, full)
        elif not way.sure:
            self._lose("it is declared only under a condition that a run decides", entry.place, full)
        elif entry.plain and way.above[1:] and _dropped(way.above):
            self._lose("versions differ in the prefix that such a route gets", entry.place, None)
        else:
            self._route(entry, full, way)

    def _route(self, entry: Declared, path: str, way: _Way) -> None:
        if entry.methods is None:
            self._class_routes(entry, path, way)
            return
        wants = entry.wants if entry.plain else (*way.wants, *entry.wants)
        guard = self._guard(entry, entry.handler, wants, way)
        self._add(entry, entry.methods, path, entry.handler, guard)

    def _add(self, entry: Declared, methods: frozenset[str], path: str, handler: Value, guard: Guard) -> None:
        name = _name_of(entry.handler if isinstance(entry.handler, Class) else handler)
        self.routes.append(
            Route(kind=entry.kind, methods=methods, path=path, place=entry.place, handler=name, guard=guard)
        )

    def _guard(self, entry: Declared, handler: Value, wants: tuple[Want, ...], way: _Way) -> Guard:
        before = self._guards.of_wants(wants)
        if before.state is GuardState.GUARDED and way.overridden is not None and not entry.plain:
            before = unknown("the program replaces dependencies by others", way.overridden)
        doubt = OPEN if entry.doubt is None else unknown(entry.doubt.reason, entry.doubt.place)
        middleware = [self._guards.of_middleware(each, place, entry.kind) for each, place in way.middleware]
        return strongest([before, doubt, self._guards.of_handler(handler, entry.place), *middleware])

    def _class_routes(self, entry: Declared, path: str, way: _Way) -> None:
        """Take the routes of an HTTPEndpoint: one for each method that its class has; HEAD is answered by `get`."""
        cls = entry.handler
        if not isinstance(cls, Class):
            self._lose("its handler is not known", entry.place, path)
            return
        if entry.kind is RouteKind.WEBSOCKET:
            guard = unknown("the handler is a class, whose methods were not followed", entry.place)
            self._add(entry, frozenset(), path, cls, guard)
            return
        found = {verb: lookup(cls, verb) for verb in sorted(VERBS)}
        # What the route states narrows it (Starlette, Route: `methods` goes with an endpoint that is a class too).
        own = {
            verb: value[0]
            for verb, value in found.items()
            if value is not None and value[1] is not None and (entry.only is None or verb.upper() in entry.only)
        }
        if not own:
            self._lose("its class has no methods that were read", entry.place, path)
        for verb, handler in own.items():
            methods = {"GET", "HEAD"} if verb == "get" and "head" not in own else {verb.upper()}
            self._add(entry, frozenset(methods), path, handler, self._guard(entry, handler, (), way))

    def _included(self, entry: Included, way: _Way) -> None:
        more, known = _beginning(entry.prefix)
        prefix, other = way.prefix + more, entry.router
        if not known:
            self._lose(_reason(entry.prefix, "its prefix"), entry.place, prefix)
        elif isinstance(other, Router):
            inner = replace(way, prefix=prefix, wants=(*way.wants, *entry.wants))
            self._entries(other, other.entries, entry.seen, inner)
        else:
            self._lose(_reason(other, "the router that is included"), entry.place, prefix)

    def _mounted(self, router: Router, entry: Mounted, way: _Way) -> None:
        more, known = _beginning(entry.path)
        prefix = way.prefix + more.rstrip("/")
        app = entry.app
        if isinstance(app, Made) and is_framework(app, *_FILES):
            self.files.append(
                Unread(reason="files are served there", place=entry.place, prefix=prefix if known else None)
            )
            return
        if not known:
            self._lose(_reason(entry.path, "the path of what is mounted"), entry.place, prefix)
        elif router.kind is RouterKind.API_ROUTER and way.above[1:]:
            self._lose("not every version takes what is mounted on a router", entry.place, prefix)
        elif isinstance(app, Router):
            self._application(app, replace(way, prefix=prefix))
        else:
            self._lose(_reason(app, "the application that is mounted"), entry.place, prefix)


def _dropped(above: tuple[Router, ...]) -> bool:
    """Tell whether a router that includes others has a prefix of its own, below the application."""
    return any(router.prefix != Const("") for router in above[:-1] if not router.kind.is_app)


def _beginning(value: Value) -> tuple[str, bool]:
    """Return how a text begins, and whether that is all of it."""
    if isinstance(value, Const):
        if isinstance(value.value, str):
            return value.value, True
        return "", value.value is None
    return (value.starts, False) if isinstance(value, Unknown) else ("", False)


def _reason(value: Value, what: str) -> str:
    if isinstance(value, Unknown):
        return f"{what} is not known: {value.reason}"
    if isinstance(value, (Foreign, Made)):
        name = value.name if isinstance(value, Foreign) else value.maker
        return f"{what} comes from {name}, whose source is not in the tree"
    return f"{what} is nothing that is understood here"


def _name_of(handler: Value) -> str:
    """Return the name that the program gave a handler, decorators that keep it looked through."""
    if isinstance(handler, Class):
        return handler.node.name
    function = signature(handler)
    if function is not None:
        return function.name
    return handler.cls.node.name if isinstance(handler, Instance) else ""

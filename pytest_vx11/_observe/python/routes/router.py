"""Applications and routers, and what was declared on them."""

from __future__ import annotations

import enum
from dataclasses import dataclass, field

from pytest_vx11._observe.python.interpret.values import Class, Const, Items, Pairs, Unknown, Value
from pytest_vx11._observe.python.routes.model import RouteKind
from pytest_vx11._source.place import Place


class RouterKind(enum.Enum):
    """Which class a router is of."""

    FASTAPI = "FastAPI"
    API_ROUTER = "APIRouter"
    STARLETTE = "Starlette"
    STARLETTE_ROUTER = "Router"

    @property
    def is_app(self) -> bool:
        """Tell whether it is an application, which has middleware of its own."""
        return self in (RouterKind.FASTAPI, RouterKind.STARLETTE)

    @property
    def is_fastapi(self) -> bool:
        """Tell whether it knows dependencies."""
        return self in (RouterKind.FASTAPI, RouterKind.API_ROUTER)


@dataclass(frozen=True, slots=True, kw_only=True)
class Want:
    """A dependency: what is called before the handler."""

    value: Value
    place: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Declared:
    """A route. `methods` is None where the handler is a class, which brings its own."""

    kind: RouteKind
    methods: frozenset[str] | None
    path: Value
    """With the prefix that its router had when it was declared."""
    handler: Value
    wants: tuple[Want, ...]
    """The dependencies of its router, of its decorator, and of the handler's parameters."""
    plain: bool
    """True of a route of Starlette's, which knows no dependencies and no prefix of its own router."""
    place: Place
    sure: bool
    doubt: Unknown | None = None
    """Why there may be more dependencies than these."""
    only: frozenset[str] | None = None
    """The methods that are stated beside a class; the others that it has are answered with 405."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Included:
    """A router under another; `seen` is how many entries it had by then.

    `prefix` and `wants` take in what the router above had by then; those of the router below are its routes' own.
    """

    router: Value
    prefix: Value
    wants: tuple[Want, ...]
    seen: int
    place: Place
    sure: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Mounted:
    """An application under a path."""

    path: Value
    app: Value
    place: Place
    sure: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Lost:
    """Something that may declare routes, and could not be understood."""

    reason: str
    place: Place
    prefix: Value | None = None


Entry = Declared | Included | Mounted | Lost


@dataclass(slots=True, eq=False)
class Router(Value):
    """An application or router, as it grows."""

    kind: RouterKind
    place: Place
    conditions: tuple[int, ...]
    """The undecided conditions under which it was made."""
    cls: Class | None = None
    prefix: Value = field(default_factory=lambda: Const(""))
    dependencies: Items = field(default_factory=lambda: Items([]))
    entries: list[Entry] = field(default_factory=list)
    middleware: list[tuple[Value, Place]] = field(default_factory=list)
    attributes: dict[str, Value] = field(default_factory=dict)
    overridden: Place | None = None
    """Where the program replaces dependencies by others."""
    doubt: Unknown | None = None
    """Why its routes may have more before them than dependencies."""
    shaken: int = 0
    """How many of the first entries may be gone again, because the list of routes was changed by hand."""

    def same_as(self, other: Value) -> bool:
        """Tell whether both are fresh and alike, as two applications in two arms of one `if` are."""
        if self is other:
            return True
        if not isinstance(other, Router) or self.entries or other.entries or self.middleware or other.middleware:
            return False
        alike = self.kind is other.kind and self.cls is other.cls and self.prefix == other.prefix
        return alike and not self.dependencies.items and not other.dependencies.items


@dataclass(frozen=True, slots=True, eq=False)
class RouterMethod(Value):
    """A method of a router that the framework brings."""

    router: Router
    name: str


@dataclass(frozen=True, slots=True, eq=False)
class RouteList(Value):
    """The `routes` of a router."""

    router: Router


@dataclass(frozen=True, slots=True, eq=False)
class Declaring(Value):
    """A decorator that declares what it stands above."""

    router: Router
    kind: RouteKind
    methods: frozenset[str] | None
    stated: bool
    """Whether somebody wrote the methods, so that they narrow those of a class."""
    path: Value
    wants: tuple[Want, ...]
    plain: bool
    place: Place
    doubt: Unknown | None


@dataclass(frozen=True, slots=True, eq=False)
class Noting(Value):
    """A decorator that takes a function in for something else: `middleware`, `on_event` or `exception_handler`."""

    router: Router
    name: str
    subject: Value | None
    place: Place


def holds_router(value: Value, depth: int = 3) -> list[Router]:
    """Return the routers that a value is, or holds in a list or dictionary."""
    if isinstance(value, (Router, RouteList, RouterMethod)):
        return [value if isinstance(value, Router) else value.router]
    if depth and isinstance(value, (Items, Pairs)):
        inside = value.items if isinstance(value, Items) else value.pairs.values()
        return [router for each in inside for router in holds_router(each, depth - 1)]
    return []


def no_value(place: Place) -> Unknown:
    """Return the stand-in for an argument that is missing."""
    return Unknown("an argument is missing", place)

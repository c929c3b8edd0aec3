"""What is known of an application's routes once its source has been read."""

from __future__ import annotations

import enum
from dataclasses import dataclass

from pytest_vx11._observe.python.routes.paths import under
from pytest_vx11._source.place import Place


class RouteKind(enum.Enum):
    """What a client speaks to the route."""

    HTTP = "http"
    WEBSOCKET = "websocket"


class GuardState(enum.Enum):
    """Whether something in the source can answer 401 or 403 before the handler is reached."""

    OPEN = "open"
    """All that runs before the handler was read, and none of it refuses."""
    GUARDED = "guarded"
    UNKNOWN = "unknown"
    """Something may refuse; nobody can say from the source whether it does."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Guard:
    """What stands before a route."""

    state: GuardState
    place: Place | None = None
    """Where it refuses, or where that could not be read; None for OPEN."""
    reason: str = ""
    """One plain clause: what refuses, or why it is unknown; empty for OPEN."""


OPEN = Guard(state=GuardState.OPEN)


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """One declared route. Two decorators on one function are two routes."""

    kind: RouteKind
    methods: frozenset[str]
    """In capitals; empty for a WebSocket."""
    path: str
    """With all prefixes, its parameters and converters as they were written."""
    place: Place
    """The line of the decorator or of the call that declares it."""
    handler: str
    """The function's or class's name as it was written; empty for a nameless one."""
    guard: Guard = OPEN

    @property
    def ends_with_slash(self) -> bool:
        """Tell whether it was declared with a slash at its end, which makes it another route than one without."""
        return len(self.path) > 1 and self.path.endswith("/")


@dataclass(frozen=True, slots=True, kw_only=True)
class Unread:
    """Something that may declare routes, and could not be understood."""

    reason: str
    place: Place
    prefix: str | None = None
    """All the routes that it may declare begin with this; None when they may be anywhere."""

    def may_declare(self, path: str) -> bool:
        """Tell whether a route with this path may be among those that were not read."""
        return self.prefix is None or under(path, self.prefix)


@dataclass(frozen=True, slots=True, kw_only=True)
class AppRoutes:
    """The routes of one application, in the order in which it would match them as far as that is known."""

    routes: tuple[Route, ...]
    unread: tuple[Unread, ...]
    place: Place
    """Where the application is made."""
    files: tuple[Unread, ...] = ()
    """Where files are served: no routes of an API, and yet a GET below such a prefix may be answered."""

"""The routes and guards of a FastAPI or Starlette application, read from its source."""

from __future__ import annotations

from dataclasses import dataclass

from pytest_vx11._observe.need import Need, Sight
from pytest_vx11._observe.python.routes.model import (
    OPEN,
    AppRoutes,
    Guard,
    GuardState,
    Route,
    RouteKind,
    Unread,
)
from pytest_vx11._observe.python.routes.paths import path_key, same_path, under

__all__ = [
    "OPEN",
    "AppRoutes",
    "Guard",
    "GuardState",
    "Route",
    "RouteKind",
    "RoutesNeed",
    "Unread",
    "path_key",
    "same_path",
    "under",
]


@dataclass(frozen=True, slots=True)
class RoutesNeed(Need[AppRoutes]):
    """The routes of the application that `app` names, or of the only one in the folder `code`; both below `root`.

    `app` is `folder/main.py`, `folder/main.py:attribute` or `package.module:attribute`.
    """

    title = "an application's routes"

    root: str
    app: str | None = None
    code: str | None = None

    def look(self, sight: Sight) -> AppRoutes:
        """Read the application.

        Raises SourceError when `app` names no file or its file is no Python; Unseen when no application could be
        followed, when there are several and none is named, and when it is too large to be followed.
        """
        # The reader is not wanted by those who only name a need.
        from pytest_vx11._observe.python.routes.look import look  # noqa: PLC0415

        return look(sight, self.root, self.app, self.code)

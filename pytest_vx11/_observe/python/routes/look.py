"""From a file to the routes of the application that it makes."""

from __future__ import annotations

import os
from collections.abc import Iterable

from pytest_vx11._errors import SourceError, Unseen
from pytest_vx11._observe.need import Sight
from pytest_vx11._observe.python.interpret.evaluating import Spent
from pytest_vx11._observe.python.interpret.modules import Files, Modules
from pytest_vx11._observe.python.interpret.values import Args, Foreign, Function, Made, Module, Unknown, Value
from pytest_vx11._observe.python.routes.collect import Collector
from pytest_vx11._observe.python.routes.find import Target, extenders, targets
from pytest_vx11._observe.python.routes.guards import Guards
from pytest_vx11._observe.python.routes.model import AppRoutes
from pytest_vx11._observe.python.routes.reader import Reader
from pytest_vx11._observe.python.routes.router import Router, holds_router
from pytest_vx11._observe.python.routes.scan import Scanner
from pytest_vx11._source.place import Place

_USUAL = ("app", "application")


def look(sight: Sight, root: str, app: str | None, code: str | None) -> AppRoutes:
    """Return the routes of an application; see RoutesNeed for what is raised."""
    root = os.path.abspath(root)
    found = targets(root, app, code)
    try:
        if app is not None:
            return _Reading(sight, root, found[0]).routes()
        return _only(sight, root, found, code)
    except RecursionError as error:
        place = Place(f"{root}/{found[0].path}")
        raise Unseen("the source is nested too deeply to be followed", (place,)) from error


def _only(sight: Sight, root: str, found: list[Target], code: str | None) -> AppRoutes:
    """Return the routes of the only application of a folder; raises Unseen, with all of them, for several.

    A file that only hands on the application of another is no second one; a file that adds to it is.
    """
    makers = [reading for reading in (_Reading(sight, root, target) for target in found) if reading.makes_one()]
    reached = {path for reading in makers for path in reading.reached()} | {target.path for target in found}
    others = [_Reading(sight, root, target) for target in extenders(root, code, reached)]
    makers += [reading for reading in others if reading.makes_one(sure=True)]
    if not makers:
        return _Reading(sight, root, found[0]).routes()
    if len(makers) == 1:
        return makers[0].routes()
    seen = [reading.routes() for reading in makers if reading.makes_one(sure=True)]
    if len(seen) == len(makers) and all(each == seen[0] for each in seen):
        return seen[0]
    places = tuple(reading.place for reading in makers)
    raise Unseen("several files there may make the application: the key `app` says which", places)


class NoApplication(Unseen):
    """A file has no name that stands for an application."""


class _Reading:
    """One file, run for what it declares."""

    def __init__(self, sight: Sight, root: str, target: Target) -> None:
        self._target = target
        self.place = self._place = Place(f"{root}/{target.path}")
        modules = Modules(sight, Files(root, target.bases))
        self._reader = Reader(modules)
        self._scanner = Scanner(modules, self._reader.handled)
        self._module: Module | None = None
        self._spent = False

    def routes(self) -> AppRoutes:
        app = self.application()
        self._start()
        collector = Collector(Guards(self._scanner))
        collector.collect(app)
        unread = tuple(dict.fromkeys([*collector.unread, *self._reader.anywhere]))
        return AppRoutes(routes=tuple(collector.routes), unread=unread, place=app.place, files=tuple(collector.files))

    def reached(self) -> frozenset[str]:
        """Return the files that were asked for."""
        return self._reader.modules.reached()

    def makes_one(self, sure: bool = False) -> bool:
        """Tell whether the file may make an application; with `sure`, whether it makes one that can be followed."""
        try:
            return self.application().kind.is_app
        except NoApplication:
            return False
        except (Unseen, SourceError):
            return not sure

    def application(self) -> Router:
        """Return the application; raises Unseen where the file makes none, or several of which none is meant."""
        try:
            if self._module is None:
                self._module = self._reader.modules.load(self._target.path)
            return self._chosen(self._module)
        except Spent as error:
            raise Unseen("the source takes too many steps to be followed", (self._place,)) from error

    def _chosen(self, module: Module) -> Router:
        names = module.scope.names
        if self._target.attribute is not None:
            value = self._attribute(module, self._target.attribute)
            return self._router(value, self._target.attribute)
        for name in _USUAL:
            if _is_app(names.get(name)) or isinstance(names.get(name), Unknown):
                return self._router(names[name], name)
        apps = _distinct(value for value in names.values() if isinstance(value, Router) and value.kind.is_app)
        apps = apps or _distinct(value for value in names.values() if _is_app(value))
        apps = apps or _distinct(map(self._built, list(names.values())))
        if len(apps) > 1:
            places = tuple(value.place for value in apps if isinstance(value, (Router, Made)))
            raise Unseen("the file makes several applications: write file.py:name for the one that is meant", places)
        if not apps:
            raise NoApplication("the file makes no application that could be followed", (self._place,))
        return self._router(apps[0], "")

    def _attribute(self, module: Module, dotted: str) -> Value:
        value: Value = module
        for part in dotted.removesuffix("()").split("."):
            value = self._reader.attribute(value, part, self._place)
        return value

    def _router(self, value: Value, name: str) -> Router:
        """Return the router that a value is, gives when it is called, or holds as the innermost of its wrappers."""
        if isinstance(value, Function):
            value = self._reader.call(value, Args((), {}, value.place))
        if isinstance(value, Router):
            return value
        if isinstance(value, Made):
            inner = _inside(value)
            if inner is not None:
                inner.middleware.append((Foreign(value.maker), value.place))
                return inner
        reason = value.reason if isinstance(value, Unknown) else "it is no FastAPI or Starlette application"
        place = value.place if isinstance(value, Unknown) else self._place
        raise Unseen(f"the application {name} could not be followed: {reason}", (place,))

    def _built(self, value: Value) -> Router | None:
        """Return the application that a factory of this file gives."""
        if not isinstance(value, Function) or value.scope.path != self._place.path or "app" not in value.name.lower():
            return None
        given = self._reader.call(value, Args((), {}, value.place))
        return given if isinstance(given, Router) and given.kind.is_app else None

    def _start(self) -> None:
        """Run what runs when the application starts; what that declares is there only once it has started."""
        try:
            with self._reader.perhaps():
                for function, args in self._reader.starting:
                    self._reader.begin(function, args)
        except Spent as error:
            raise Unseen("the source takes too many steps to be followed", (self._place,)) from error


def _distinct(values: Iterable[Value | None]) -> list[Value]:
    return list({id(value): value for value in values if value is not None}.values())


def _is_app(value: Value | None) -> bool:
    if isinstance(value, Made):
        return _inside(value) is not None
    return isinstance(value, Router) and value.kind.is_app


def _inside(value: Made) -> Router | None:
    """Return the application that something foreign is put around."""
    routers = [router for arg in (value.args.all() if value.args else ()) for router in holds_router(arg)]
    return routers[0] if routers and routers[0].kind.is_app else None

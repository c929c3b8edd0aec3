"""Holding an application's routes against the canon's."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pytest_vx11._checks.check import Check
from pytest_vx11._checks.verdict import Finding, Judged
from pytest_vx11._errors import Unseen
from pytest_vx11._observe.need import Sight
from pytest_vx11._observe.python.routes import AppRoutes, Guard, GuardState, Route, RouteKind, path_key
from pytest_vx11._source.place import Place

# What FastAPI adds by itself (FastAPI reference, docs_url, redoc_url, openapi_url).
_FRAMEWORK = frozenset({"/docs", "/redoc", "/openapi.json", "/docs/oauth2-redirect"})
_SILENT = frozenset({"HEAD", "OPTIONS"})
_READING = frozenset({"GET", "HEAD"})
_GONE = frozenset({404, 405, 410})
_MOST = 5


def judge_route(check: Check, sight: Sight) -> Judged:
    """`about` is the method (`WS` for a WebSocket), the path, and who may ask: any, open or required."""
    method, path, auth = check.about
    app: AppRoutes = sight.see(check.needs[0])
    route = next((each for each in app.routes if _is(each, method, path)), None)
    if route is None and _is_to_be_gone(check):
        return Judged(actual="not declared")
    if route is None:
        return _missing(check, app, method, path)
    findings = tuple(_guard_findings(check, route, auth))
    return Judged(actual=_guard_word(route.guard), findings=findings, places=(route.place,))


def _is_to_be_gone(check: Check) -> bool:
    """Tell whether the canon says that the route answers as one that is not there (RFC 9110, section 15.5)."""
    _, path, auth = check.about
    said = check.expected.get("status")
    statuses = said if isinstance(said, list) else [said]
    # A 404 of a path with values may be of the value, and one behind a guard is of something that is there.
    return auth != "required" and "{" not in path and all(status in _GONE for status in statuses)


def judge_undeclared(check: Check, sight: Sight) -> Judged:
    """`about` is the routes that the canon names, each a method and a path."""
    known = {(method, path_key(path)) for method, path in check.about}
    app: AppRoutes = sight.see(check.needs[0])
    extra: dict[tuple[str, str], Route] = {}
    for route in app.routes:
        for method in sorted(route.methods) or ["WS"]:
            key = (method, path_key(route.path))
            if key not in known and method not in _SILENT and route.path not in _FRAMEWORK:
                extra.setdefault(key, route)
    findings = tuple(_undeclared(check, method, route) for (method, _), route in extra.items())
    if not findings:
        _refuse_unread(app, None)
    return Judged(actual=[finding.actual for finding in findings] or "none", findings=findings)


def _undeclared(check: Check, method: str, route: Route) -> Finding:
    return Finding(
        code="VX171",
        subject=f"{check.service}:{method} {path_key(route.path)}",
        message=f"{check.service} declares {method} {route.path}, which the canon does not name",
        expected="no such route",
        actual=f"{method} {route.path}",
        hint="name it in the canon, or take it out of the source",
        places=(route.place,),
    )


def _is(route: Route, method: str, path: str) -> bool:
    if path_key(route.path) != path_key(path):
        return False
    return route.kind is RouteKind.WEBSOCKET if method == "WS" else method in route.methods


def _missing(check: Check, app: AppRoutes, method: str, path: str) -> Judged:
    _refuse_unread(app, path)
    _refuse_answered_otherwise(app, method, path)
    other, hint = _near(app, path)
    said = "has no such path" if other is None else f"declares {hint}"
    finding = Finding(
        code="VX170",
        subject=f"{check.service}:{method} {path_key(path)}",
        message=f"{check.service} declares no {method} {path}",
        expected=f"{method} {path}",
        actual=hint if other else None,
        hint=f"the source {said}; declare the route, or change the canon",
        places=(other.place if other else app.place,),
    )
    return Judged(actual=hint if other else None, findings=(finding,), places=finding.places)


def _near(app: AppRoutes, path: str) -> tuple[Route | None, str]:
    """Return a route that is nearly the wanted one: another method, a slash at the end, a parameter for a value."""
    keys = [(path_key(route.path), route) for route in app.routes]
    same = (route for key, route in keys if key.rstrip("/") == path_key(path).rstrip("/"))
    serving = (route for key, route in keys if re.fullmatch(re.escape(key).replace(r"\{\}", "[^/]+"), path))
    near = next(same, None) or next(serving, None)
    return near, f"{'/'.join(sorted(near.methods)) or 'WS'} {near.path}" if near else ""


def _refuse_unread(app: AppRoutes, path: str | None) -> None:
    unread = [each for each in app.unread if path is None or each.may_declare(path)]
    if unread:
        places = tuple(each.place for each in unread[:_MOST])
        raise Unseen(f"{unread[0].reason}, so the route may be declared there", places)


def _refuse_answered_otherwise(app: AppRoutes, method: str, path: str) -> None:
    if method not in _READING:
        return
    if path in _FRAMEWORK:
        raise Unseen("FastAPI declares this route by itself, unless it is told not to, which is not read", (app.place,))
    for served in app.files:
        if served.may_declare(path):
            raise Unseen("files are served below this path, and one of them may answer", (served.place,))


def _guard_findings(check: Check, route: Route, auth: str) -> Iterator[Finding]:
    guard = route.guard
    if auth == "any" or (auth == "open" and guard.state is GuardState.OPEN):
        return
    if guard.state is GuardState.UNKNOWN:
        places = (route.place, *_places(guard, route))
        raise Unseen(f"whether the route is guarded cannot be read: {guard.reason}", places)
    if auth == "required" and guard.state is GuardState.OPEN:
        yield _guard_finding(
            check, route, "VX172", "nothing guards it, the canon wants a guard",
            "add a dependency that answers 401 or 403, or say `auth: open` in the canon",
        )  # fmt: skip
    elif auth == "open":
        yield _guard_finding(
            check, route, "VX173", f"it is guarded ({guard.reason}), the canon wants it open",
            "take the guard away, or say `auth: required` in the canon",
        )  # fmt: skip


def _guard_finding(check: Check, route: Route, code: str, what: str, hint: str) -> Finding:
    method, path, auth = check.about
    return Finding(
        code=code,
        subject=f"{check.service}:{method} {path_key(path)}",
        message=f"{method} {path} of {check.service}: {what}",
        expected=auth,
        actual=_guard_word(route.guard),
        hint=hint,
        places=(route.place, *_places(route.guard, route)),
    )


def _guard_word(guard: Guard) -> str:
    return {GuardState.OPEN: "open", GuardState.GUARDED: "required"}.get(guard.state, "declared")


def _places(guard: Guard, route: Route) -> tuple[Place, ...]:
    return (guard.place,) if guard.place and guard.place != route.place else ()

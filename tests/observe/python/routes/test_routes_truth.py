"""The cases are run by FastAPI and Starlette themselves, and what they make of them is held against what was read."""

from __future__ import annotations

import asyncio
import importlib
import re
import sys
import warnings
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import fastapi.routing
import httpx
import pytest
from starlette.applications import Starlette
from starlette.routing import BaseRoute, Mount, Route, WebSocketRoute

from pytest_vx11._observe.need import Memory
from pytest_vx11._observe.python.routes import AppRoutes, GuardState, RouteKind, RoutesNeed
from pytest_vx11._observe.python.routes import Route as PythonRoute

CASES = Path(__file__).parents[3] / "cases" / "routes"
APPS = {
    "forms": "main.py",
    "bigger": "app/main.py",
    "guards": "main.py",
    "starlette_app": "main.py",
    "factory": "main.py",
    "classes": "main.py",
}
OWN = {"/docs", "/redoc", "/openapi.json", "/docs/oauth2-redirect"}

Declared = tuple[str, str, str]


@pytest.fixture(params=sorted(APPS))
def case(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def real(case: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Starlette]:
    """Import the case for real, and forget it again."""
    before = set(sys.modules)
    monkeypatch.syspath_prepend(str(CASES / case))
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        module = importlib.import_module(APPS[case].removesuffix(".py").replace("/", "."))
        yield module.app
    for name in set(sys.modules) - before:
        if str(CASES) in str(getattr(sys.modules[name], "__file__", "")):
            del sys.modules[name]


def read(case: str) -> AppRoutes:
    return Memory().see(RoutesNeed(str(CASES / case), APPS[case]))


def written(app: AppRoutes) -> list[Declared]:
    return sorted(
        (route.kind.value, method, route.path) for route in app.routes for method in (sorted(route.methods) or [""])
    )


def known(routes: Iterable[BaseRoute], prefix: str = "") -> Iterator[Declared]:
    """Yield what the frameworks know; newer versions of FastAPI keep included routers apart."""
    contexts: Any = getattr(fastapi.routing, "iter_route_contexts", iter)
    for context in contexts(list(routes)):
        route = getattr(context, "original_route", context)
        path = prefix + str(context.path)
        if isinstance(route, Mount):
            yield from known(route.routes, path)
        elif isinstance(route, WebSocketRoute):
            yield "websocket", "", path
        elif isinstance(route, Route) and path not in OWN:
            methods = context.methods or [verb for verb in ("GET", "HEAD", "POST") if verb_of(route, verb)]
            yield from (("http", method, path) for method in methods)


def verb_of(route: Route, verb: str) -> bool:
    return hasattr(route.endpoint, verb.lower().replace("head", "get"))


def test_every_route_is_read_and_no_other(case: str, real: Starlette) -> None:
    assert written(read(case)) == sorted(known(real.routes))


def test_nothing_of_these_cases_stays_unread(case: str) -> None:
    assert read(case).unread == ()


def test_guarded_routes_refuse_and_open_ones_do_not(case: str, real: Starlette) -> None:
    routes = [route for route in read(case).routes if route.guard.state is not GuardState.UNKNOWN]
    asked = [route for route in routes if route.kind is RouteKind.HTTP]
    for route, status in zip(asked, asyncio.run(ask(real, asked)), strict=True):
        assert (status in (401, 403)) is (route.guard.state is GuardState.GUARDED), (route, status)


async def ask(app: Starlette, routes: list[PythonRoute]) -> list[int]:
    """Return what each route answers to a request that carries nothing."""
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        paths = [re.sub(r"\{[^}]*\}", "1", route.path) for route in routes]
        pairs = zip(routes, paths, strict=True)
        return [(await client.request(sorted(route.methods)[0], path)).status_code for route, path in pairs]


def test_every_form_of_guard_is_known_for_sure() -> None:
    unknown = [route for route in read("guards").routes if route.guard.state is GuardState.UNKNOWN]
    assert unknown == []
    guarded = [route for route in read("guards").routes if route.guard.state is GuardState.GUARDED]
    assert len(guarded) == 27

"""Where routes are, and what they are called."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from pytest_vx11._errors import Unseen
from pytest_vx11._observe.python.routes import AppRoutes, RouteKind

Reading = Callable[..., AppRoutes]


def lines(app: AppRoutes) -> dict[str, int]:
    return {route.path: route.place.line for route in app.routes}


def test_a_decorator_is_the_place_of_its_route(read: Reading) -> None:
    app = read("""from fastapi import FastAPI
app = FastAPI()

@app.get("/one")
@app.get(
    "/two",
)
def handler(): ...

app.add_api_route(
    "/three", handler)
""")
    assert lines(app) == {"/two": 5, "/one": 4, "/three": 10}
    assert app.place.line == 2
    assert {route.handler for route in app.routes} == {"handler"}


def test_a_route_is_placed_in_the_module_that_declares_it(read: Reading) -> None:
    app = read(
        {
            "main.py": "from fastapi import FastAPI\nfrom parts import router\napp = FastAPI()\n"
            "app.include_router(router, prefix='/p')\n",
            "parts.py": "from fastapi import APIRouter\nrouter = APIRouter()\n@router.get('/x')\ndef x(): ...\n",
        }
    )
    (route,) = app.routes
    assert route.place.path.endswith("/parts.py")
    assert (route.place.line, route.path, route.handler) == (3, "/p/x", "x")


def test_a_refusal_is_the_place_of_its_guard(read: Reading) -> None:
    app = read("""from fastapi import Depends, FastAPI, HTTPException

def check(x: str = ""):
    if x != "a":
        raise HTTPException(403)

app = FastAPI()

@app.get("/x")
def x(_=Depends(check)): ...
""")
    (route,) = app.routes
    assert route.guard.place is not None
    assert route.guard.place.line == 5
    assert "check" in route.guard.reason


def test_a_handler_keeps_its_name_under_a_decorator_that_wraps_it(read: Reading) -> None:
    app = read("""import functools
from fastapi import FastAPI

def timed(f):
    @functools.wraps(f)
    async def inner(*args, **kwargs):
        return await f(*args, **kwargs)
    return inner

app = FastAPI()

@app.get("/x")
@timed
async def handler(): ...
""")
    assert [(route.handler, route.place.line) for route in app.routes] == [("handler", 12)]


def test_a_websocket_has_no_methods(read: Reading) -> None:
    app = read("""from fastapi import FastAPI
app = FastAPI()
@app.websocket("/ws")
async def ws(socket): ...
""")
    assert [(route.kind, route.methods) for route in app.routes] == [(RouteKind.WEBSOCKET, frozenset())]


def test_routes_come_in_the_order_in_which_they_match(read: Reading) -> None:
    app = read("""from fastapi import APIRouter, FastAPI
app = FastAPI()
router = APIRouter()
@router.get("/b")
def b(): ...
@app.get("/a")
def a(): ...
app.include_router(router)
@app.get("/c")
def c(): ...
""")
    assert [route.path for route in app.routes] == ["/a", "/b", "/c"]


def test_an_application_that_is_no_python_is_told_at_its_line(read: Reading) -> None:
    with pytest.raises(Unseen) as caught:
        read("from fastapi import FastAPI\napp = FastAPI(\n")
    assert [place.line for place in caught.value.places] == [2]

"""What cannot be understood is told at its line, and never guessed."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from pytest_vx11._observe.python.routes import AppRoutes

Reading = Callable[..., AppRoutes]

HEAD = "from fastapi import APIRouter, FastAPI\nimport os, thirdparty\napp = FastAPI()\ndef f(): ...\nr = APIRouter()\n"
LEAF = "r.add_api_route('/leaf', f)\n"


def unread(app: AppRoutes) -> list[tuple[str | None, int]]:
    return [(each.prefix, each.place.line) for each in app.unread]


@pytest.mark.parametrize(
    ("source", "prefix"),
    [
        ("if os.environ.get('X'): app.add_api_route('/x', f)", "/x"),
        ("app.include_router(thirdparty.router, prefix='/third')", "/third"),
        ("app.include_router(thirdparty.router)", None),
        ("app.mount('/sub', thirdparty.app)", "/sub"),
        ("app.add_api_route('/a/' + os.environ['X'], f)", "/a/"),
        ("app.add_api_route(f'/b/{thirdparty.name}/c', f)", "/b/"),
        ("app.add_api_route('/c', f, methods=thirdparty.methods)", "/c"),
        ("for name in thirdparty.names: app.add_api_route('/d/' + name, f)", "/d/"),
        ("getattr(app, thirdparty.verb)('/e')(f)", None),
        ("thirdparty.extend(app)", None),
        ("thirdparty.extend([app])", None),
        ("app.routes.insert(0, f)", None),
        ("app.routes.append(thirdparty.route)", None),
        ("app.strange_method()", None),
        ("app.include_router(r, prefix=thirdparty.prefix)", None),
        ("while thirdparty.more(): app.get('/w')(f)", "/w"),
        ("match os.name:\n    case 'posix': app.get('/m')(f)", "/m"),
        ("thirdparty.ok and app.get('/and')(f)", "/and"),
        ("[app.get(p)(f) for p in thirdparty.paths]", None),
        ("app.host('x.org', thirdparty.app)", None),
    ],
)
def test_it_stays_unread(read: Reading, source: str, prefix: str | None) -> None:
    app = read(HEAD + LEAF + source)
    assert app.routes == ()
    line = 8 if source.startswith("match") else 7
    assert unread(app) == [(prefix, line)]


def test_routes_under_an_undecided_include_keep_their_own_lines(read: Reading) -> None:
    app = read(HEAD + LEAF + "if os.getenv('X'):\n    app.include_router(r, prefix='/p')\n")
    assert unread(app) == [("/p/leaf", 6)]


def test_what_follows_an_undecided_return_is_undecided(read: Reading) -> None:
    app = read(HEAD + "def go():\n    if os.getenv('X'):\n        return\n    app.get('/late')(f)\ngo()\n")
    assert app.routes == ()
    assert unread(app) == [("/late", 9)]


def test_what_follows_an_undecided_raise_is_sure(read: Reading) -> None:
    app = read(HEAD + "if not os.getenv('X'):\n    raise SystemExit('set X')\napp.get('/late')(f)\n")
    assert [route.path for route in app.routes] == ["/late"]
    assert app.unread == ()


def test_a_branch_that_constants_decide_is_followed(read: Reading) -> None:
    app = read(
        HEAD + "DEBUG = False\nif DEBUG:\n    app.get('/no')(f)\nelif not DEBUG and 1 == 1:\n    app.get('/yes')(f)\n"
    )
    assert [route.path for route in app.routes] == ["/yes"]
    assert app.unread == ()


def test_the_default_of_a_setting_decides_no_branch(read: Reading) -> None:
    app = read(
        HEAD + "from pydantic_settings import BaseSettings\nclass S(BaseSettings):\n    DEBUG: bool = True\n"
        "if S().DEBUG:\n    app.get('/debug')(f)\n"
    )
    assert app.routes == ()
    assert unread(app) == [("/debug", 10)]


def test_the_body_of_a_try_counts_and_its_handler_may(read: Reading) -> None:
    app = read(HEAD + "try:\n    app.get('/try')(f)\nexcept ImportError:\n    app.get('/except')(f)\n")
    assert [route.path for route in app.routes] == ["/try"]
    assert unread(app) == [("/except", 9)]


def test_what_runs_only_as_a_script_is_undecided(read: Reading) -> None:
    app = read(HEAD + "if __name__ == '__main__':\n    app.get('/script')(f)\n")
    assert app.routes == ()
    assert unread(app) == [("/script", 7)]


def test_what_is_added_when_the_application_starts_is_undecided(read: Reading) -> None:
    app = read("""from fastapi import FastAPI
from contextlib import asynccontextmanager
def f(): ...
@asynccontextmanager
async def lifespan(application):
    application.get("/lifespan")(f)
    yield
app = FastAPI(lifespan=lifespan)
@app.on_event("startup")
async def start():
    app.get("/startup")(f)
""")
    assert app.routes == ()
    assert sorted(unread(app)) == [("/lifespan", 6), ("/startup", 11)]


def test_a_route_declared_after_its_router_was_included_is_undecided(read: Reading) -> None:
    app = read(HEAD + "app.include_router(r)\n" + LEAF)
    assert app.routes == ()
    assert unread(app) == [("/leaf", 7)]


def test_a_list_of_routes_that_is_changed_by_hand_makes_all_of_them_undecided(read: Reading) -> None:
    app = read(HEAD + "app.get('/x')(f)\napp.routes.remove(app.routes[0])\n")
    assert app.routes == ()
    assert unread(app) == [("/x", 6), (None, 7)]


def test_routers_that_include_each_other_end(read: Reading) -> None:
    app = read(HEAD + "s = APIRouter()\nr.include_router(s)\ns.include_router(r)\napp.include_router(r)\n")
    assert app.routes == ()
    assert app.unread


@pytest.mark.parametrize("call", ["uvicorn.run(app)", "TestClient(app)", "print(app)"])
def test_a_well_known_guest_adds_nothing(read: Reading, call: str) -> None:
    app = read(HEAD + f"import uvicorn\nfrom fastapi.testclient import TestClient\napp.get('/x')(f)\n{call}\n")
    assert [route.path for route in app.routes] == ["/x"]
    assert app.unread == ()


def test_a_guest_that_adds_one_path_leaves_the_others_known(read: Reading) -> None:
    app = read(
        HEAD
        + "from prometheus_fastapi_instrumentator import Instrumentator\nInstrumentator().instrument(app).expose(app)\n"
    )
    assert unread(app) == [("/metrics", 7)]

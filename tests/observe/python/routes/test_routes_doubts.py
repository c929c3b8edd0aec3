"""Guards that nobody can be sure of are unknown, with the reason and its line; harmless things stay open."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from pytest_vx11._observe.need import Memory
from pytest_vx11._observe.python.routes import AppRoutes, Guard, GuardState, RoutesNeed

Reading = Callable[..., AppRoutes]
CASES = Path(__file__).parents[3] / "cases" / "guards"

HEAD = """from fastapi import Depends, FastAPI, Header, HTTPException, Request, Response
from fastapi.responses import JSONResponse
import thirdparty
app = FastAPI()
"""


def guard(app: AppRoutes, path: str = "/x") -> Guard:
    return next(route.guard for route in app.routes if route.path == path)


def cases(kind: str) -> list[str]:
    """Return the names of the cases in a folder; each is an application with a route /x."""
    return sorted(path.stem for path in (CASES / kind).glob("*.py"))


def of_case(kind: str, name: str) -> Guard:
    return guard(Memory().see(RoutesNeed(str(CASES / kind), f"{name}.py")))


@pytest.mark.parametrize("name", cases("unknown"))
def test_it_is_unknown_whether_it_guards(name: str) -> None:
    """The line that ends in `# <- words` is the guard's place, and the words stand in its reason."""
    lines = (CASES / "unknown" / f"{name}.py").read_text(encoding="utf-8").splitlines()
    ((line, words),) = [(at, text.partition("# <- ")[2]) for at, text in enumerate(lines, 1) if "# <- " in text]
    found = of_case("unknown", name)
    assert found.state is GuardState.UNKNOWN
    assert words in found.reason
    assert found.place is not None
    assert found.place.line == line


@pytest.mark.parametrize("name", cases("open"))
def test_it_guards_nothing(name: str) -> None:
    assert of_case("open", name) == Guard(state=GuardState.OPEN)


@pytest.mark.parametrize("name", cases("guarded"))
def test_it_guards(name: str) -> None:
    found = of_case("guarded", name)
    assert found.state is GuardState.GUARDED
    assert found.place is not None


def test_a_websocket_may_refuse_by_closing(read: Reading) -> None:
    app = read(
        HEAD + "from fastapi import WebSocket\n@app.websocket('/x')\nasync def x(socket: WebSocket):\n"
        "    await socket.close(code=1008)\n"
    )
    assert (guard(app).state, guard(app).place) == (GuardState.UNKNOWN, guard(app).place)
    assert guard(app).place is not None


def test_a_websocket_takes_dependencies_but_no_http_middleware(read: Reading) -> None:
    app = read(
        HEAD + "from fastapi import WebSocket, WebSocketException, status\n@app.middleware('http')\n"
        "async def m(request, call_next):\n    return Response(status_code=401)\n"
        "def d():\n    raise WebSocketException(code=status.WS_1008_POLICY_VIOLATION)\n"
        "@app.websocket('/x')\nasync def x(socket: WebSocket, _=Depends(d)): ...\n"
        "@app.websocket('/y')\nasync def y(socket: WebSocket): ...\n"
    )
    assert guard(app).state is GuardState.GUARDED
    assert guard(app, "/y").state is GuardState.OPEN


def test_a_plain_route_takes_no_dependencies_of_its_router(read: Reading) -> None:
    app = read(
        HEAD + "def d():\n    raise HTTPException(401)\ndef f(request):\n    return Response()\n"
        "app = FastAPI(dependencies=[Depends(d)])\napp.add_route('/x', f)\napp.add_api_route('/y', f)\n"
    )
    assert guard(app).state is GuardState.OPEN
    assert guard(app, "/y").state is GuardState.GUARDED


def test_dependencies_end_at_a_mounted_application_and_middleware_does_not(read: Reading) -> None:
    app = read(
        HEAD + "def d():\n    raise HTTPException(401)\nsub = FastAPI()\n@sub.get('/s')\ndef s(): ...\n"
        "one = FastAPI(dependencies=[Depends(d)])\none.mount('/one', sub)\n"
        "two = FastAPI()\ntwo.add_middleware(thirdparty.Auth)\ntwo.mount('/two', sub)\n"
        "app.mount('', one)\napp.mount('', two)\n"
    )
    assert guard(app, "/one/s").state is GuardState.OPEN
    assert guard(app, "/two/s").state is GuardState.UNKNOWN

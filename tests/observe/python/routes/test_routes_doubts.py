"""Guards that nobody can be sure of are unknown, with the reason and its line; harmless things stay open."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from pytest_vx11.observe.python.routes import AppRoutes, Guard, GuardState

Reading = Callable[..., AppRoutes]

HEAD = """from fastapi import Depends, FastAPI, Header, HTTPException, Request, Response
from fastapi.responses import JSONResponse
import thirdparty
app = FastAPI()
"""


def guard(app: AppRoutes, path: str = "/x") -> Guard:
    return next(route.guard for route in app.routes if route.path == path)


UNKNOWN = {
    "a third party's dependency": ("@app.get('/x')\ndef x(u=Depends(thirdparty.user)): ...", 6, "thirdparty.user"),
    "a dependency that is computed": ("@app.get('/x', dependencies=thirdparty.deps)\ndef x(): ...", 5, "computed"),
    "what calls a third party": (
        "def d(r: Request):\n    thirdparty.check(r)\n@app.get('/x')\ndef x(u=Depends(d)): ...",
        6,
        "thirdparty.check",
    ),
    "a status that is computed": (
        "def d():\n    raise HTTPException(thirdparty.code)\n@app.get('/x')\ndef x(u=Depends(d)): ...",
        6,
        "status",
    ),
    "who sends nothing passes": (
        "def d(t: str = Header('')):\n    if not t:\n        return None\n    raise HTTPException(401)\n"
        "@app.get('/x')\ndef x(u=Depends(d)): ...",
        7,
        "no credential",
    ),
    "only who sends something is refused": (
        "def d(t: str = Header('')):\n    if t and t != 'a':\n        raise HTTPException(401)\n"
        "@app.get('/x')\ndef x(u=Depends(d)): ...",
        6,
        "no credential",
    ),
    "a refusal that is caught again": (
        "def c():\n    raise HTTPException(401)\ndef d():\n    try:\n        c()\n    except HTTPException:\n        pass\n"
        "@app.get('/x')\ndef x(u=Depends(d)): ...",
        6,
        "caught",
    ),
    "a handler that refuses by itself": (
        "@app.get('/x')\ndef x(t: str):\n    if t:\n        raise HTTPException(status_code=401)\n",
        8,
        "handler",
    ),
    "a handler that answers by itself": (
        "@app.get('/x')\ndef x(t: str):\n    return JSONResponse({}, status_code=403)\n",
        7,
        "handler",
    ),
    "a handler whose helper refuses": (
        "def h():\n    raise HTTPException(403)\n@app.get('/x')\ndef x():\n    h()\n",
        6,
        "handler",
    ),
    "a handler that hands the request to a third party": (
        "@app.get('/x')\ndef x(r: Request):\n    thirdparty.check(r)\n",
        7,
        "thirdparty.check",
    ),
    "a third party's decorator": ("@app.get('/x')\n@thirdparty.guarded\ndef x(): ...", 6, "thirdparty.guarded"),
    "a handler of a third party": ("app.get('/x')(thirdparty.handler)", 5, "handler"),
    "a middleware of a third party": (
        "app.add_middleware(thirdparty.Auth)\n@app.get('/x')\ndef x(): ...",
        5,
        "thirdparty.Auth",
    ),
    "a middleware that refuses": (
        "@app.middleware('http')\nasync def m(request, call_next):\n"
        "    if request.url.path != '/':\n        return JSONResponse({}, status_code=401)\n"
        "    return await call_next(request)\n@app.get('/x')\ndef x(): ...",
        8,
        "middleware",
    ),
    "a middleware class that refuses": (
        "from starlette.middleware.base import BaseHTTPMiddleware\nclass M(BaseHTTPMiddleware):\n"
        "    async def dispatch(self, request, call_next):\n        return Response(status_code=403)\n"
        "app.add_middleware(M)\n@app.get('/x')\ndef x(): ...",
        8,
        "middleware",
    ),
    "a middleware of plain ASGI that refuses": (
        "class M:\n    def __init__(self, app):\n        self.app = app\n"
        "    async def __call__(self, scope, receive, send):\n"
        "        await send({'type': 'http.response.start', 'status': 401})\n"
        "app.add_middleware(M)\n@app.get('/x')\ndef x(): ...",
        9,
        "middleware",
    ),
    "Starlette's authentication": (
        "from starlette.middleware.authentication import AuthenticationMiddleware\n"
        "app.add_middleware(AuthenticationMiddleware, backend=None)\n@app.get('/x')\ndef x(): ...",
        6,
        "AuthenticationMiddleware",
    ),
    "an exception that a handler of the program answers": (
        "class Denied(Exception): ...\n@app.exception_handler(Denied)\ndef h(request, exc):\n"
        "    return JSONResponse({}, status_code=exc.code)\ndef d():\n    raise Denied()\n"
        "@app.get('/x')\ndef x(u=Depends(d)): ...",
        10,
        "Denied",
    ),
    "a dependency that the program replaces": (
        "def d():\n    raise HTTPException(401)\napp.dependency_overrides[d] = lambda: None\n"
        "@app.get('/x')\ndef x(u=Depends(d)): ...",
        7,
        "replaces",
    ),
    "a security scheme that is told not to refuse": (
        "from fastapi.security import HTTPBearer\nclass B(HTTPBearer):\n    async def __call__(self, request: Request):\n"
        "        raise HTTPException(401)\n@app.get('/x')\ndef x(u=Depends(B(auto_error=False))): ...",
        10,
        "not to refuse",
    ),
    "a method, to which its class may add": (
        "@thirdparty.cbv(app)\nclass C:\n    @app.get('/x')\n    def x(self): ...",
        8,
        "method",
    ),
}


@pytest.mark.parametrize("name", sorted(UNKNOWN))
def test_it_is_unknown_whether_it_guards(read: Reading, name: str) -> None:
    source, line, reason = UNKNOWN[name]
    found = guard(read(HEAD + source + "\n"))
    assert found.state is GuardState.UNKNOWN
    assert reason in found.reason
    assert found.place is not None
    assert found.place.line == line


OPEN = {
    "a session of a database": (
        "from sqlalchemy.orm import sessionmaker\nmake = sessionmaker()\ndef d():\n    s = make()\n    try:\n"
        "        yield s\n    finally:\n        s.close()\n@app.get('/x')\ndef x(s=Depends(d)):\n    s.execute('x')"
    ),
    "a form": "from fastapi.security import OAuth2PasswordRequestForm\n@app.get('/x')\n"
    "def x(f: OAuth2PasswordRequestForm = Depends()): ...",
    "harmless middleware": "from fastapi.middleware.cors import CORSMiddleware\nfrom starlette.middleware import Middleware\n"
    "app = FastAPI(middleware=[Middleware(CORSMiddleware, allow_origins=['*'])])\n@app.get('/x')\ndef x(): ...",
    "middleware that only looks": "@app.middleware('http')\nasync def m(request, call_next):\n"
    "    response = await call_next(request)\n    response.headers['x'] = '1'\n    return response\n"
    "@app.get('/x')\ndef x(): ...",
    "middleware of plain ASGI that only looks": "class M:\n    def __init__(self, app, name='x'):\n        self.app = app\n"
    "    async def __call__(self, scope, receive, send):\n        await self.app(scope, receive, send)\n"
    "app.add_middleware(M, name='y')\n@app.get('/x')\ndef x(): ...",
    "a method of a text": "def d(q: str = ''):\n    return q.strip().split(',')\n@app.get('/x')\ndef x(q=Depends(d)): ...",
    "another status": "def d():\n    raise HTTPException(404)\n@app.get('/x')\ndef x(q=Depends(d)): ...",
    "a function inside that is never called": "def d():\n    def never():\n        raise HTTPException(401)\n"
    "@app.get('/x')\ndef x(q=Depends(d)): ...",
    "an exception that nobody answers": "class E(Exception): ...\ndef d():\n    raise E()\n"
    "@app.get('/x')\ndef x(q=Depends(d)): ...",
    "an exception that is answered with another status": "class E(Exception): ...\n@app.exception_handler(E)\n"
    "def h(request, exc):\n    return JSONResponse({}, status_code=404)\ndef d():\n    raise E()\n"
    "@app.get('/x')\ndef x(q=Depends(d)): ...",
    "a handler that calls a third party": "@app.get('/x')\ndef x(q: str):\n    return thirdparty.find(q)",
    "dependencies that need each other": "def a(b=Depends(lambda: b)): ...\ndef b(a=Depends(a)): ...\n"
    "@app.get('/x')\ndef x(a=Depends(a)): ...",
}


@pytest.mark.parametrize("name", sorted(OPEN))
def test_it_guards_nothing(read: Reading, name: str) -> None:
    assert guard(read(HEAD + OPEN[name] + "\n")) == Guard(state=GuardState.OPEN)


GUARDED = {
    "requires": "from starlette.authentication import requires\n@app.get('/x')\n@requires('user')\ndef x(request): ...",
    "a default that is no credential": "settings = thirdparty.settings\ndef d(t: str = Header('')):\n"
    "    if not settings.auth:\n        return True\n    if t != 'a':\n        raise HTTPException(401)\n"
    "@app.get('/x')\ndef x(u=Depends(d)): ...",
    "one of several": "def d():\n    raise HTTPException(401)\n@app.get('/x')\n"
    "def x(a=Depends(thirdparty.user), b=Depends(d)): ...",
    "an application's dependencies": "def d():\n    raise HTTPException(403)\napp = FastAPI(dependencies=[Depends(d)])\n"
    "@app.get('/x')\ndef x(): ...",
    "a dependency that is appended": "def d():\n    raise HTTPException(403)\nfrom fastapi import APIRouter\n"
    "r = APIRouter()\nr.dependencies.append(Depends(d))\n@r.get('/x')\ndef x(): ...\napp.include_router(r)",
    "a function that gives the exception": "def no():\n    return HTTPException(status_code=401)\ndef d():\n    raise no()\n"
    "@app.get('/x')\ndef x(u=Depends(d)): ...",
    "a bound method": "class A:\n    def check(self):\n        raise HTTPException(401)\na = A()\n"
    "@app.get('/x')\ndef x(u=Depends(a.check)): ...",
    "an object with a scheme of its own": "from fastapi.security import HTTPBearer\nclass A:\n    def __init__(self):\n"
    "        self.scheme = HTTPBearer()\n    async def __call__(self, r: Request):\n"
    "        return await self.scheme(r)\n@app.get('/x')\ndef x(u=Depends(A())): ...",
}


@pytest.mark.parametrize("name", sorted(GUARDED))
def test_it_guards(read: Reading, name: str) -> None:
    found = guard(read(HEAD + GUARDED[name] + "\n"))
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

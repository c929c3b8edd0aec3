"""What can be wrong with an endpoint, in words."""

from __future__ import annotations

from pytest_vx11.checks.code import Code

CODES = (
    Code(
        code="VX170",
        title="an endpoint is not declared",
        text="The application's source declares no route with this method and path. Parameter names and converters do "
        "not tell two routes apart; a slash at the end does.",
        example="GET /vx11/status: {}, and the source declares POST /vx11/status",
    ),
    Code(
        code="VX171",
        title="a route that the canon does not name",
        text="`undeclared_endpoints: drift` asks that every route of the source be named. HEAD, OPTIONS and the "
        "framework's own /docs, /redoc and /openapi.json do not count.",
        example="undeclared_endpoints: drift, and the source declares GET /debug/dump",
    ),
    Code(
        code="VX172",
        title="a route is not guarded",
        text="`auth: required` asks for a guard in the source: a dependency of the route, its router or the application "
        "that answers 401 or 403.",
        example="POST /operator/chat: {auth: required}, and the route has no dependency",
    ),
    Code(
        code="VX173",
        title="a route is guarded that should be open",
        text="`auth: open` asks that the route answer without a token, and a dependency of it answers 401 or 403.",
        example="GET /health: {auth: open}, and the application has dependencies=[Depends(check_token)]",
    ),
)

"""Well known libraries that are handed an application, and what they declare on it."""

from __future__ import annotations

from pytest_vx11.observe.python.interpret.natives import maker_of
from pytest_vx11.observe.python.interpret.values import Args, Value, text_of

#: Packages that declare no route on what they are given.
_QUIET = frozenset(
    "uvicorn hypercorn gunicorn opentelemetry sentry_sdk fastapi_pagination slowapi mangum builtins logging typing "
    "copy functools inspect pprint json asgi_correlation_id elasticapm newrelic ddtrace logfire fastapi_limiter "
    "httpx pytest apitally timing_asgi scout_apm rollbar aioinject dishka asyncio anyio contextlib weakref".split()
)
_QUIET_NAMES = frozenset({"TestClient", "get_openapi", "instrument", "instrument_app", "ASGITransport"})

#: What is declared below a path of its own: the argument that gives it, its position, and what it is by default.
_PREFIXES = {
    "prometheus_fastapi_instrumentator.Instrumentator": ("endpoint", 3, "/metrics"),
    "sqladmin.Admin": ("base_url", 9, "/admin"),
    "sqladmin.application.Admin": ("base_url", 9, "/admin"),
    "starlette_admin.contrib.sqla.Admin": ("base_url", 9, "/admin"),
}


def guest(callee: Value, args: Args) -> str | None:
    """Return the path below which a call may declare routes: empty for nowhere, None for anywhere."""
    name = maker_of(callee)
    if name.partition(".")[0] in _QUIET or name.rpartition(".")[2] in _QUIET_NAMES:
        return ""
    for known, (keyword, position, default) in _PREFIXES.items():
        if name.startswith(known):
            given = args.get(keyword, position)
            return default if given is None else text_of(given)
    return None

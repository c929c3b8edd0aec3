"""Well known libraries that are handed an application, and what they declare on it."""

from __future__ import annotations

from pytest_vx11._observe.python.interpret.natives import maker_of
from pytest_vx11._observe.python.interpret.values import Args, Value, text_of
from pytest_vx11._observe.python.routes.names import HARMLESS_MIDDLEWARE

#: Packages that declare no route on what they are given.
_QUIET = frozenset({
    "uvicorn", "hypercorn", "gunicorn", "opentelemetry", "sentry_sdk", "fastapi_pagination", "slowapi", "mangum",
    "logging", "typing", "copy", "functools", "inspect", "pprint", "json", "asgi_correlation_id", "elasticapm",
    "newrelic", "ddtrace", "logfire", "fastapi_limiter", "httpx", "pytest", "apitally", "timing_asgi", "scout_apm",
    "rollbar", "aioinject", "dishka", "asyncio", "anyio", "contextlib", "weakref",
})  # fmt: skip
_QUIET_NAMES = frozenset({"TestClient", "get_openapi", "instrument", "instrument_app", "ASGITransport"})
_QUIET_BUILTINS = frozenset({
    "print", "repr", "str", "id", "hash", "type", "len", "bool", "callable", "isinstance", "hasattr", "dir", "iter",
    "vars",
})  # fmt: skip

#: Calls that can run code of which nothing is known, without being handed anything.
BLIND = frozenset(
    {"builtins.exec", "builtins.eval", "builtins.__import__", "importlib.import_module", "runpy.run_path"}
)

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
    package, last = name.partition(".")[0], name.rpartition(".")[2]
    if (
        package in _QUIET
        or last in _QUIET_NAMES
        or last in HARMLESS_MIDDLEWARE
        or (package == "builtins" and last in _QUIET_BUILTINS)
    ):
        return ""
    for known, (keyword, position, default) in _PREFIXES.items():
        if name.startswith(known):
            given = args.get(keyword, position)
            return default if given is None else text_of(given)
    return None

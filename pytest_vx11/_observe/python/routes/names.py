"""The names of FastAPI, Starlette and those around them that decide what is a route and what a guard.

FastAPI: https://fastapi.tiangolo.com/reference/ ; Starlette: https://www.starlette.io/routing/ and /authentication/.
"""

from __future__ import annotations

import re
from http import HTTPStatus

from pytest_vx11._observe.python.interpret.natives import maker_of
from pytest_vx11._observe.python.interpret.outside import is_outside
from pytest_vx11._observe.python.interpret.values import Const, Foreign, Made, Value
from pytest_vx11._observe.python.routes.router import RouterKind

VERBS = frozenset({"get", "put", "post", "delete", "options", "head", "patch", "trace"})
REFUSALS = frozenset({401, 403})

_ROUTERS = {
    ("fastapi", "FastAPI"): RouterKind.FASTAPI,
    ("fastapi", "APIRouter"): RouterKind.API_ROUTER,
    ("starlette", "Starlette"): RouterKind.STARLETTE,
    ("starlette", "Router"): RouterKind.STARLETTE_ROUTER,
}
_SECURITY = frozenset(
    {
        "HTTPBasic",
        "HTTPBearer",
        "HTTPDigest",
        "OAuth2",
        "OAuth2PasswordBearer",
        "OAuth2AuthorizationCodeBearer",
        "OpenIdConnect",
        "APIKeyHeader",
        "APIKeyQuery",
        "APIKeyCookie",
    }
)
#: Middleware that never answers 401 or 403 by itself.
HARMLESS_MIDDLEWARE = frozenset(
    {
        "CORSMiddleware",
        "GZipMiddleware",
        "BrotliMiddleware",
        "TrustedHostMiddleware",
        "HTTPSRedirectMiddleware",
        "SessionMiddleware",
        "ProxyHeadersMiddleware",
        "ServerErrorMiddleware",
        "ExceptionMiddleware",
        "CorrelationIdMiddleware",
        "RawContextMiddleware",
        "ContextMiddleware",
        "PrometheusMiddleware",
        "SentryAsgiMiddleware",
        "OpenTelemetryMiddleware",
        "ProfilerMiddleware",
        "SlowAPIMiddleware",
        "SlowAPIASGIMiddleware",
        "DBSessionMiddleware",
        "SQLAlchemyMiddleware",
        "ServerTimingMiddleware",
    }
)
#: Decorators under which a handler answers as it would without them.
_PLAIN_DECORATORS = frozenset(
    {
        "functools.wraps",
        "functools.lru_cache",
        "typing.no_type_check",
        "fastapi_cache.decorator.cache",
        "sentry_sdk.trace",
        "opentelemetry.trace.Tracer.start_as_current_span",
    }
)
_PLAIN_DEPENDENCIES = frozenset(
    {
        "fastapi.security.OAuth2PasswordRequestForm",
        "fastapi.security.OAuth2PasswordRequestFormStrict",
        "fastapi.security.oauth2.OAuth2PasswordRequestForm",
        "fastapi.security.SecurityScopes",
        "dependency_injector.wiring.Provide",
        "dependency_injector.wiring.Closing",
    }
)
_STATUS = re.compile(r"HTTP_(\d{3})_\w+", re.ASCII)


def split(name: str) -> tuple[str, str]:
    """Return the package and the last part of a dotted name."""
    return name.partition(".")[0], name.rpartition(".")[2]


def router_kind(name: str) -> RouterKind | None:
    """Tell which kind of router a foreign class is; None for all other classes."""
    kind = _ROUTERS.get(split(name))
    if kind is None and split(name)[0] == "fastapi" and split(name)[1] in ("Starlette", "Router"):
        return _ROUTERS[("starlette", split(name)[1])]
    return kind


def is_security(name: str) -> bool:
    """Tell whether a foreign class is one of FastAPI's security schemes."""
    return name.startswith("fastapi.security.") and split(name)[1] in _SECURITY


def is_depends(value: Value) -> bool:
    """Tell whether a value is what `Depends` or `Security` gives."""
    return isinstance(value, Made) and split(value.maker) in (("fastapi", "Depends"), ("fastapi", "Security"))


def is_http_exception(name: str) -> bool:
    """Tell whether a foreign class is the HTTPException that both frameworks answer."""
    return split(name) in (("fastapi", "HTTPException"), ("starlette", "HTTPException"))


def is_framework(value: Value, *names: str) -> bool:
    """Tell whether a value is, or was made by, a class or function of FastAPI's or Starlette's with such a name."""
    package, last = split(maker_of(value))
    return package in ("fastapi", "starlette") and last in names


def is_policy_violation(code: Value | None) -> bool:
    """Tell whether a WebSocket's close code says that the client may not: 1008 (RFC 6455, 7.4.1), or 4401 and 4403."""
    written = isinstance(code, Const) and code.value in (1008, 4401, 4403)
    return written or (code is not None and maker_of(code).endswith("POLICY_VIOLATION"))


def is_bystander(name: str) -> bool:
    """Tell whether a foreign name is of a package that has no say in who may pass."""
    return is_outside(split(name)[0])


def is_plain_decorator(decorator: Value) -> bool:
    """Tell whether a handler answers under this decorator as it would without."""
    name = maker_of(decorator)
    return name in _PLAIN_DECORATORS or (name.startswith("slowapi.") and split(name)[1] in ("limit", "exempt"))


def is_plain_dependency(name: str) -> bool:
    """Tell whether a foreign dependency is known to refuse nobody."""
    package = split(name)[0]
    return name in _PLAIN_DEPENDENCIES or package == "builtins"


def status_of(value: Value | None) -> int | None:
    """Return the HTTP status that a value stands for; None when it is none, or not known."""
    if isinstance(value, Const):
        return value.value if isinstance(value.value, int) and not isinstance(value.value, bool) else None
    if not isinstance(value, Foreign):
        return None
    name = value.name.removesuffix(".value")
    last = split(name)[1]
    written = _STATUS.fullmatch(last)
    if written:
        return int(written[1])
    return HTTPStatus[last].value if "HTTPStatus" in name and last in HTTPStatus.__members__ else None

"""endpoints: the routes that each service declares, and what guards them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from pytest_vx11.canon.model import Canon, Service, entries
from pytest_vx11.canon.part import DURATION, SchemaPart, choice, either, keys, named, one_or_some, text
from pytest_vx11.checks.check import Check
from pytest_vx11.facets.base import Facet
from pytest_vx11.facets.endpoint_codes import CODES
from pytest_vx11.facets.endpoint_judge import judge_route, judge_undeclared
from pytest_vx11.observe.python.routes import RoutesNeed, path_key
from pytest_vx11.source.located import Map
from pytest_vx11.source.place import Place
from pytest_vx11.source.problem import Problem

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "TRACE", "CONNECT", "WS")
_ONLY_HTTP = ("status", "json", "body", "schema", "headers", "latency", "probe")
_ONLY_WS = ("send", "expect")
_STATUS = either("a status from 100 to 599", {"type": "integer", "minimum": 100, "maximum": 599})
_SCALAR = {"type": ["string", "number", "boolean", "null"], "title": "text, a number, true or false"}
_LITERAL = {
    "title": "a value that says something",
    "type": ["string", "number", "boolean", "null", "array", "object"],
    "minProperties": 1,
    "minItems": 1,
}
_ENDPOINT = keys(
    "what an endpoint answers",
    {
        "auth": choice("any", "open", "required"),
        "path": named("values for the path's parameters", _SCALAR),
        "query": named("a query", _SCALAR),
        "headers": named("headers", _SCALAR),
        "json": {"title": "a value to send"},
        "send": {"title": "a value to send"},
        "status": one_or_some(_STATUS, "a status from 100 to 599, or a list of them"),
        "body": _LITERAL,
        "expect": _LITERAL,
        "schema": either("a JSON Schema's file, or a JSON Schema", text(), {"type": "object", "minProperties": 1}),
        "latency": DURATION,
        "probe": {"type": "boolean", "title": "true or false"},
    },
    at_least=0,
)
_NAMES = 'a method and a path, such as "GET /health" or "WS /ws"'


class Endpoints(Facet):
    """`GET /health: {}` says that the route exists; its keys say what it answers and who may ask."""

    name = "endpoints"
    schema = SchemaPart(
        service={
            "endpoints": named(
                "endpoints by method and path",
                either("what an endpoint answers, or nothing", _ENDPOINT, {"type": "null"}),
                rf"(?:{'|'.join(METHODS)}) /\S*$",
                names=_NAMES,
            ),
            "undeclared_endpoints": choice("allowed", "drift"),
        }
    )
    codes = CODES

    def examine(self, canon: Canon) -> Iterable[Problem]:
        """Yield routes that are named twice, keys of the other kind, and values for parameters that are not there."""
        for service in canon.services.values():
            seen: dict[tuple[str, str], Place] = {}
            for route, said, at in entries(_endpoints(service)):
                method, path = route.split(" ", 1)
                key = (method, path_key(path))
                if key in seen:
                    yield Problem(at, f'services.{service.name}: "{route}" names the same route twice', also=seen[key])
                seen.setdefault(key, at)
                yield from _wrong_keys(service.name, route, said)

    def plan(self, canon: Canon) -> Iterator[Check]:
        """One check a route, for each witness, and one for the routes that the canon does not name."""
        for service in canon.services.values():
            need = RoutesNeed(canon.root, _text(service, "app"), _text(service, "code") or service.name)
            routes = list(entries(_endpoints(service)))
            for route, said, at in routes:
                expected = _plain(said)
                auth = expected.get("auth", "any")
                method, path = route.split(" ", 1)
                about = (method, path, auth)
                yield self.declared(canon, route, expected, at, judge_route, (need,), service=service.name, about=about)
                yield self.running(canon, route, expected, at, service=service.name)
            undeclared = service.stated("undeclared_endpoints")
            if undeclared and undeclared.value == "drift":
                known = frozenset(tuple(route.split(" ", 1)) for route, _, _ in routes)
                at = undeclared.at
                yield self.declared(canon, "undeclared", "none", at, judge_undeclared, (need,), service=service.name, about=known)
                yield self.running(canon, "undeclared", "none", at, service=service.name)


def _endpoints(service: Service) -> Map | None:
    value = service.said.get("endpoints")
    return value if isinstance(value, Map) else None


def _text(service: Service, key: str) -> str | None:
    said = service.stated(key)
    return str(said.value) if said else None


def _plain(said: Any) -> dict[str, Any]:
    return {key: value for key, value in said.items() if not key.startswith("x-")} if isinstance(said, Map) else {}


def _wrong_keys(service: str, route: str, said: Any) -> Iterator[Problem]:
    if not isinstance(said, Map):
        return
    websocket = route.startswith("WS ")
    for key in _ONLY_HTTP if websocket else _ONLY_WS:
        if key in said:
            kind = "a WebSocket" if websocket else "an HTTP route"
            yield Problem(said.key_at(key), f'services.{service}.{route}: "{key}" does not go with {kind}')
    values = said.get("path")
    if isinstance(values, Map):
        parameters = {part.split("}")[0].split(":")[0] for part in route.split("{")[1:]}
        for name, _, at in entries(values):
            if name not in parameters:
                yield Problem(at, f'services.{service}.{route}: the path has no parameter "{name}"')

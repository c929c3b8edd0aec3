"""endpoints: the routes that each service declares, and what guards them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from pytest_vx11._canon.model import Canon, Service, entries
from pytest_vx11._canon.part import (
    DURATION,
    END,
    SchemaPart,
    choice,
    described,
    either,
    keys,
    named,
    one_or_some,
    text,
    whole,
)
from pytest_vx11._canon.reach import own_port
from pytest_vx11._checks.check import Check
from pytest_vx11._facets.base import Facet
from pytest_vx11._facets.endpoints.answers import judge_answer
from pytest_vx11._facets.endpoints.claims import claims_of, probes_of
from pytest_vx11._facets.endpoints.codes import CODES
from pytest_vx11._facets.endpoints.judge import judge_route, judge_undeclared
from pytest_vx11._facets.endpoints.served import judge_served
from pytest_vx11._facets.endpoints.talks import judge_talk
from pytest_vx11._observe.probes import Auth, HttpProbe
from pytest_vx11._observe.python.routes import RoutesNeed, path_key
from pytest_vx11._source.located import Map
from pytest_vx11._source.place import Place
from pytest_vx11._source.problem import Problem

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "TRACE", "CONNECT", "WS")
_ONLY_HTTP = ("status", "json", "body", "schema", "headers", "latency", "probe")
_ONLY_WS = ("send", "expect")
_STATUS = whole("a status from 100 to 599", 100, 599, digits="[1-5][0-9]{2}")
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
        "auth": described(
            "open: answers without a token; required: 401 or 403 without the right one; any: no claim.",
            choice("any", "open", "required"),
        ),
        "path": described("Values for the path's parameters.", named("values for the path's parameters", _SCALAR)),
        "query": described("The query that is sent.", named("a query", _SCALAR)),
        "headers": described("Headers that the answer must have.", named("headers", _SCALAR)),
        "json": {"title": "a value to send", "description": "The JSON that is sent."},
        "send": {"title": "a value to send", "description": "The message that is sent to a WebSocket."},
        "status": described(
            "The status of the answer, or those that are allowed; any 2xx or 3xx by default.",
            one_or_some(_STATUS, "a status from 100 to 599, or a list of them"),
        ),
        "body": described("What the JSON of the answer must hold; more may be there.", _LITERAL),
        "expect": described("What some message of a WebSocket must hold.", _LITERAL),
        "schema": described(
            "The JSON Schema of the answer, or its file, relative to the canon.",
            either("a JSON Schema's file, or a JSON Schema", text(), {"type": "object", "minProperties": 1}),
        ),
        "latency": described("The longest time of the best of three answers.", DURATION),
        "probe": described(
            "Ask it although asking can change something.", {"type": "boolean", "title": "true or false"}
        ),
    },
    at_least=0,
)
_NAMES = 'a method and a path, such as "GET /health" or "WS /ws"'


class Endpoints(Facet):
    """`GET /health: {}` says that the route exists; its keys say what it answers and who may ask."""

    name = "endpoints"
    schema = SchemaPart(
        service={
            "endpoints": described(
                "Routes by method and path; {} says that a route exists.",
                named(
                    "endpoints by method and path",
                    either("what an endpoint answers, or nothing", _ENDPOINT, {"type": "null"}),
                    rf"(?:{'|'.join(METHODS)}) /\S*{END}",
                    names=_NAMES,
                ),
            ),
            "undeclared_endpoints": described(
                "Whether a route that is not named here is drift; allowed by default.", choice("allowed", "drift")
            ),
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
                yield self._running(canon, service, route, expected, at)
            undeclared = service.stated("undeclared_endpoints")
            if undeclared and undeclared.value == "drift":
                known = frozenset(tuple(route.split(" ", 1)) for route, _, _ in routes)
                at = undeclared.at
                yield self.declared(
                    canon, "undeclared", "none", at, judge_undeclared, (need,), service=service.name, about=known
                )
                served = HttpProbe(
                    system=canon.system, service=service.name, port=own_port(service), method="GET",
                    target="/openapi.json", auth=Auth.RIGHT, whole=True,
                )  # fmt: skip
                yield self.running(
                    canon, "undeclared", "none", at, judge_served, (served,), service=service.name, about=known
                )

    def _running(self, canon: Canon, service: Service, route: str, expected: dict[str, Any], at: Place) -> Check:
        claims = claims_of(canon, route, expected)
        judge = judge_talk if claims.method == "WS" else judge_answer
        needs = probes_of(canon, service, claims, expected)
        return self.running(canon, route, expected, at, judge, needs, service=service.name, about=claims)


def _endpoints(service: Service) -> Map | None:
    value = service.said.get("endpoints")
    return value if isinstance(value, Map) else None


def _text(service: Service, key: str) -> str | None:
    said = service.stated(key)
    return str(said.value) if said else None


def _plain(said: Any) -> dict[str, Any]:
    if not isinstance(said, Map):
        return {}
    plain = {key: value for key, value in said.items() if not key.startswith("x-")}
    return {**plain, "status": _statuses(plain["status"])} if "status" in plain else plain


def _statuses(said: Any) -> Any:
    """Return a status, or a list of them, as numbers, as far as they are: a variable gives text."""
    if isinstance(said, list):
        return [_statuses(each) for each in said]
    return int(said) if str(said).isdigit() else said


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

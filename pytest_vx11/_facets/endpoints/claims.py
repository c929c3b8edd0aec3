"""What the canon claims of an endpoint's answer, and the questions that show it."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

from pytest_vx11._canon.model import Canon, Service
from pytest_vx11._canon.reach import own_port
from pytest_vx11._observe.probes import Auth, HttpProbe, TalkProbe
from pytest_vx11._observe.probes.http import SAFE
from pytest_vx11._source.units import parse_duration

_PARAMETER = re.compile(r"\{([^{}:]+)(?::([^{}]*))?\}")
#: Stands for a claim that the canon does not make; null is one.
UNSAID: Any = "\0unsaid"


@dataclass(frozen=True, slots=True, kw_only=True)
class Claims:
    """What must be true of one endpoint that is up."""

    method: str
    path: str
    auth: str = "any"
    statuses: tuple[int, ...] = ()
    """Those that are allowed; empty for any 2xx or 3xx."""
    body: Any = UNSAID
    headers: tuple[tuple[str, str], ...] = ()
    schema: Any = UNSAID
    """The name of a file, or the schema itself."""
    folder: str = ""
    """Where a schema's file lies: the canon's own folder."""
    seconds: float | None = None
    """The longest time of the best of three answers."""
    expect: Any = UNSAID
    unasked: str = ""
    """Why nobody asks; empty where somebody does."""

    @property
    def route(self) -> str:
        """Return the endpoint as the canon names it."""
        return f"{self.method} {self.path}"


def claims_of(canon: Canon, route: str, said: Mapping[str, Any]) -> Claims:
    """Return what the canon claims of a route; `said` has its keys, statuses as numbers."""
    method, path = route.split(" ", 1)
    status = said.get("status")
    headers = said.get("headers") or {}
    latency = said.get("latency")
    return Claims(
        method=method,
        path=path,
        auth=str(said.get("auth", "any")),
        statuses=tuple(each for each in (status if isinstance(status, list) else [status]) if isinstance(each, int)),
        body=said.get("body", UNSAID),
        headers=tuple((name, _text(value)) for name, value in headers.items() if not isinstance(value, (dict, list))),
        schema=said.get("schema", UNSAID),
        folder=canon.path.rpartition("/")[0],
        seconds=_seconds(latency),
        expect=said.get("expect", UNSAID),
        unasked=_unasked(method, path, said),
    )


def probes_of(canon: Canon, service: Service, claims: Claims, said: Mapping[str, Any]) -> tuple[Any, ...]:
    """Return the questions of a route: with what it wants, and of a guarded one without a token and with a wrong one."""
    if claims.unasked:
        return ()
    auths = [Auth.NONE if claims.auth == "open" else Auth.RIGHT]
    auths += [Auth.NONE, Auth.WRONG] if claims.auth == "required" else []
    if claims.method == "WS":
        return tuple(_talk(canon, service, claims, said, auth, first=auth is auths[0]) for auth in auths)
    return tuple(_request(canon, service, claims, said, auth, first=auth is auths[0]) for auth in auths)


def _request(
    canon: Canon, service: Service, claims: Claims, said: Mapping[str, Any], auth: Auth, *, first: bool
) -> HttpProbe:
    compared = claims.body is not UNSAID or claims.schema is not UNSAID
    return HttpProbe(
        system=canon.system,
        service=service.name,
        port=own_port(service),
        method=claims.method,
        target=_target(claims.path, said),
        auth=auth,
        body=json.dumps(said["json"], ensure_ascii=False).encode() if "json" in said else None,
        changes=claims.method not in SAFE,
        whole=first and compared,
    )


def _talk(
    canon: Canon, service: Service, claims: Claims, said: Mapping[str, Any], auth: Auth, *, first: bool
) -> TalkProbe:
    return TalkProbe(
        system=canon.system,
        service=service.name,
        port=own_port(service),
        target=_target(claims.path, said),
        auth=auth,
        send=_message(said["send"]) if first and "send" in said else None,
        expect=json.dumps(said["expect"]) if first and "expect" in said else None,
        lingers=not first,
    )


def _message(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _target(path: str, said: Mapping[str, Any]) -> str:
    values = said.get("path") or {}

    def filled(match: re.Match[str]) -> str:
        return quote(_text(values[match[1]]), safe="/" if match[2] == "path" else "")

    # What the canon's path has is sent as it is, but for what may not go over the wire (RFC 3986, section 2).
    target = re.sub(r"[^\x21-\x7e]+", lambda match: quote(match[0]), _PARAMETER.sub(filled, path))
    query = said.get("query") or {}
    return f"{target}?{urlencode({key: _text(value) for key, value in query.items()})}" if query else target


def _unasked(method: str, path: str, said: Mapping[str, Any]) -> str:
    values = said.get("path") or {}
    lacking = [match[1] for match in _PARAMETER.finditer(path) if match[1] not in values]
    if lacking:
        return f"the canon gives no value for {{{lacking[0]}}}, so that nobody can ask: say `path: {{{lacking[0]}: …}}`"
    if said.get("probe") is False:
        return "the canon says `probe: false`"
    if method not in (*SAFE, "WS") and "json" not in said and said.get("probe") is not True:
        return f"{method} can change something, and the canon gives neither `json` nor `probe: true`"
    return ""


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)


def _seconds(said: Any) -> float | None:
    try:
        return parse_duration(str(said)) / 1e9 if said is not None else None
    except ValueError:
        # A variable without a value; the run tells of it before anybody asks.
        return None

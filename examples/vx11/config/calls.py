"""Calls from one service to another: HTTP only, always with the token."""

from __future__ import annotations

import asyncio
import ssl
import time
from collections.abc import Awaitable, Mapping
from typing import Any

import httpx

from config import settings

#: Whoever passes on what another service passes on waits a second longer than that one does, so that the nearest
#: to the trouble names it: hermes' tool 4 s, switch 5 s, operator-backend 6 s, the gateway and the page 7 s, mcp 8 s.
TIMEOUT_S = 5.0
#: Made once: loading the certificates takes longer than a call.
TLS = ssl.create_default_context()


async def ask(
    name: str,
    method: str,
    path: str,
    *,
    json: object = None,
    params: Mapping[str, str] | None = None,
    limit_s: float = TIMEOUT_S,
) -> httpx.Response:
    """Send one request to the service `name`. Raises httpx.HTTPError when it does not answer in time."""
    async with open_client() as client:
        return await request(client, name, method, path, json=json, params=params, limit_s=limit_s)


def open_client() -> httpx.AsyncClient:
    """A client for calls between services.

    They are near: no proxy of the environment lies between them. A connection is given up before the other side, which
    keeps an idle one for 5 s, can close it under a request. How many calls run at once is up to those who call.
    """
    limits = httpx.Limits(max_connections=None, max_keepalive_connections=40, keepalive_expiry=2.0)
    return httpx.AsyncClient(timeout=None, limits=limits, verify=TLS, trust_env=False)


async def request(
    client: httpx.AsyncClient,
    name: str,
    method: str,
    path: str,
    *,
    json: object = None,
    params: Mapping[str, str] | None = None,
    limit_s: float = TIMEOUT_S,
) -> httpx.Response:
    """Send one request by a client that is open. Raises httpx.HTTPError when no whole answer came in time."""
    headers = {settings.TOKEN_HEADER: settings.token()}
    url = settings.url_of(name) + path
    return await _within(limit_s, client.request(method, url, json=json, params=params, headers=headers))


def milliseconds(answer: httpx.Response) -> int:
    """How long an answer took, from the start of the request."""
    return round(answer.elapsed.total_seconds() * 1000)


async def publish(kind: str, payload: Mapping[str, Any]) -> bool:
    """Send an event to the gateway, stamped with the time; True when the gateway accepted it."""
    event = {"type": kind, "payload": {**payload, "timestamp": int(time.time())}}
    try:
        answer = await ask(settings.GATEWAY, "POST", "/events/ingest", json=event)
    except httpx.HTTPError:
        return False
    return answer.status_code == httpx.codes.OK


async def _within(limit_s: float, answer: Awaitable[httpx.Response]) -> httpx.Response:
    # httpx limits each read, not the whole: an answer that drips would never be late.
    try:
        return await asyncio.wait_for(answer, limit_s)
    except asyncio.TimeoutError as error:
        raise httpx.TimeoutException(f"no whole answer within {limit_s:g} s") from error

"""Calls from one service to another: HTTP only, always with the token."""

from __future__ import annotations

import ssl
import time
from collections.abc import Mapping
from typing import Any

import httpx

from config import settings

TIMEOUT_S = 5.0
#: Made once: loading the certificates takes longer than a call.
TLS = ssl.create_default_context()


async def ask(
    name: str, method: str, path: str, *, json: object = None, params: Mapping[str, str] | None = None
) -> httpx.Response:
    """Send one request to the service `name`. Raises httpx.HTTPError when it does not answer."""
    headers = {settings.TOKEN_HEADER: settings.token()}
    url = settings.url_of(name) + path
    async with httpx.AsyncClient(headers=headers, timeout=TIMEOUT_S, verify=TLS) as client:
        return await client.request(method, url, json=json, params=params)


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

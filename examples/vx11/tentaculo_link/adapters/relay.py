"""Handing a module's answer on to whoever asked the gateway."""

from __future__ import annotations

import httpx
from fastapi.responses import JSONResponse

from tentaculo_link.clients import ModuleDown


def relay(name: str, answer: httpx.Response) -> JSONResponse:
    """The module's own status and JSON. Raises ModuleDown when the answer is no JSON."""
    try:
        content = answer.json()
    except ValueError as error:
        raise ModuleDown(name, f"answered {answer.status_code} without JSON") from error
    return JSONResponse(content, status_code=answer.status_code)

"""What an engine answers: JSON whose shape nobody here answers for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

#: An object of the Docker Engine API, as it was received.
Json = Mapping[str, Any]


def inside(body: Any, *keys: str) -> Any:
    """Return what lies below the keys; None where one is missing, or what has it is no object."""
    for key in keys:
        body = body.get(key) if isinstance(body, Mapping) else None
    return body


def mapping(body: Any, *keys: str) -> Json:
    """Return an object below the keys; an empty one where there is none."""
    found = inside(body, *keys)
    return found if isinstance(found, Mapping) else {}


def listed(body: Any, *keys: str) -> list[Any]:
    """Return a list below the keys; an empty one where there is none."""
    found = inside(body, *keys)
    return found if isinstance(found, list) else []


def text(body: Any, *keys: str) -> str:
    """Return a text below the keys; an empty one where there is none."""
    found = inside(body, *keys)
    return found if isinstance(found, str) else ""


def number(body: Any, *keys: str) -> int:
    """Return a whole number below the keys; 0 where there is none."""
    found = inside(body, *keys)
    return found if isinstance(found, int) and not isinstance(found, bool) else 0

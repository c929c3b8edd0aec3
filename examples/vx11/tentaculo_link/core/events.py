"""The canonical events and what each must carry."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

Payload = Mapping[str, Any]

KINDS: Mapping[str, tuple[type, ...]] = {
    "str": (str,),
    "int": (int,),
    "number": (int, float),
    "list": (list,),
    "object": (dict,),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class EventType:
    """One canonical type."""

    required: Mapping[str, str]
    """Field of the payload to its kind, a key of KINDS."""
    max_bytes: int
    """Largest payload, as compact JSON in UTF-8."""


CANONICAL: Mapping[str, EventType] = {
    "system.alert": EventType(
        required={"alert_id": "str", "severity": "str", "message": "str", "timestamp": "int"},
        max_bytes=2048,
    ),
    "system.correlation.updated": EventType(
        required={"correlation_id": "str", "related_events": "list", "strength": "number", "timestamp": "int"},
        max_bytes=2048,
    ),
    "forensic.snapshot.created": EventType(
        required={"snapshot_id": "str", "reason": "str", "timestamp": "int"},
        max_bytes=1024,
    ),
    "madre.decision.explained": EventType(
        required={"decision_id": "str", "summary": "str", "confidence": "number", "timestamp": "int"},
        max_bytes=3072,
    ),
    "switch.tension.updated": EventType(
        required={"value": "int", "components": "object", "timestamp": "int"},
        max_bytes=1024,
    ),
    "shub.action.narrated": EventType(
        required={"action": "str", "reason": "str", "next_step": "str", "timestamp": "int"},
        max_bytes=2048,
    ),
}


def is_canonical(kind: str) -> bool:
    """Whether the type is on the list; one that is not is tolerated."""
    return kind in CANONICAL


def faults(kind: str, payload: Payload) -> list[str]:
    """What is wrong with a payload of that type; always empty for a type that is not canonical."""
    event = CANONICAL.get(kind)
    if event is None:
        return []
    found = [fault for name, wanted in event.required.items() if (fault := _field(payload, name, wanted))]
    size = len(compact(payload).encode())
    if size > event.max_bytes:
        found.append(f"payload has {size} bytes, at most {event.max_bytes} are allowed")
    return found


def compact(value: object) -> str:
    """JSON without spaces, the form in which payloads are measured and kept.

    Raises ValueError for what Python's parser lets in and JSON has no word for: NaN, and halves of a character.
    """
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    text.encode()
    return text


def _field(payload: Payload, name: str, wanted: str) -> str:
    if name not in payload:
        return f"payload.{name} is missing"
    value = payload[name]
    if isinstance(value, bool) or not isinstance(value, KINDS[wanted]):
        return f"payload.{name} must be {wanted}"
    return ""

"""What the gateway tells about the system as a whole."""

from __future__ import annotations

from typing import Any

from config import settings
from tentaculo_link.clients import Clients, Seen


def describe(seen: list[Seen]) -> dict[str, Any]:
    """The answer of GET /vx11/status."""
    healthy = sum(each.healthy for each in seen)
    return {
        "ok": True,
        "ports": {module.name: module.port for module in settings.MODULES},
        "modules": {each.module.name: _module(each) for each in seen},
        "summary": {
            "healthy_modules": healthy,
            "total_modules": len(seen),
            "all_healthy": healthy == len(seen),
        },
    }


def breakers(clients: Clients) -> dict[str, dict[str, Any]]:
    """The state of each module's breaker, by the module's name."""
    return {
        name: {"state": breaker.state.value, "failures": breaker.failures} for name, breaker in clients.breakers.items()
    }


def _module(seen: Seen) -> dict[str, Any]:
    told: dict[str, Any] = {
        "status": "ok" if seen.healthy else "down",
        "http_code": seen.http_code,
        "latency_ms": seen.latency_ms,
    }
    if seen.module.disabled:
        told["disabled"] = seen.module.disabled
    return told

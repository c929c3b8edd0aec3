"""The runtime truth: one row a service, its latest seen state."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import httpx
from sqlalchemy import select

from config import database, settings
from config.db_schema import RuntimeService, now

SNIPPET = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """What a service answered at /health; a code of None means that it did not."""

    module: settings.Module
    http_code: int | None = None
    latency_ms: int | None = None
    snippet: str | None = None


def record(seen: Sequence[Sight]) -> None:
    """Write one row for each service, over the one that is there."""
    with database.session() as session:
        rows = {row.service_name: row for row in session.scalars(select(RuntimeService))}
        for sight in seen:
            row = rows.get(sight.module.name) or RuntimeService(service_name=sight.module.name)
            _fill(row, sight)
            session.add(row)
        session.commit()


def _fill(row: RuntimeService, sight: Sight) -> None:
    healthy = sight.http_code == httpx.codes.OK
    row.port = sight.module.port
    row.health_url = settings.url_of(sight.module.name) + "/health"
    row.status = "OK" if healthy else "BROKEN"
    row.http_code = sight.http_code
    row.latency_ms = sight.latency_ms
    row.endpoint_ok = "/health" if healthy else None
    row.snippet = sight.snippet[:SNIPPET] if sight.snippet else None
    row.last_check = row.checked_at = now()

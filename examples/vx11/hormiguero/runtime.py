"""The runtime truth: one row a service, its latest seen state."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import httpx
from sqlalchemy import TableClause, column, insert, inspect, select, table, update
from sqlalchemy.orm import Session

from config import database, settings
from config.db_schema import RuntimeService, now

SNIPPET = 200
#: Two scans at once would both add the row that is missing.
_WRITING = threading.Lock()


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """What a service answered at /health; a code of None means that it did not."""

    module: settings.Module
    http_code: int | None = None
    latency_ms: int | None = None
    snippet: str | None = None


def record(seen: Sequence[Sight]) -> None:
    """Write one row for each service, over the one that is there.

    The table may be older than this program: the columns that it has are filled.
    """
    with _WRITING, database.session() as session:
        rows = _table(session)
        known = set(session.scalars(select(rows.c.service_name)))
        for sight in seen:
            values = {name: value for name, value in _values(sight).items() if name in rows.c}
            name = sight.module.name
            if name in known:
                session.execute(update(rows).where(rows.c.service_name == name).values(values))
            else:
                born = {"created_at": now()} if "created_at" in rows.c else {}
                session.execute(insert(rows).values({"service_name": name, **values, **born}))
        session.commit()


def _table(session: Session) -> TableClause:
    name = RuntimeService.__tablename__
    types = RuntimeService.__table__.c
    there = [each["name"] for each in inspect(session.connection()).get_columns(name)]
    return table(name, *(column(each, types[each].type) for each in there if each in types))


def _values(sight: Sight) -> dict[str, Any]:
    healthy = sight.http_code == httpx.codes.OK
    moment = now()
    return {
        "port": sight.module.port,
        "health_url": settings.url_of(sight.module.name) + "/health",
        "status": "OK" if healthy else "BROKEN",
        "http_code": sight.http_code,
        "latency_ms": sight.latency_ms,
        "endpoint_ok": "/health" if healthy else None,
        "snippet": sight.snippet[:SNIPPET] if sight.snippet else None,
        "last_check": moment,
        "checked_at": moment,
    }

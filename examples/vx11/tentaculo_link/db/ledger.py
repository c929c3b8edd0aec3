"""The ledger of accepted events."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

from sqlalchemy import func, select

from config import database
from config.db_schema import LedgerEntry, now


def write(entry: LedgerEntry) -> None:
    """Add one entry and commit it."""
    with database.session() as session:
        session.add(entry)
        session.commit()


def counts(window: timedelta | None = None) -> dict[str, int]:
    """How many entries there are of each type, of all time or of the last `window`."""
    query = select(LedgerEntry.event_type, func.count()).group_by(LedgerEntry.event_type)
    if window is not None:
        query = query.where(LedgerEntry.created_at >= now() - window)
    with database.session() as session:
        return dict(session.execute(query).all())


def payloads(kind: str, limit: int) -> list[dict[str, Any]]:
    """The payloads of the latest entries of one type, newest first, at most `limit`."""
    query = select(LedgerEntry.payload).where(LedgerEntry.event_type == kind)
    with database.session() as session:
        rows = session.scalars(query.order_by(LedgerEntry.id.desc()).limit(limit))
        return [json.loads(row) for row in rows]

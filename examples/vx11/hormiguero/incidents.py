"""Incidents, as they are kept."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select

from config import database
from config.db_schema import Incident


def keep(found: list[Incident]) -> None:
    """Add incidents and commit them."""
    with database.session() as session:
        session.add_all(found)
        session.commit()


def count() -> int:
    """How many are kept."""
    with database.session() as session:
        return session.scalar(select(func.count()).select_from(Incident)) or 0


def latest(limit: int) -> list[dict[str, Any]]:
    """The newest first, at most `limit`."""
    with database.session() as session:
        rows = session.scalars(select(Incident).order_by(Incident.id.desc()).limit(limit))
        return [_show(row) for row in rows]


def _show(row: Incident) -> dict[str, Any]:
    return {
        "id": row.id,
        "ant": row.ant,
        "subject": row.subject,
        "message": row.message,
        "created_at": row.created_at.isoformat() + "Z",
    }

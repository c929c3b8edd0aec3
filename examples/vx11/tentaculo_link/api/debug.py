"""What the ledger shows about the events so far."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from fastapi import APIRouter

from tentaculo_link.db import ledger

RATE_WINDOW = timedelta(minutes=5)
CORRELATIONS = 500

router = APIRouter()


@router.get("/cardinality")
def cardinality() -> dict[str, Any]:
    """How many events of each type there are, and how many a minute of late."""
    counts = ledger.counts()
    recent = ledger.counts(RATE_WINDOW)
    minutes = RATE_WINDOW.total_seconds() / 60
    types = {kind: {"count": count, "per_minute": recent.get(kind, 0) / minutes} for kind, count in counts.items()}
    return {"total": sum(counts.values()), "window_s": int(RATE_WINDOW.total_seconds()), "types": types}


@router.get("/correlations")
def correlations() -> dict[str, Any]:
    """The events that `system.correlation.updated` ties together, as a graph."""
    strengths: dict[tuple[str, str], float] = {}
    for payload in ledger.payloads("system.correlation.updated", CORRELATIONS):
        for target in payload["related_events"]:
            # The newest comes first, and is what the correlation was updated to.
            strengths.setdefault((payload["correlation_id"], str(target)), payload["strength"])
    nodes = sorted({node for pair in strengths for node in pair})
    edges = [{"from": source, "to": target, "strength": value} for (source, target), value in strengths.items()]
    return {"nodes": nodes, "edges": edges}

"""The gate as JSON, format `vx11-gate/1`."""

from __future__ import annotations

import json
from typing import Any

from pytest_vx11._gate.comparison import Lost, New, Told
from pytest_vx11._gate.outcome import Gate
from pytest_vx11._report.json_report import visible

FORMAT = "vx11-gate/1"


def render_json(gate: Gate) -> str:
    """Return all that a gate came to; findings are those of `vx11-report/1`, with the id of their check."""
    comparison = gate.comparison
    told: dict[str, Any] = {
        "format": FORMAT,
        "base": gate.base,
        "head": gate.head,
        "new": [_new(each) for each in comparison.new],
        "known": [_told(each) for each in comparison.known],
        "waived": [_told(each) for each in comparison.waived],
        "mended": [_told(each) for each in comparison.mended],
        "lost": [_lost(each) for each in comparison.lost],
        "notes": list(gate.notes),
    }
    return f"{visible(json.dumps(told, indent=1, ensure_ascii=False))}\n"


def _told(told: Told) -> dict[str, Any]:
    return {"check": told.check["id"], "finding": told.finding}


def _new(new: New) -> dict[str, Any]:
    return {**_told(new.told), "why": new.novelty.value, "before": new.before, "unseen": new.unseen}


def _lost(lost: Lost) -> dict[str, Any]:
    return {
        "check": lost.check["id"],
        "why": lost.loss.value,
        "reason": lost.check["reason"],
        "hidden_by": lost.hidden,
        "before": lost.before,
    }

"""`json`: the result itself, format `vx11-report/1`."""

from __future__ import annotations

import json

from pytest_vx11.report.data import ReportData


def render_json(data: ReportData) -> str:
    """Return the result as JSON."""
    return f"{json.dumps(data, indent=1, ensure_ascii=False)}\n"

"""The published JSON Schema of the JSON report."""

from __future__ import annotations

from pathlib import Path

#: Draft 2020-12; `vx11 schema report` prints it.
REPORT_SCHEMA = Path(__file__).with_name("report.schema.json")

"""The formats of reports. A new one is a file, and a line here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from pytest_vx11.report.data import ReportData
from pytest_vx11.report.json_report import render_json

LANGUAGES = ("en", "es")

#: From a result and a language to the report's text.
Render = Callable[[ReportData, str], str]

FORMATS: Mapping[str, Render] = {
    "json": lambda data, _: render_json(data),
}


def write_report(path: Path, text: str) -> None:
    """Write a report whole or not at all; raises OSError where that cannot be done."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f".{path.name}.partial")
    try:
        partial.write_text(text, encoding="utf-8", errors="replace")
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)

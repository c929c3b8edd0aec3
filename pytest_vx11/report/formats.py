"""The formats of reports. A new one is a file, and a line here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from pytest_vx11.report.closure import render_closure
from pytest_vx11.report.data import ReportData
from pytest_vx11.report.github import render_github
from pytest_vx11.report.gitlab import render_gitlab
from pytest_vx11.report.json_report import render_json
from pytest_vx11.report.sarif import render_sarif

LANGUAGES = ("en", "es")

#: From a result and a language to the report's text.
Render = Callable[[ReportData, str], str]

FORMATS: Mapping[str, Render] = {
    "json": lambda data, _: render_json(data),
    "md": render_closure,
    "sarif": lambda data, _: render_sarif(data),
    "github": lambda data, _: render_github(data),
    "gitlab": lambda data, _: render_gitlab(data),
}
#: Those that begin with what is checked out.
WITH_SNAPSHOT = frozenset({"md"})


def write_report(path: Path, text: str) -> None:
    """Write a report whole or not at all; raises OSError where that cannot be done."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f".{path.name}.partial")
    try:
        partial.write_text(text, encoding="utf-8", errors="replace")
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)

"""The formats of reports. A new one is a file, and a function here.

Each is imported when it is used: most runs write no report, and to import all of them takes nearly a tenth of a second.
"""

# ruff: noqa: PLC0415
from __future__ import annotations

from collections.abc import Callable, Mapping

from pytest_vx11._report.data import ReportData

LANGUAGES = ("en", "es")

#: From a result and a language to the report's text.
Render = Callable[[ReportData, str], str]


def _json(data: ReportData, _: str) -> str:
    from pytest_vx11._report.json_report import render_json

    return render_json(data)


def _md(data: ReportData, lang: str) -> str:
    from pytest_vx11._report.closure import render_closure

    return render_closure(data, lang)


def _sarif(data: ReportData, _: str) -> str:
    from pytest_vx11._report.sarif import render_sarif

    return render_sarif(data)


def _github(data: ReportData, _: str) -> str:
    from pytest_vx11._report.github import render_github

    return render_github(data)


def _gitlab(data: ReportData, _: str) -> str:
    from pytest_vx11._report.gitlab import render_gitlab

    return render_gitlab(data)


FORMATS: Mapping[str, Render] = {"json": _json, "md": _md, "sarif": _sarif, "github": _github, "gitlab": _gitlab}
#: Those that begin with what is checked out.
WITH_SNAPSHOT = frozenset({"md"})


def step_summary(data: ReportData) -> str:
    """Return the summary of a step of GitHub's, which goes with `github`."""
    from pytest_vx11._report.github import render_summary

    return render_summary(data)

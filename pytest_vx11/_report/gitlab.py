"""`gitlab`: GitLab's code quality report (docs.gitlab.com, "Code Quality report format")."""

from __future__ import annotations

import json
from typing import Any

from pytest_vx11._report.data import ReportData
from pytest_vx11._report.locations import Found, Spot, found
from pytest_vx11._source.values import show
from pytest_vx11._source.words import harmless

_SEVERITIES = {"error": "major", "warning": "minor", "note": "info"}
_LONG = 500


def render_gitlab(data: ReportData) -> str:
    """Return the findings that nobody has accepted, as GitLab shows them beside a merge request."""
    issues = [_issue(each) for each in found(data) if not each.finding["waived"]]
    return f"{json.dumps(issues, indent=1, ensure_ascii=False)}\n"


def _issue(each: Found) -> dict[str, Any]:
    finding, at = each.finding, each.check["canon_at"]
    # An issue must have a path: that of a canon outside of the checkout leads nowhere, but names it.
    path, line, _ = each.spots[0] if each.spots else Spot(harmless(at["path"]), at["line"], at["col"])
    said = f"{harmless(finding['message'], _LONG)} (expected {show(finding['canon'])}, found {show(finding['actual'])})"
    return {
        "description": said,
        "check_name": finding["code"],
        "fingerprint": each.fingerprint,
        "severity": _SEVERITIES[finding["severity"]],
        "location": {"path": path, "lines": {"begin": max(line, 1)}},
    }

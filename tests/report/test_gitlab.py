"""GitLab's code quality report: what its documentation asks for, "Code Quality report format"."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from pytest_vx11._report.gitlab import render_gitlab
from tests.report.samples import check, finding, hostile, report

ACCEPTED: Any = {"reason": "later", "owner": None, "expires": None}


def issues(data: Any) -> list[Any]:
    """Return the issues of a report, each of which has what GitLab asks for, and a fingerprint of its own."""
    every: list[Any] = json.loads(render_gitlab(data))
    for each in every:
        assert set(each) == {"description", "check_name", "fingerprint", "severity", "location"}
        assert each["severity"] in ("info", "minor", "major", "critical", "blocker")
        assert set(each["location"]) == {"path", "lines"}
        assert set(each["location"]["lines"]) == {"begin"}
        assert each["location"]["lines"]["begin"] >= 1
        assert each["description"]
        assert not re.match(r"\./|/", each["location"]["path"])
    assert len({each["fingerprint"] for each in every}) == len(every)
    return every


def test_a_finding_is_an_issue() -> None:
    assert issues(report(check(finding()), check())) == [
        {
            "description": "orders publishes 8011:8001, the canon wants 8001:8001 (expected 8001, found 8011)",
            "check_name": "VX104",
            "fingerprint": finding()["fingerprint"],
            "severity": "major",
            "location": {"path": "compose.yaml", "lines": {"begin": 10}},
        }
    ]


@pytest.mark.parametrize(("severity", "expected"), [("error", "major"), ("warning", "minor"), ("note", "info")])
def test_each_severity_has_its_name(severity: str, expected: str) -> None:
    assert issues(report(check(finding(severity=severity))))[0]["severity"] == expected


def test_what_is_accepted_is_left_out() -> None:
    assert issues(report(check(finding(accepted=ACCEPTED)))) == []
    assert len(issues(report(check(finding(), finding(accepted=ACCEPTED))))) == 1


def test_a_run_without_drift_has_an_empty_list() -> None:
    assert render_gitlab(report(check())) == "[]\n"


def test_a_place_without_a_line_is_shown_at_the_first() -> None:
    place: Any = {"path": "compose.yaml", "line": 0, "col": 0}
    assert issues(report(check(finding(places=(place,)))))[0]["location"]["lines"] == {"begin": 1}


def test_findings_that_share_a_fingerprint_are_all_told() -> None:
    assert len(issues(report(check(finding()), check(finding(), witness="running"), check(finding(), finding())))) == 4


def test_a_finding_whose_canon_lies_outside_is_told_nevertheless() -> None:
    outside: Any = {"path": "../canon.yaml", "line": 4, "col": 1}
    data = report(check(finding(places=()), canon_at=outside))
    assert issues(data)[0]["location"] == {"path": "../canon.yaml", "lines": {"begin": 4}}


def test_hostile_text_stays_text_on_one_line() -> None:
    every = issues(hostile())
    assert len(every) == 16
    for each in every:
        assert each["description"].isprintable()
        assert len(each["description"]) < 2000
    assert every[0]["description"].startswith("<script>alert(1)</script> (expected ")

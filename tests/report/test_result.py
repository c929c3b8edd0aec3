"""A run's result as plain data: whatever was found in it can be written, and read back."""

from __future__ import annotations

from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import pytest

from pytest_vx11._checks.verdict import Finding, Outcome, Verdict
from pytest_vx11._engine.plan import load_plan
from pytest_vx11._facets.builtin import builtin_facets
from pytest_vx11._gate.saved import read_report
from pytest_vx11._report.formats import FORMATS
from pytest_vx11._report.result import Reported, as_data
from pytest_vx11._report.writing import write_report


def reported(folder: Path, found: Any) -> Any:
    """Return the result of a run in which something was found."""
    (folder / "canon.yaml").write_text("canon: 1\nsystem: shop\nservices: {web: {port: 8000}}\n")
    plan = load_plan(folder / "canon.yaml", builtin_facets(), {})
    finding = Finding(code="VX104", subject="web:8000", message="web drifts", expected=8000, actual=found)
    verdict = Verdict(outcome=Outcome.DRIFT, actual=found, findings=(finding,))
    now = datetime.now(timezone.utc)
    return as_data(
        Reported(
            canons=[plan.canon], told=[(check, verdict, check.id) for check in plan.checks], run_id="0" * 16, started_at=now,
            finished_at=now, runtime="none", commit=None, branch=None, rootdir=folder, services=(), codes={}, facets={},
        )
    )  # fmt: skip


def nested(levels: int) -> Any:
    found: Any = "core"
    for level in range(levels):
        found = [found] if level % 2 else {"inner": found}
    return found


def test_a_value_that_is_nested_deeply_is_cut_so_that_the_report_can_be_read_back(tmp_path: Path) -> None:
    data = reported(tmp_path, nested(200))
    write_report(tmp_path / "r.json", FORMATS["json"](data, "en"))
    value: Any = read_report(tmp_path / "r.json").data["checks"][0]["findings"][0]["actual"]
    levels = 0
    while value != "…":
        [value] = value.values() if isinstance(value, dict) else value
        levels += 1
    assert 30 < levels < 40


def test_a_value_that_is_nested_as_people_do_stays_whole(tmp_path: Path) -> None:
    assert reported(tmp_path, nested(25))["checks"][0]["findings"][0]["actual"] == nested(25)


@pytest.mark.parametrize("number", [float("nan"), float("inf"), float("-inf")])
def test_a_number_that_json_does_not_have_is_told_as_text(tmp_path: Path, number: float) -> None:
    write_report(tmp_path / "r.json", FORMATS["json"](reported(tmp_path, [number, 1.5]), "en"))
    assert read_report(tmp_path / "r.json").data["checks"][0]["actual"] == [str(number), 1.5]

"""The quick look at a saved report says yes to nothing that the published schema refuses."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from typing import Any

import jsonschema
import pytest

from pytest_vx11._gate.saved import _surely_fits
from pytest_vx11._report.schema import REPORT_SCHEMA
from tests.report.samples import check, finding, hostile, report

SCHEMA = json.loads(REPORT_SCHEMA.read_text(encoding="utf-8"))
ACCEPTED: Any = {"reason": "r", "owner": None, "expires": None}
WHOLE: Any = report(
    check(finding()), check(finding(accepted=ACCEPTED)), check(), check(reason="nobody looked", actual=None)
)


def changed(change: Callable[[Any], object]) -> Any:
    data = copy.deepcopy(WHOLE)
    change(data)
    return data


BROKEN: dict[str, Callable[[Any], object]] = {
    "a key is missing": lambda data: data.pop("rules"),
    "a key is unknown": lambda data: data.update(more=1),
    "a check lacks its id": lambda data: data["checks"][0].pop("id"),
    "an id is none": lambda data: data["checks"][0].update(id="x"),
    "drift without findings": lambda data: data["checks"][0].update(findings=[]),
    "a match with a reason": lambda data: data["checks"][2].update(reason="because"),
    "unverified without a reason": lambda data: data["checks"][3].update(reason=None),
    "waived with a finding that is not": lambda data: data["checks"][1]["findings"][0].update(waived=False),
    "waived without findings": lambda data: data["checks"][1].update(findings=[]),
    "an unknown verdict": lambda data: data["checks"][2].update(verdict="fine"),
    "a line below zero": lambda data: data["checks"][0]["findings"][0]["places"][0].update(line=-1),
    "an absolute path": lambda data: data["checks"][0]["canon_at"].update(path="/etc/passwd"),
    "a count that is text": lambda data: data["summary"].update(drift="1"),
    "a time that is none": lambda data: data["run"].update(started_at="today"),
    "a since without a commit": lambda data: data["checks"][0]["findings"][0].update(since={"at": "x"}),
}


@pytest.mark.parametrize("data", [WHOLE, hostile()], ids=["plain", "hostile"])
def test_what_fits_is_taken_without_the_validator(data: Any) -> None:
    assert _surely_fits(data, SCHEMA)


@pytest.mark.parametrize("name", BROKEN)
def test_what_the_schema_refuses_gets_no_yes(name: str) -> None:
    data = changed(BROKEN[name])
    assert not jsonschema.Draft202012Validator(SCHEMA).is_valid(data)
    assert not _surely_fits(data, SCHEMA)

"""The samples are what a run writes: they fit the published schema."""

from __future__ import annotations

import json
from typing import Any

import jsonschema
import pytest

from pytest_vx11._report.schema import REPORT_SCHEMA
from tests.report.samples import check, finding, hostile, report

ACCEPTED: Any = {"reason": "until the migration", "owner": "ana", "expires": "2027-01-31"}


@pytest.mark.parametrize("data", [report(check(finding()), check(finding(accepted=ACCEPTED)), check()), hostile()])
def test_a_sample_fits_the_schema(data: Any) -> None:
    jsonschema.Draft202012Validator(json.loads(REPORT_SCHEMA.read_text(encoding="utf-8"))).validate(data)

"""Reading reports of others."""

from __future__ import annotations

import copy
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from pytest_vx11._errors import SourceError
from pytest_vx11._gate.saved import read_report
from pytest_vx11._report.schema import REPORT_SCHEMA
from tests.report.samples import check, finding, hostile, report


def told(path: Path, **more: Any) -> list[str]:
    with pytest.raises(SourceError) as refused:
        read_report(path, **more)
    return [problem.message for problem in refused.value.problems]


def saved(folder: Path, data: Any) -> Path:
    path = folder / "report.json"
    path.write_text(json.dumps(data), encoding="utf-8")
    return path


@pytest.mark.parametrize("make", [lambda: report(check(finding())), hostile], ids=["plain", "hostile"])
def test_a_report_is_read_as_it_was_written(tmp_path: Path, make: Callable[[], Any]) -> None:
    data = make()
    assert read_report(saved(tmp_path, data)) == (data, True)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "not JSON: Expecting value"),
        (b"{", "not JSON: Expecting property name"),
        (b"\xff\xfe", "not JSON: 'utf-8' codec"),
        (b"[" * 100_000, "not JSON: it is nested too deeply"),
        (b'{"format": NaN}', "not JSON: NaN is no number"),
        (b'{"format": ' + b"1" * 10_000 + b"}", "not JSON: Exceeds the limit"),
        (b"[]", "not a report of the format vx11-report/1: no object"),
        (b'"vx11-report/1"', "not a report of the format vx11-report/1: no object"),
        (b"{}", "not a report of the format vx11-report/1: none"),
        (b'{"format": "vx11-report/2"}', "not a report of the format vx11-report/1: vx11-report/2"),
    ],
)
def test_what_is_no_report_is_refused_with_why(tmp_path: Path, content: bytes, said: str) -> None:
    path = tmp_path / "report.json"
    path.write_bytes(content)
    assert [message.startswith(said) for message in told(path)] == [True], told(path)


def test_a_file_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    assert told(tmp_path) == ["Is a directory"]
    assert told(tmp_path / "nothing.json") == ["No such file or directory"]


def test_a_report_larger_than_the_bound_is_refused_without_being_read_whole(tmp_path: Path) -> None:
    path = saved(tmp_path, report(check()))
    size = path.stat().st_size
    assert read_report(path, most=size).data["checks"]
    assert told(path, most=size - 1) == [f"the report is larger than {size - 1:,} bytes"]
    os.truncate(path, 1 << 40)  # sparse: a terabyte that nobody could hold
    assert told(path) == ["the report is larger than 268,435,456 bytes"]


def test_a_report_without_checks_says_nothing(tmp_path: Path) -> None:
    assert told(saved(tmp_path, report())) == ["there are no checks in it, so that it says nothing"]


def test_a_value_that_is_nested_too_deeply_is_refused(tmp_path: Path) -> None:
    deep: Any = 1
    for _ in range(200):
        deep = [deep]
    path = saved(tmp_path, report(check(finding(actual=deep))))
    assert told(path) == ["a value is nested more than 60 levels deep"]


def test_what_does_not_fit_the_schema_is_told_with_where(tmp_path: Path) -> None:
    data: Any = report(check(finding()))
    data["checks"][0]["findings"][0]["code"] = "104"
    del data["checks"][0]["service"]
    data["summary"]["match"] = -1
    messages = told(saved(tmp_path, data))
    assert sorted(message.split(": ")[1] for message in messages) == [
        "$.checks[0]", "$.checks[0].findings[0].code", "$.summary.match",
    ]  # fmt: skip


def test_of_very_many_problems_the_first_are_told(tmp_path: Path) -> None:
    assert len(told(saved(tmp_path, report(*[check(witness="said")] * 500)))) == 20


def test_a_report_of_an_older_version_is_filled_in(tmp_path: Path) -> None:
    whole = report(check(finding()), check(subject="8002"))
    old: Any = copy.deepcopy(whole)
    for name in ("rules", "baselines", "changes", "snapshot"):
        del old[name]
    for name in ("folder", "strict", "exit_status", "errors"):
        del old["run"][name]
    del old["checks"][0]["places"], old["checks"][0]["canon_at"]["col"], old["canons"][0]["root"]
    for name in ("accepted", "since", "fingerprint"):
        del old["checks"][0]["findings"][0][name]
    data, fingerprints = read_report(saved(tmp_path, old))
    assert not fingerprints
    jsonschema.Draft202012Validator(json.loads(REPORT_SCHEMA.read_text(encoding="utf-8"))).validate(data)
    assert data["checks"][0]["findings"][0] == whole["checks"][0]["findings"][0]


def test_a_rule_of_an_older_version_hides_nothing(tmp_path: Path) -> None:
    old: Any = report(check(finding("VX002:shop:compose.yaml")))
    del old["rules"]["VX002"]["masks"]
    assert read_report(saved(tmp_path, old)).data["rules"]["VX002"]["masks"] is False
    old["rules"]["VX002"]["masks"] = "no"
    assert "$.rules.VX002.masks" in told(saved(tmp_path, old))[0]


def test_a_rule_of_an_older_version_has_its_english_title_alone(tmp_path: Path) -> None:
    old: Any = report(check(finding()))
    del old["rules"]["VX104"]["titles"]
    assert read_report(saved(tmp_path, old)).data["rules"]["VX104"]["titles"] == {}
    old["rules"]["VX104"]["titles"] = {"es": 5}
    assert "$.rules.VX104.titles.es" in told(saved(tmp_path, old))[0]


def test_a_report_from_a_pipe_is_read(tmp_path: Path) -> None:
    reading, writing = os.pipe()
    os.write(writing, json.dumps(report(check())).encode())
    os.close(writing)
    assert read_report(Path(f"/dev/fd/{reading}")).fingerprints
    os.close(reading)

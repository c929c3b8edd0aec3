"""The JSON report: exactly the fields that are promised, of the promised types."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

import jsonschema
import pytest

from pytest_vx11._checks.identity import fingerprint
from pytest_vx11._report.schema import REPORT_SCHEMA
from tests.plugin.shop import CHECKS, DRIFTED, Shop


def schema() -> Any:
    return json.loads(REPORT_SCHEMA.read_text(encoding="utf-8"))


@pytest.fixture
def drifted(pytester: pytest.Pytester) -> Shop:
    """The shop in a git checkout, with one drift and one service that is disabled."""
    shop = Shop(pytester)
    shop.drift()
    pytester.run("git", "init", "-q", "-b", "trunk")
    pytester.run("git", "add", ".")
    pytester.run("git", "-c", "user.name=x", "-c", "user.email=x@x", "commit", "-qm", "x")
    return shop


def test_the_report_has_the_promised_fields_and_no_others(drifted: Shop) -> None:
    report = drifted.report()
    jsonschema.Draft202012Validator(schema()).validate(report)
    assert report["summary"] == {"match": 5, "drift": 1, "waived": 0, "unverified": 6}
    assert report["canon"] == report["canons"][0]
    assert (report["canon"]["path"], report["canon"]["system"], report["canon"]["version"]) == (
        "canon.yaml",
        "shop",
        "1.0",
    )
    assert [check["id"] for check in report["checks"]] == [f"shop::{check}" for check in CHECKS]
    assert [service["name"] for service in report["services"]] == ["gateway", "orders"]


def test_the_run_is_told_with_its_commit_and_times(drifted: Shop) -> None:
    run = drifted.report()["run"]
    assert (run["runtime"], run["branch"]) == ("none", "trunk")
    assert run["commit"] == drifted.pytester.run("git", "rev-parse", "HEAD").outlines[0]
    started, finished = (
        datetime.fromisoformat(run[key].replace("Z", "+00:00")) for key in ("started_at", "finished_at")
    )
    assert started <= finished
    assert run["id"] != drifted.report()["run"]["id"]


def test_a_drift_is_told_with_its_finding_and_places(drifted: Shop) -> None:
    check = next(check for check in drifted.report()["checks"] if check["nodeid"] == DRIFTED)
    assert {key: check[key] for key in ("verdict", "reason", "canon", "actual", "canon_at")} == {
        "verdict": "drift",
        "reason": None,
        "canon": 8001,
        "actual": 8011,
        "canon_at": {"path": "canon.yaml", "line": 11, "col": 11},
    }
    assert check["findings"] == [
        {
            "key": "VX104:orders:8001",
            "code": "VX104",
            "severity": "error",
            "message": "orders publishes 8011:8001, the canon wants 8001:8001",
            "canon": 8001,
            "actual": 8011,
            "hint": 'publish "8001:8001" in the Compose file, or change the canon',
            "waived": False,
            "accepted": None,
            "since": None,
            "fingerprint": fingerprint("VX104:orders:8001", 8011),
            "places": [{"path": "compose.yaml", "line": 10, "col": 13}],
            "evidence": [],
        }
    ]


def test_a_code_that_was_found_is_told_with_its_title_in_each_language(drifted: Shop) -> None:
    rules = drifted.report()["rules"]
    assert list(rules) == ["VX104"]
    assert rules["VX104"]["title"] == "a port is not published as the canon says"
    assert rules["VX104"]["titles"] == {"es": "un puerto no se publica como dice el canon"}


def test_an_unverified_check_says_why(drifted: Shop) -> None:
    check = next(check for check in drifted.report()["checks"] if check["verdict"] == "unverified")
    assert (
        check["reason"] == "nothing runs: the canon says no `run` for gateway, orders, so that nothing can be started"
    )
    assert check["findings"] == []


def test_outside_of_git_commit_and_branch_are_null(pytester: pytest.Pytester) -> None:
    run = Shop(pytester).report()["run"]
    assert (run["commit"], run["branch"]) == (None, None)


def test_several_reports_are_written_and_folders_are_made(drifted: Shop) -> None:
    drifted.pytester.makeini("[pytest]\nvx11_report =\n    json:from-ini.json")
    assert drifted.run().ret == pytest.ExitCode.TESTS_FAILED
    assert (drifted.path / "from-ini.json").is_file()
    (drifted.path / "from-ini.json").unlink()
    result = drifted.run("--vx11-report", "json:new/deep/one.json", "--vx11-report=json:two: three.json")
    one, two = drifted.path / "new/deep/one.json", drifted.path / "two: three.json"
    assert json.loads(one.read_text())["summary"] == json.loads(two.read_text())["summary"]
    assert "report: new/deep/one.json" in result.outlines
    assert not (drifted.path / "from-ini.json").exists()
    assert sorted(path.name for path in one.parent.iterdir()) == ["one.json"]


def test_an_older_report_stays_whole_where_a_new_one_cannot_be_written(drifted: Shop) -> None:
    (drifted.path / "kept").write_text("x")
    result = drifted.run("--vx11-report", "json:kept/r.json", "--vx11-report", f"json:{'x' * 300}")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stdout.fnmatch_lines(
        [
            "ERROR: the report kept/r.json cannot be written: *",
            "ERROR: the report xxx* cannot be written: File name too long",
        ]
    )
    assert (drifted.path / "kept").read_text() == "x"
    assert list(drifted.path.glob(".vx11-*")) == []


@pytest.mark.parametrize("path", ["/", ".", "folder", "new/"])
def test_a_folder_is_no_report(drifted: Shop, path: str) -> None:
    (drifted.path / "folder").mkdir()
    result = drifted.run("--vx11-report", f"json:{path}")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines([f"ERROR: --vx11-report: json:{path} is a folder; name a file"])


def test_a_path_that_no_system_has_is_told_and_the_run_goes_on(drifted: Shop) -> None:
    drifted.pytester.makeini("[pytest]\nvx11_report =\n    json:a\0b.json\n    json:other.json")
    result = drifted.run()
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stdout.fnmatch_lines(["ERROR: the report a\\x00b.json cannot be written: *", "report: other.json"])

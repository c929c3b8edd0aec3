"""GitHub's annotations, read as its runner reads them, and the summary of a step."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

import pytest

from pytest_vx11._report.github import render_github, render_summary
from pytest_vx11._source.words import harmless
from tests.report.samples import HOSTILE, check, finding, hostile, report
from tests.report.shown import shown

ACCEPTED: Any = {"reason": "later", "owner": None, "expires": None}


def since(runs: int) -> Any:
    return {"at": "2026-11-20T08:00:00.000Z", "commit": "b" * 40, "runs": runs}


class Annotation(NamedTuple):
    """One workflow command."""

    name: str
    properties: dict[str, str]
    message: str


def commands(data: Any) -> list[Annotation]:
    """Return the commands that a runner sees: one on each line, and no line that is none."""
    text = render_github(data)
    assert text.isprintable() or text.replace("\n", "").isprintable()
    return [_parsed(line) for line in text.splitlines()]


def _parsed(line: str) -> Annotation:
    """Read a line as actions/runner does (ActionCommand.cs, TryParseV2)."""
    assert line.startswith("::")
    end = line.index("::", 2)
    name, _, given = line[2:end].partition(" ")
    pairs = [pair.partition("=") for pair in given.strip().split(",") if pair]
    properties = {key: _unescaped(value, property=True) for key, _, value in pairs}
    return Annotation(name, properties, _unescaped(line[end + 2 :]))


def _unescaped(text: str, *, property: bool = False) -> str:
    for escape, char in {
        "%0D": "\r",
        "%0A": "\n",
        **({"%3A": ":", "%2C": ","} if property else {}),
        "%25": "%",
    }.items():
        text = text.replace(escape, char)
    return text


def test_a_finding_is_told_at_its_line() -> None:
    assert commands(report(check(finding(since=since(3))), check())) == [
        Annotation(
            "error",
            {
                "file": "compose.yaml",
                "line": "10",
                "col": "13",
                "title": "VX104: a port is not published as the canon says",
            },
            "orders publishes 8011:8001, the canon wants 8001:8001\nexpected: 8001\nfound: 8011\n"
            'to do: publish "8001:8001" in the Compose file, or change the canon\nsince: 2026-11-20, 3 runs',
        )
    ]


@pytest.mark.parametrize(("severity", "name"), [("error", "error"), ("warning", "warning"), ("note", "notice")])
def test_each_severity_has_its_command(severity: str, name: str) -> None:
    assert commands(report(check(finding(severity=severity))))[0].name == name


def test_what_is_accepted_is_not_told() -> None:
    assert render_github(report(check(finding(accepted=ACCEPTED)), check())) == ""


def test_a_file_as_a_whole_has_no_line_and_a_long_path_stays_whole() -> None:
    path = f"a/{'a, b: %/' * 100}x.yaml"
    place: Any = {"path": path, "line": 0, "col": 0}
    properties = commands(report(check(finding(places=(place,)))))[0].properties
    assert {key: value for key, value in properties.items() if key != "title"} == {"file": path}


def test_without_a_file_there_is_a_title_alone() -> None:
    outside: Any = {"path": "../canon.yaml", "line": 4, "col": 1}
    told = commands(report(check(finding(places=()), canon_at=outside)))
    assert list(told[0].properties) == ["title"]


def test_errors_of_the_run_come_first_and_have_no_file() -> None:
    data = report(check(finding()))
    data["run"]["errors"] = ["orders cannot be started:\nno such image", "::error::x"]
    told = commands(data)
    assert told[0] == Annotation("error", {"title": "vx11"}, "orders cannot be started:\nno such image")
    assert told[1] == Annotation("error", {"title": "vx11"}, "::error::x")
    assert len(told) == 3


def test_under_strict_what_nobody_saw_is_an_error() -> None:
    data = report(check(reason="nothing runs"))
    assert commands(data) == []
    data["run"]["strict"] = True
    assert commands(data)[0].message == "1 check is unverified, and --vx11-strict wants every check looked at"
    assert render_summary(data).startswith("✘ vx11 checks: 1 unverified\n\n- ")


def test_an_interrupted_run_is_not_well() -> None:
    data = report(check())
    data["run"]["exit_status"] = 2
    assert commands(data)[0].message == "the run did not come to its end: exit status 2"
    assert render_summary(data).startswith("✘ ")


def test_what_is_new_comes_first() -> None:
    old, new, unknown = finding("VX104:o", since=since(2)), finding("VX104:n", since=since(0)), finding("VX104:u")
    said = [each.message.splitlines()[-1] for each in commands(report(check(old), check(new), check(unknown)))]
    assert said[0] == "since: this run"
    assert said[1].startswith("to do: ")  # since when is not known
    assert said[2] == "since: 2026-11-20, 2 runs"


def test_no_hostile_text_becomes_a_command_or_a_property() -> None:
    told = commands(hostile())
    assert [each.name for each in told] == ["error"] * len(HOSTILE)
    for each, text in zip(told, HOSTILE, strict=True):
        assert set(each.properties) == {"file", "line", "col", "title"}
        assert each.properties["file"] == harmless(f"dir/{text.replace('/', '')}", 4096)
        assert each.message.splitlines()[0] == harmless(text, 500)
        assert len(each.message) < 4000


def test_where_all_is_well_the_summary_is_one_line() -> None:
    waived = check(finding(accepted=ACCEPTED))
    data = report(check(), check(), waived, check(reason="nothing runs"))
    assert render_summary(data) == "✔ vx11 checks: 2 match, 1 accepted, 1 unverified\n"
    assert render_summary(report()) == "✘ vx11 checks: none was run\n"


def test_drift_is_told_in_tables_what_is_new_first() -> None:
    old, new = finding("VX104:o", since=since(2)), finding("VX104:n", since=since(0), places=())
    seen = shown(render_summary(report(check(old), check(new), check())))
    message = "orders publishes 8011:8001, the canon wants 8001:8001"
    assert seen.text.startswith("✘ vx11 checks: 1 match, 2 drift\n")
    assert seen.cells == [
        ["finding", "where", "expected", "found"],
        [f"{message} (VX104:n)", "canon.yaml:11", "8001", "8011Drift that earlier runs had"],
        ["finding", "where", "expected", "found", "since"],
        [f"{message} (VX104:o)", "compose.yaml:10", "8001", "8011", "2026-11-20, 2 runs"],
    ]


def heads(text: str) -> list[str]:
    return re.findall(r"^### (.*)$", text, re.MULTILINE)


def test_only_what_an_earlier_run_did_not_have_is_called_new() -> None:
    old, new, unknown = finding("VX104:o", since=since(1)), finding("VX104:n", since=since(0)), finding("VX104:u")
    assert heads(render_summary(report(check(unknown)))) == ["Drift"]
    text = render_summary(report(check(old), check(unknown), check(new)))
    assert heads(text) == ["New drift", "Drift; since when is not known", "Drift that earlier runs had"]
    assert [re.findall(r"VX104:.", part) for part in text.split("###")[1:]] == [["VX104:n"], ["VX104:u"], ["VX104:o"]]
    assert shown(text).cells[-1][-1] == "2026-11-20, 1 run"


def test_what_else_failed_a_strict_run_is_its_reason() -> None:
    data = report(
        check(), baselines=[{"path": "b", "entries": 1, "accepted": 0, "told": [{**ENTRY, "state": "stale"}]}]
    )
    data["run"] |= {"strict": True, "exit_status": 1, "errors": ["1 entry of the baseline is stale"]}
    assert commands(data) == [Annotation("error", {"title": "vx11"}, "1 entry of the baseline is stale")]
    assert render_summary(data).startswith("✘ vx11 checks: 1 match\n\n- 1 entry of the baseline is stale\n")


@pytest.mark.parametrize(("days", "said"), [(0, "today"), (1, "1 day"), (2, "2 days")])
def test_an_entry_says_how_long_it_counts(days: int, said: str) -> None:
    told = [{**ENTRY, "state": "expiring", "days": days}]
    text = render_summary(report(check(), baselines=[{"path": "b", "entries": 1, "accepted": 0, "told": told}]))
    assert shown(text).cells[1][1] == f"until 2027-01-31: {said}"


def test_a_place_in_a_container_is_named() -> None:
    place: Any = {"path": "shop-web:/app/x.db", "line": 0, "col": 0}
    outside: Any = {"path": "../canon.yaml", "line": 4, "col": 1}
    seen = shown(render_summary(report(check(finding(places=(place,)), canon_at=outside))))
    assert seen.cells[1][1] == "shop-web:/app/x.db"


ENTRY: Any = {"key": "VX104:x", "reason": "later", "owner": None, "expires": "2027-01-31", "days": 5,
              "at": {"path": "canon/baseline.yaml", "line": 3, "col": 5}}  # fmt: skip


def test_the_baseline_is_told_even_where_all_is_well() -> None:
    told = [{**ENTRY, "state": state} for state in ("expiring", "expired", "stale", "unknown")]
    baseline = {"path": "canon/baseline.yaml", "entries": 4, "accepted": 0, "told": told}
    text = render_summary(report(check(), baselines=[baseline]))
    assert text.startswith("✔ ")
    assert [row[1] for row in shown(text).cells[1:]] == [
        "until 2027-01-31: 5 days",
        "expired on 2027-01-31",
        "stale: nothing is found any more",
        "unknown: no check has it",
    ]
    assert shown(text).cells[1] == ["VX104:x", "until 2027-01-31: 5 days", "canon/baseline.yaml:3", "nobody", "later"]


def test_the_summary_shows_hostile_text_as_text() -> None:
    data = hostile()
    data["run"]["errors"] = list(HOSTILE)
    seen = shown(render_summary(data))
    assert seen.tags == {"p", "ul", "li", "h3", "table", "thead", "tbody", "tr", "th", "td", "code"}
    head = [place for place, row in enumerate(seen.cells) if row[0] in ("finding", "entry")]
    assert head == [0, len(HOSTILE) + 1]
    assert [len(row) for row in seen.cells] == [4] * (len(HOSTILE) + 1) + [5] * (len(HOSTILE) + 1)
    for row, text in zip(seen.cells[1:], HOSTILE, strict=False):
        assert row[0].startswith(harmless(text)[:199])
        assert row[2].startswith(harmless(text)[:199])
    for row, text in zip(seen.cells[len(HOSTILE) + 2 :], HOSTILE, strict=True):
        assert row[4].startswith(harmless(text)[:199])


def test_many_rows_are_cut_and_counted() -> None:
    new = [finding(f"VX104:{place}") for place in range(450)]
    old = [finding(f"VX104:{place}", since=since(3)) for place in range(100)]
    text = render_summary(report(check(*new, *old)))
    assert len(re.findall(r"^\| orders", text, re.MULTILINE)) == 500
    assert shown(text).text.rstrip().endswith("… and 50 more, which the other reports have.")


def test_the_summary_is_never_larger_than_github_takes() -> None:
    wide = "|𐍈" * 1500
    ages = (None, since(0), since(1))
    many: Any = [finding(f"VX104:{wide}", message=wide, actual=wide, canon=wide, since=ages[place % 3])
                 for place in range(900)]  # fmt: skip
    told = [{**ENTRY, "state": "stale", "key": wide, "reason": wide, "owner": wide}] * 300
    baseline = {"path": "b", "entries": 1, "accepted": 0, "told": told}
    data = report(check(*many), baselines=[baseline])
    data["run"]["errors"] = [wide] * 50
    text = render_summary(data)
    assert 500_000 < len(text.encode()) < 1024 * 1024
    left = [int(each) for each in re.findall(r"^… and (\d+) more", text, re.MULTILINE)]
    rows = len(re.findall(r"^\| (?!---)", text, re.MULTILINE)) - 4
    assert rows + sum(left) == 900 + 300

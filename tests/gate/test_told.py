"""How a gate is told: as text, as a comment, as JSON."""

from __future__ import annotations

import json
import re
import unicodedata
from dataclasses import replace
from typing import Any

import pytest

from pytest_vx11._gate.as_json import render_json
from pytest_vx11._gate.comment import MARKER, render_comment
from pytest_vx11._gate.comparison import compare
from pytest_vx11._gate.outcome import Gate
from pytest_vx11._gate.text import render_text
from pytest_vx11._report.data import ReportData
from tests.report.samples import HOSTILE, check, finding, hostile, report


def gate(base: ReportData, head: ReportData, **more: Any) -> Gate:
    comparison = compare(base, head)
    return replace(Gate(comparison=comparison, base="base.json", head="head.json", canons=head["canons"]), **more)


def another_canon(data: ReportData) -> ReportData:
    data["canons"] = [{**data["canon"], "sha256": "1" * 64}]
    return data


NOTHING = report(check(subject="x"))
WELL = gate(report(check(finding())), report(check(finding())))
DRIFT = gate(report(check()), report(check(finding())))


def test_where_all_is_well_one_line_says_so() -> None:
    assert render_text(WELL) == "gate: nothing new: 1 known (base base.json, head head.json)\n"
    line = "✅ **vx11 gate**: nothing new: 1 known (base base.json, head head.json)\n"
    assert render_comment(WELL) == f"{line}\n{MARKER}\n", "and a mark that nobody sees"
    assert replace(WELL, strict=True).passes()


def test_a_new_finding_is_told_with_what_to_do() -> None:
    assert render_text(DRIFT).splitlines() == [
        "compose.yaml:10: orders publishes 8011:8001, the canon wants 8001:8001 (VX104)",
        "  canon     canon.yaml:11",
        "  expected  8001",
        "  found     8011",
        '  to do     publish "8001:8001" in the Compose file, or change the canon',
        "gate: 1 new (base base.json, head head.json)",
    ]
    assert not DRIFT.passes()


@pytest.mark.parametrize(
    ("base", "line"),
    [
        (report(check(finding(actual=8012))), "  base      found 8012"),
        (report(check(reason="no Compose file")), "  base      had not looked here: no Compose file"),
        (NOTHING, "  base      has no such check"),
    ],
)
def test_what_the_base_has_to_do_with_it_is_told(base: ReportData, line: str) -> None:
    told = gate(base, report(check(finding())))
    assert line in render_text(told).splitlines()
    assert f"base: {line.split(maxsplit=1)[1]}" in render_comment(told).replace("`", "")


def test_what_is_out_of_sight_fails_where_it_is_strict() -> None:
    told = gate(report(check(finding()), check(subject="2")), another_canon(report(check(reason="no file"))))
    assert render_text(told).splitlines() == [
        "out of sight: shop::orders::ports::8001[declared]: unverified: no file; it was a drift",
        "out of sight: shop::orders::ports::2[declared]: no longer stated in the canon",
        "gate: nothing new: 2 out of sight (base base.json, head head.json)",
    ]
    assert "| `shop::orders::ports::8001[declared]` | unverified: no file; it was a drift |" in render_comment(told)
    assert (told.passes(), render_comment(told)[0]) == (True, "✅")
    told = replace(told, strict=True)
    assert (told.passes(), render_comment(told)[0]) == (False, "❌")


def test_a_run_that_left_checks_out_does_not_pass_unless_it_may() -> None:
    told = gate(report(check(), check(subject="2")), report(check()))
    said = "the run of the head left out 1 check of its canon: run all of them, or say that it may with --partial"
    assert render_text(told).splitlines() == [
        "out of sight: shop::orders::ports::2[declared]: stated in the canon, but not among the checks of the run",
        f"partial: {said}",
        "gate: 1 out of sight (base base.json, head head.json)",
    ]
    assert f"Partial: {said}" in render_comment(told).splitlines()
    assert (told.passes(), render_comment(told)[0]) == (False, "❌")
    may = replace(told, partial=True)
    assert render_text(may).splitlines()[1:] == ["gate: nothing new: 1 out of sight (base base.json, head head.json)"]
    assert may.passes()
    assert replace(may, strict=True).passes(), "what it may leave out is not out of sight against its will"


def test_what_a_finding_hides_is_told_with_its_code() -> None:
    broken = finding("VX002:shop:compose.yaml", actual="not YAML")
    told = gate(report(check(finding())), report(check(broken)))
    line = "shop::orders::ports::8001[declared]: hidden by its VX002, behind which nobody looked; it was a drift"
    assert f"out of sight: {line}" in render_text(told).splitlines()
    assert "hidden by its VX002, behind which nobody looked; it was a drift |" in render_comment(told)
    [lost] = json.loads(render_json(told))["lost"]
    assert (lost["why"], lost["hidden_by"], lost["before"]) == ("hidden", "VX002", "drift")
    [line] = [line for line in render_text(gate(report(check(broken)), report(check(finding())))).splitlines()
              if line.startswith("  base")]  # fmt: skip
    assert line == "  base      had not looked here: hidden by VX002"


def test_of_very_many_out_of_sight_the_first_are_told() -> None:
    told = gate(
        report(*[check(subject=str(number)) for number in range(60)]), another_canon(report(check(subject="x")))
    )
    assert render_text(told).splitlines()[-2] == "out of sight: … and 10 more"
    assert "… and 40 more" in render_comment(told).splitlines()


def test_places_are_shown_from_where_the_canon_is() -> None:
    head = report(check(finding(places=({"path": "deploy/c.yaml", "line": 0, "col": 0},
                                        {"path": "shop-web:/app/x", "line": 3, "col": 0}))))  # fmt: skip
    head["canons"] = [{**head["canon"], "path": "canon/shop.yaml", "root": "examples/shop"}]
    lines = render_text(gate(report(check()), head)).splitlines()
    assert lines[0].startswith("examples/shop/deploy/c.yaml: orders")
    assert lines[2] == "  also      shop-web:/app/x:3"


def test_the_json_holds_everything() -> None:
    told = json.loads(render_json(DRIFT))
    assert told["format"] == "vx11-gate/1"
    assert told["new"][0]["finding"] == finding()
    assert (told["new"][0]["check"], told["new"][0]["why"]) == ("shop::orders::ports::8001[declared]", "new")


@pytest.fixture(scope="module")
def attacked() -> Gate:
    head = hostile()
    before = [{**each, "findings": [], "verdict": "match"} for each in head["checks"][::2]]
    gone: Any = [check(subject=f"{index}", service=text) for index, text in enumerate(HOSTILE)]
    seen: Any = [check(subject=f"{index}", service=text, reason=text) for index, text in enumerate(HOSTILE)]
    base: Any = {**head, "checks": [*before, *gone]}
    after: Any = {**head, "checks": [*head["checks"], *seen]}
    return replace(gate(base, after, notes=HOSTILE), base=HOSTILE[3], head=HOSTILE[8])


def test_nothing_hostile_reaches_a_terminal(attacked: Gate) -> None:
    text = render_text(attacked)
    unsafe = {char for char in text if unicodedata.category(char) in ("Cc", "Cf", "Cs", "Co", "Zl", "Zp")}
    assert unsafe == {"\n"}
    assert not re.search(r"^\s*::|##\[", text, re.MULTILINE)


def test_nothing_hostile_is_hidden_in_the_json(attacked: Gate) -> None:
    text = render_json(attacked)
    assert {char for char in text if unicodedata.category(char) in ("Cc", "Cf", "Zl", "Zp")} == {"\n"}
    assert json.loads(text)["base"] == HOSTILE[3]
    assert json.loads(text)["notes"] == list(HOSTILE)


@pytest.mark.parametrize("line", ["::error::x", "x ##[add-mask]y", "  ::stop-commands::x", "##vso[task.x]y"])
def test_no_runner_takes_a_line_for_a_command(line: str) -> None:
    place = {"path": f"{line}/x", "line": 1, "col": 1}
    head = report(check(finding(hint=f"do\n{line}", message=line, actual=line, places=(place,))))  # type: ignore[arg-type]
    text = render_text(gate(report(check()), head))
    assert not re.search(r"^\s*::|##\w*\[", text, re.MULTILINE)
    assert text.count("\\x3a:") + text.count("#\\x23") >= 2


def test_nothing_hostile_breaks_a_table_or_is_more_than_text(attacked: Gate) -> None:
    lines = render_comment(attacked).splitlines()
    rows = [line for line in lines if line.startswith("| ")]
    # A `|` in a cell is escaped, so that each row has the cells of its head.
    assert {len(re.findall(r"(?<!\\)\|", row)) for row in rows} == {6, 3}
    outside = [re.sub(r"(?<!`)(`+)(?!`).*?(?<!`)\1(?!`)", "", line) for line in lines[:-1]]
    assert lines[-1] == MARKER
    assert not [line for line in outside if re.search(r"[<>@#]|\]\(|://|\x1b|:smile:", line)]


def test_a_comment_is_never_longer_than_github_takes() -> None:
    long = [check(finding(f"VX104:orders:{number}", message="y" * 5000, hint="z" * 5000), subject=f"{number}")
            for number in range(1000)]  # fmt: skip
    comment = render_comment(gate(NOTHING, report(*long)))
    assert len(comment) < 60_000
    shown = comment.count("| `compose.yaml:10` |")
    assert shown > 20
    assert f"… and {1000 - shown} more" in comment

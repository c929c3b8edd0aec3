"""What each phase says, as its reader sees it."""

from __future__ import annotations

from typing import Any

import pytest

from pytest_vx11._report.closure import render_closure
from pytest_vx11._report.data import ReportData
from tests.report.closure.reading import read
from tests.report.samples import check, finding, report

ACCEPTED: Any = {"reason": "until the migration", "owner": "ana", "expires": "2027-01-31"}
HEADINGS = [
    "Closure report: shop 1.0",
    "Phase 0: baseline snapshot",
    "Phase 1: structural audit",
    "Drift",
    "Phase 2: surgical changes",
    "Phase 3: validation",
    "Phase 4: closure",
    "Risks",
    "Decision",
]


def decided(data: ReportData, **run: Any) -> str:
    """Return the line of decision of a result, whose run is changed; it stands at the top and at the end."""
    data["run"].update(run)  # type: ignore[typeddict-item]
    lines = [line for line in render_closure(data, "en").splitlines() if line.startswith("**")]
    assert len(lines) == 2
    assert lines[0].startswith(lines[1])
    return lines[1].strip("*")


def snapshot(*digests: Any, before_at: str | None = "2026-11-28T08:00:00.000Z", dirty: tuple[str, ...] = ()) -> Any:
    """Return a snapshot of some digests."""
    more = {"dirty": list(dirty), "dirty_files": len(dirty), "digests": list(digests), "before_at": before_at}
    return {"commit": "a" * 40, "branch": "main", **more}


def digest(name: str, now: str = "1", before: str | None = "1", files: int = 3, kind: str = "module") -> Any:
    """Return a digest of one hexadecimal digit."""
    was = None if before is None else before * 64
    return {"name": name, "path": f"src/{name}", "kind": kind, "files": files, "sha256": now * 64, "before": was}


def running(*findings: Any, **more: Any) -> Any:
    """Return a check of what runs."""
    return check(*findings, witness="running", **more)


def test_a_clean_run_has_all_phases_and_fits_on_two_screens() -> None:
    data = report(
        *(check(facet=f"facet{index}") for index in range(16)), running(), snapshot=snapshot(digest("orders"))
    )
    assert read(data).headings == HEADINGS
    assert len(render_closure(data, "en").splitlines()) < 80


def test_a_run_that_saw_what_runs_is_ready() -> None:
    assert decided(report(check(), running())) == "Ready to merge: nothing that was looked at drifts."


def test_a_run_that_saw_nothing_run_is_ready_as_far_as_what_is_declared() -> None:
    said = (
        "Ready to merge, as far as what is declared goes: nothing that was looked at drifts, but nothing that runs was"
    )
    data = report(check(), running(reason="nothing runs"))
    assert decided(data).startswith(said)
    assert "Nothing that runs was looked at." in read(data).items


def test_accepted_drift_is_ready_and_said() -> None:
    data = report(check(finding(accepted=ACCEPTED)), running())
    assert decided(data) == "Ready to merge: all that was found to drift is accepted."


def test_a_run_in_which_nothing_was_looked_at_is_not_ready() -> None:
    assert decided(report(check(reason="nobody could"))) == "Not ready to merge: nothing was looked at."
    assert decided(report(), exit_status=5) == "Not ready to merge: nothing was looked at."


@pytest.mark.parametrize(
    ("run", "why"),
    [
        ({"exit_status": 1}, "the run failed, and not by these checks (exit status 1): see what it printed"),
        ({"exit_status": 1, "errors": ["a", "b"]}, "the run had 2 errors, the first: a"),
        (
            {"exit_status": 1, "strict": True, "errors": ["1 entry is\nstale."]},
            "the run had 1 error: 1 entry is stale, 1 check is not verified, and this run was to verify all (strict)",
        ),
        ({"exit_status": 2}, "the run was interrupted"),
        ({"exit_status": 3}, "the run broke off with an internal error"),
        ({"exit_status": 4}, "the run could not do what was asked of it (exit status 4)"),
        ({"exit_status": 1, "strict": True}, "1 check is not verified, and this run was to verify all (strict)"),
        ({"exit_status": 99}, "the run failed, and not by these checks (exit status 99): see what it printed"),
    ],
)
def test_a_run_that_failed_without_drift_says_why(run: Any, why: str) -> None:
    data = report(check(), running(reason="nobody could"))
    assert decided(data, **run) == f"Not ready to merge: {why}."


def test_drift_in_a_run_that_passed_is_said() -> None:
    said = decided(report(check(finding()), running()), exit_status=0)
    assert said == "Ready to merge: the run passed, though 1 check drifts."


def test_a_drift_is_one_row_with_both_values_its_place_and_since_when() -> None:
    since = {"at": "2026-11-20T10:00:00.000Z", "commit": "b" * 40, "runs": 4}
    data = report(check(finding(since=since)))
    data["canons"][0]["root"] = "apps/shop"
    assert read(data).tables[1] == [
        ["Component", "Canon", "Actual", "Match", "Where", "Since"],
        ["orders, ports 8001 (VX104)", "8001", "8011", "✘", "apps/shop/compose.yaml:10", f"2026-11-20 ({'b' * 12})"],
    ]


def test_a_finding_of_many_checks_is_one_row_and_one_change() -> None:
    broken = finding("VX104:shop:compose.yaml", actual=None)
    data = report(*(check(broken, subject=str(index)) for index in range(40)))
    seen = read(data)
    assert [row[:2] for row in seen.tables[1][1:]] == [["orders, ports, 40 checks (VX104)", "several"]]
    assert "1 finding of drift in 1 file, 0 accepted." in seen.text
    assert len([item for item in seen.items if "ports, 40 checks" in item]) == 1


def test_changes_come_in_the_order_of_files_and_lines_and_those_of_no_file_last() -> None:
    def at(path: str, line: int) -> Any:
        return ({"path": path, "line": line, "col": 1},)

    findings = [
        finding("VX104:a:1", places=()),
        finding("VX104:b:1", places=at("web:/app/x", 1)),
        finding("VX104:c:1", places=at("z.yaml", 2)),
        finding("VX104:d:1", places=at("a.yaml", 30)),
        finding("VX104:e:1", places=at("a.yaml", 4)),
    ]
    seen = read(report(*(check(each, subject=str(index)) for index, each in enumerate(findings))))
    places = [item.split()[0] for item in seen.items if ": from 8011 to 8001" in item]
    assert places == ["a.yaml:4", "a.yaml:30", "z.yaml:2", "web:/app/x:1", "canon.yaml:11"]


def test_every_change_of_a_long_list_stays_one_item_with_its_own_hint() -> None:
    data = report(*(check(finding(f"VX104:orders:{index}"), subject=str(index)) for index in range(120)))
    text = render_closure(data, "en")
    assert text.count("\n     - To do: ") == 120
    assert len([item for item in read(data).items if item.startswith("compose.yaml:10")]) == 120


def test_what_is_missing_is_not_told_as_a_change_from_nothing() -> None:
    items = read(report(check(finding(actual=None)))).items
    assert any(item.strip().endswith("(VX104): canon 8001, actual nothing") for item in items)


def test_accepted_findings_are_in_a_table_of_their_own_even_beside_drift() -> None:
    data = report(check(finding(), finding("VX274:orders:x", accepted=ACCEPTED)))
    seen = read(data)
    assert [row[0] for row in seen.tables[1][1:]] == ["orders, ports 8001 (VX104)"]
    own = ["orders, ports 8001 (VX274)", "8001", "8011", "until the migration", "ana", "2027-01-31"]
    assert seen.tables[2][1:] == [own]
    assert "1 finding of drift in 1 file, 1 accepted." in seen.text


def test_what_nobody_could_look_at_is_counted_by_reason() -> None:
    data = report(check(reason="b"), check(reason="a"), check(reason="a", facet="suites"))
    seen = read(data)
    assert seen.tables[1][1:] == [["2", "a"], ["1", "b"]]
    assert "Not looked at, neither declared nor running: ports, suites." in seen.text


def test_a_facet_never_matches_by_more_than_what_was_looked_at() -> None:
    data = report(
        check(facet="a"), running(facet="a"),
        check(facet="b"), running(facet="b", reason="x"),
        check(facet="c"), running(facet="c"), running(facet="c", subject="2", reason="x"),
        check(facet="d", reason="x"),
        check(finding(), facet="e"),
        running(facet="f"), check(facet="f", reason="x"),
    )  # fmt: skip
    assert [row[-1] for row in read(data).tables[0][1:]] == [
        "✔", "✔ declared only", "✔ in part", "not verified", "✘", "✔ running only",
    ]  # fmt: skip


def test_the_snapshot_says_what_changed() -> None:
    digests = (
        digest("same"), digest("other", now="2"), digest("fresh", before=None),
        digest("lost", files=0), digest("never", files=0, before=None),
    )  # fmt: skip
    seen = read(report(check(), snapshot=snapshot(*digests)))
    assert "Against the snapshot of 2026-11-28 08:00 UTC: 1 changed, 1 new, 1 gone, 1 unchanged." in seen.text
    assert [row[-1] for row in seen.tables[0][1:]] == [
        "unchanged", f"changed, was {'1' * 12}", "new", f"gone, was {'1' * 12}", "not there",
    ]  # fmt: skip


def test_many_unchanged_modules_are_counted_and_not_listed() -> None:
    digests = [digest(f"m{index}") for index in range(40)]
    seen = read(report(check(), snapshot=snapshot(*digests, digest("changed", now="2"))))
    assert [row[0] for row in seen.tables[0][1:]] == ["changed"]
    assert "40 unchanged ones are not listed." in seen.text


def test_a_first_snapshot_is_compared_with_nothing() -> None:
    seen = read(report(check(), snapshot=snapshot(digest("a", before=None), before_at=None)))
    assert "No earlier snapshot is recorded" in seen.text
    assert seen.tables[0][0] == ["Name", "Kind", "Path", "Files", "Digest"]


def test_a_dirty_tree_is_said_at_the_top_and_among_the_risks() -> None:
    data = report(check(), running(), snapshot=snapshot(digest("a"), dirty=tuple(f"f{index}" for index in range(15))))
    seen = read(data)
    said = "The working tree is not clean: 15 paths are not as in the commit."
    assert render_closure(data, "en").splitlines()[2].endswith(said)
    assert said in seen.items
    assert "f8, f9 and 5 more." in seen.text


def test_services_are_counted_by_what_was_asked_and_well() -> None:
    def service(name: str, status: str, latency: float | None) -> Any:
        return {"name": name, "status": status, "http_code": None, "latency_ms": latency, "endpoint_ok": None}

    data = report(
        check(), running(finding(), service="sick"), running(service="well"),
        services=[service("well", "OK", 1), service("sick", "BROKEN", 1), service("off", "BROKEN", 0),
                  service("unasked", "UNKNOWN", None)],
    )  # fmt: skip
    seen = read(data)
    assert "Services: 3 were asked, 1 is well." in seen.items
    assert "Not well: sick." in seen.items
    assert "Down, either as the canon expects or because no check asked: off." in seen.items


def test_entries_of_baselines_that_need_a_look_are_risks_the_worst_first() -> None:
    def entry(state: str, days: int | None = None) -> Any:
        at = {"path": "canon/baseline.yaml", "line": 3, "col": 1}
        return {"key": f"VX104:{state}:1", "state": state, "reason": "r", "owner": None, "days": days,
                "expires": None if days is None else "2027-01-31", "at": at}  # fmt: skip

    told = [entry("stale"), entry("expiring", 1), entry("expiring", 0), entry("unknown"), entry("expired", -3)]
    data = report(check(), running(), baselines=[{"path": "b", "entries": 5, "accepted": 0, "told": told}])
    own = [item for item in read(data).items if "ccepted" in item]
    assert own == [
        "Accepted until 2027-01-31, and no longer: VX104:expired:1 (owner: nobody; canon/baseline.yaml:3)",
        "Accepted for 1 more day, until 2027-01-31: VX104:expiring:1 (owner: nobody; canon/baseline.yaml:3)",
        "Accepted for the last day, 2027-01-31: VX104:expiring:1 (owner: nobody; canon/baseline.yaml:3)",
        "Accepted, and no longer found: VX104:stale:1; the entry can be taken out (canon/baseline.yaml:3)",
        "Accepted, and no check of the canon can find it: VX104:unknown:1 (canon/baseline.yaml:3)",
    ]


def test_what_changed_since_the_last_green_run_is_counted() -> None:
    changes = {"run": "r", "at": "2026-11-25T09:30:00.000Z", "commit": "c" * 40, "commits": 3,
               "new": ["VX104:a:1"], "gone": ["VX104:b:1", "VX104:c:1"]}  # fmt: skip
    text = read(report(check(finding()), changes=changes)).text
    assert f"Since the last green run (2026-11-25 09:30 UTC, {'c' * 12}, 3 commits ago): 1 new finding, 2 gone." in text


def test_a_canon_is_called_valid_only_where_the_run_did_not_end_with_a_usage_error() -> None:
    data = report(check())
    assert "The canon canon.yaml (shop 1.0) is valid" in read(data).text
    data["run"]["exit_status"], data["run"]["errors"] = 4, ["X has no value"]
    assert "(shop 1.0) is valid" not in read(data).text


def test_an_accepted_finding_that_hides_others_is_a_risk() -> None:
    hides = [check(finding("VX002:shop:compose.yaml", accepted=ACCEPTED), subject=str(port)) for port in (1, 2)]
    said = "2 checks found what is accepted and nothing else, as that hides the rest."
    assert said in read(report(*hides, check(finding(accepted=ACCEPTED)))).items
    assert said not in read(report(check(finding(accepted=ACCEPTED)))).items

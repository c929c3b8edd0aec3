"""What a result has that another had not."""

from __future__ import annotations

from typing import Any

import pytest

from pytest_vx11._gate.comparison import Comparison, Loss, Novelty, compare
from pytest_vx11._report.data import AcceptedData, CheckData, ReportData
from tests.report.samples import check, finding, report

ACCEPTED: AcceptedData = {"reason": "later", "owner": None, "expires": None}


def checks(*subjects: str, **more: Any) -> list[CheckData]:
    return [check(subject=subject, **more) for subject in subjects]


def drift(subject: str = "8001", actual: Any = 8011, **more: Any) -> CheckData:
    return check(finding(f"VX104:orders:{subject}", actual=actual, **more), subject=subject)


def counts(comparison: Comparison) -> dict[str, int]:
    parts = {name: len(getattr(comparison, name)) for name in ("new", "known", "waived", "mended", "lost")}
    return {name: count for name, count in parts.items() if count}


def novelties(base: ReportData, head: ReportData) -> list[Novelty]:
    return [new.novelty for new in compare(base, head).new]


def test_the_same_result_twice_has_nothing_new() -> None:
    both = report(drift(), check(subject="8002"))
    assert counts(compare(both, both)) == {"known": 1}


def test_a_finding_that_the_base_has_not_is_new() -> None:
    base, head = report(check()), report(drift())
    assert counts(compare(base, head)) == {"new": 1}
    assert novelties(base, head) == [Novelty.NEW]


def test_a_finding_that_is_gone_where_the_head_looked_is_mended() -> None:
    comparison = compare(report(drift()), report(check()))
    assert counts(comparison) == {"mended": 1}
    assert comparison.mended[0].finding["key"] == "VX104:orders:8001"


def test_a_finding_is_not_mended_where_the_head_did_not_look() -> None:
    assert counts(compare(report(drift()), report(check(reason="nothing runs")))) == {"lost": 1}
    assert counts(compare(report(drift(), check(subject="1")), report(check(subject="1")))) == {"lost": 1}


def test_another_value_is_new_and_the_old_one_is_not_mended() -> None:
    comparison = compare(report(drift(actual=8011)), report(drift(actual=8012)))
    assert counts(comparison) == {"new": 1}
    assert (comparison.new[0].novelty, comparison.new[0].before) == (Novelty.CHANGED, 8011)


def test_of_several_findings_with_one_fingerprint_one_more_is_new() -> None:
    one = report(check(finding()))
    two = report(check(finding(), finding()))
    assert counts(compare(one, two)) == {"new": 1, "known": 1}
    assert novelties(one, two) == [Novelty.MORE]
    assert counts(compare(two, one)) == {"known": 1, "mended": 1}


def test_of_a_finding_that_several_checks_share_the_new_one_is_that_of_the_check_that_had_it_not() -> None:
    shared = finding("VX002:shop:compose.yaml", actual="not YAML")
    base = report(check(subject="1"), check(shared, subject="2"))
    head = report(check(shared, subject="1"), check(shared, subject="2"))
    assert [new.told.check["id"] for new in compare(base, head).new] == ["shop::orders::ports::1[declared]"]


def test_a_finding_that_moved_to_another_check_is_known() -> None:
    shared = finding("VX002:shop:compose.yaml", actual="not YAML")
    base = report(check(shared, subject="1"), check(subject="2"))
    head = report(check(subject="1"), check(shared, subject="2"))
    assert counts(compare(base, head)) == {"known": 1, "lost": 1}, "the other check looked, and does not any more"


@pytest.mark.parametrize(
    ("before", "said"), [([], None), ([check(reason="no Compose file")], "no Compose file")], ids=["unstated", "unseen"]
)
def test_a_finding_where_the_base_had_not_looked_is_new_and_says_so(before: list[CheckData], said: str | None) -> None:
    new = compare(report(*before, check(subject="8002")), report(drift(), check(subject="8002"))).new
    assert [(each.novelty, each.unseen) for each in new] == [(Novelty.UNSEEN, said)]


def test_an_accepted_finding_is_neither_new_nor_known() -> None:
    accepted = report(drift(accepted=ACCEPTED))
    assert counts(compare(report(check()), accepted)) == {"waived": 1}
    assert counts(compare(report(drift()), accepted)) == {"waived": 1}


def test_a_finding_that_is_no_longer_accepted_is_known() -> None:
    assert counts(compare(report(drift(accepted=ACCEPTED)), report(drift()))) == {"known": 1}


def test_an_accepted_finding_that_is_gone_is_mended() -> None:
    assert counts(compare(report(drift(accepted=ACCEPTED)), report(check()))) == {"mended": 1}


def test_a_finding_of_an_older_report_is_the_same_by_key_and_value() -> None:
    old, new = report(drift(fingerprint="0" * 32)), report(drift())
    assert counts(compare(old, new)) == {"new": 1}
    assert counts(compare(old, new, by_value=True)) == {"known": 1}
    assert counts(compare(old, report(drift(actual=8012)), by_value=True)) == {"new": 1}


def test_a_check_that_nobody_could_look_at_any_more_is_out_of_sight_with_its_reason() -> None:
    lost = compare(report(check()), report(check(reason="no Compose file"))).lost
    assert [(each.loss, each.check["reason"], each.before) for each in lost] == [
        (Loss.UNVERIFIED, "no Compose file", "match")
    ]


def test_a_check_that_nobody_had_looked_at_is_not_out_of_sight() -> None:
    base = report(check(reason="nothing runs"), check(subject="8002"))
    assert counts(compare(base, report(check(reason="nothing runs"), check(subject="8002")))) == {}
    assert counts(compare(base, report(check(subject="8002")))) == {}


def test_a_check_that_is_gone_is_told_by_whether_the_canon_changed() -> None:
    base, head = report(*checks("1", "2")), report(*checks("1"))
    assert [each.loss for each in compare(base, head).lost] == [Loss.UNCHOSEN]
    head["canons"] = [{**head["canon"], "sha256": "1" * 64}]
    assert [each.loss for each in compare(base, head).lost] == [Loss.UNSTATED]


BROKEN = finding("VX002:shop:compose.yaml", actual="not YAML")


@pytest.mark.parametrize("accepted", [None, ACCEPTED])
def test_what_a_finding_of_the_head_hides_is_not_mended_and_is_out_of_sight(accepted: AcceptedData | None) -> None:
    hiding = finding("VX002:shop:compose.yaml", actual="not YAML", accepted=accepted)
    comparison = compare(report(drift(), check(subject="1")), report(check(hiding), check(hiding, subject="1")))
    assert (counts(comparison)["lost"], comparison.mended) == (2, [])
    assert [(each.loss, each.hidden, each.before) for each in comparison.lost] == [
        (Loss.HIDDEN, "VX002", "drift"),
        (Loss.HIDDEN, "VX002", "match"),
    ]


def test_what_a_finding_of_the_base_hid_was_unseen_and_is_no_loss() -> None:
    comparison = compare(report(check(BROKEN)), report(drift()))
    assert [(new.novelty, new.unseen) for new in comparison.new] == [(Novelty.UNSEEN, "hidden by VX002")]
    assert counts(comparison) == {"new": 1, "mended": 1}
    assert counts(compare(report(check(BROKEN)), report(check(reason="no file")))) == {}
    assert counts(compare(report(check(BROKEN)), report(check(BROKEN)))) == {"known": 1}


def test_of_a_report_too_old_to_say_what_hides_nothing_is_held_to_hide() -> None:
    base, head = report(drift()), report(check(BROKEN))
    for old in ({}, {"VX002": {**head["rules"]["VX002"], "masks": False}}):
        assert counts(compare(base, {**head, "rules": old})) == {"new": 1, "mended": 1}  # type: ignore[typeddict-item]

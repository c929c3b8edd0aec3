"""An entry covers its finding, and nothing else."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from pytest_vx11._checks.verdict import Accepted, Evidence, Outcome, Verdict
from tests.baseline.making import accepting, check, drift, finding

ENTRY = "  - {key: VX104:orders:8001, value: 8011, reason: until the migration, owner: ana, expires: 2027-01-31}\n"


def test_a_verdict_is_waived_once_all_its_findings_are_accepted(tmp_path: Path) -> None:
    verdict = accepting(tmp_path, ENTRY).verdict(check(), drift(finding()))
    assert verdict.outcome is Outcome.WAIVED
    assert verdict.findings[0].accepted == Accepted("until the migration", "ana", "2027-01-31")


def test_one_more_finding_in_the_same_check_is_drift(tmp_path: Path) -> None:
    verdict = accepting(tmp_path, ENTRY).verdict(check(), drift(finding(), finding("VX104:orders:8002")))
    assert verdict.outcome is Outcome.DRIFT
    assert [each.waived for each in verdict.findings] == [True, False]


def test_another_value_is_drift_and_says_which_one_was_accepted(tmp_path: Path) -> None:
    verdict = accepting(tmp_path, ENTRY).verdict(check(), drift(finding(actual=8012)))
    assert verdict.outcome is Outcome.DRIFT
    assert verdict.findings[0].evidence == (Evidence("accepted", "with another value: 8011"),)


@pytest.mark.parametrize("outcome", [Outcome.MATCH, Outcome.UNVERIFIED])
def test_what_does_not_drift_is_not_touched(tmp_path: Path, outcome: Outcome) -> None:
    verdict = Verdict(outcome=outcome)
    assert accepting(tmp_path, ENTRY).verdict(check(), verdict) is verdict


@pytest.mark.parametrize(
    ("expires", "outcome"),
    [("2026-11-28", Outcome.DRIFT), ("2026-11-29", Outcome.WAIVED), ("2026-11-30", Outcome.WAIVED)],
)
def test_an_entry_counts_until_the_end_of_its_last_day(tmp_path: Path, expires: str, outcome: Outcome) -> None:
    verdict = accepting(tmp_path, ENTRY.replace("2027-01-31", expires)).verdict(check(), drift(finding()))
    assert verdict.outcome is outcome
    if outcome is Outcome.DRIFT:
        said = "until 2026-11-28 by ana (until the migration), which is over: mend it, or give it another day"
        assert verdict.findings[0].evidence == (Evidence("accepted", said),)


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("8011", 8011), ("8011", 8011.0), ('"8011"', "8011"), ("[a, b]", ("a", "b")), ("{a: 1}", {"a": 1}), ("true", True),
        ("512m", "512m"), ("null", None), ('"http://u:***@h"', "http://u:secret@h"),
    ],
)  # fmt: skip
def test_values_are_compared_as_plain_data(tmp_path: Path, written: str, found: Any) -> None:
    entry = f"  - {{key: VX104:orders:8001, value: {written}, reason: r}}\n"
    assert accepting(tmp_path, entry).verdict(check(), drift(finding(actual=found))).outcome is Outcome.WAIVED


@pytest.mark.parametrize(("written", "found"), [('"8011"', 8011), ("1", True), ("[a, b]", ["b", "a"]), ("null", 0)])
def test_values_of_another_kind_are_others(tmp_path: Path, written: str, found: Any) -> None:
    entry = f"  - {{key: VX104:orders:8001, value: {written}, reason: r}}\n"
    assert accepting(tmp_path, entry).verdict(check(), drift(finding(actual=found))).outcome is Outcome.DRIFT


@pytest.mark.parametrize(
    ("glob", "key", "covered"),
    [
        ("VX104:*", "VX104:orders:8001", True),
        ("VX*:orders:*", "VX104:orders:8001", True),
        ("VX104:orders", "VX104:orders:8001", False),
        ("*", "VX104:orders:8001", True),
        ("VX104:*:8002", "VX104:orders:8001", False),
        ("VX162:shop:**/[*].pem", "VX162:shop:a/b.pem", False),
        ("VX162:shop:[*][*]/[*].pem", "VX162:shop:**/*.pem", True),
        ("VX162:shop:[*][*]/[*].pem", "VX162:shop:a/b.pem", False),
        ("VX162:shop:**/*.pem", "VX162:shop:**/*.pem", True),
        ("VX170:shop:GET /[a]?x", "VX170:shop:GET /[a]?x", True),
        ("VX170:shop:GET /?", "VX170:shop:GET /x", False),
    ],
)
def test_a_star_stands_for_any_text_and_nothing_else_does(tmp_path: Path, glob: str, key: str, covered: bool) -> None:
    verdict = accepting(tmp_path, f'  - {{key: "{glob}", reason: r}}\n').verdict(check(), drift(finding(key)))
    assert (verdict.outcome is Outcome.WAIVED) is covered


def test_the_first_live_entry_counts_where_another_is_over(tmp_path: Path) -> None:
    old = "  - {key: VX104:orders:8001, reason: over, expires: 2026-01-01}\n"
    verdict = accepting(tmp_path, f'{old}  - {{key: "VX104:*", reason: live}}\n').verdict(check(), drift(finding()))
    assert verdict.findings[0].accepted == Accepted("live", None, None)


def test_what_varies_by_itself_is_accepted_whatever_was_found(tmp_path: Path) -> None:
    slow = accepting(tmp_path, "  - {key: VX277:orders:GET /x, reason: slow}\n")
    assert slow.verdict(check(), drift(finding("VX277:orders:GET /x", "612 ms"))).outcome is Outcome.WAIVED


def test_a_check_that_failed_by_itself_is_never_adopted(tmp_path: Path) -> None:
    adopting = accepting(tmp_path, "  []\n", adopting=True)
    assert adopting.verdict(check(), drift(finding("VX001:orders:ports:8001"))).outcome is Outcome.DRIFT
    assert adopting.verdict(check(), drift(finding())).outcome is Outcome.WAIVED
    assert next(iter(adopting.adopted))[1] == "VX104:orders:8001"


@pytest.mark.parametrize("value", ["", "value: 9999, "], ids=["any value", "another value"])
def test_an_entry_that_is_over_is_not_adopted_anew(tmp_path: Path, value: str) -> None:
    over = f"  - {{key: VX104:orders:8001, {value}reason: over, expires: 2026-01-01}}\n"
    adopting = accepting(tmp_path, over, adopting=True)
    assert adopting.verdict(check(), drift(finding())).outcome is Outcome.DRIFT
    assert not adopting.adopted


def test_a_key_with_what_cannot_be_seen_is_named_by_its_escapes(tmp_path: Path) -> None:
    hidden = replace(finding(), subject="orders:\x1b[31m\u202e")
    entry = '  - {key: "VX104:orders:\\\\x1b[31m\\\\u202e", reason: r}\n'
    assert accepting(tmp_path, entry).verdict(check(), drift(hidden)).outcome is Outcome.WAIVED


@pytest.mark.parametrize("key", ["VX200:orders", "VX201:orders"])
def test_what_happens_to_be_down_is_not_adopted(tmp_path: Path, key: str) -> None:
    adopting = accepting(tmp_path, "  []\n", adopting=True)
    assert adopting.verdict(check(), drift(finding(key, "down"))).outcome is Outcome.DRIFT


def test_an_entry_of_a_system_accepts_nothing_of_another(tmp_path: Path) -> None:
    of_shop = accepting(tmp_path, "  - {key: VX104:orders:8001, system: shop, reason: r}\n")
    assert of_shop.verdict(check(), drift(finding())).outcome is Outcome.WAIVED
    of_other = accepting(tmp_path, "  - {key: VX104:orders:8001, system: other, reason: r}\n")
    assert of_other.verdict(check(), drift(finding())).outcome is Outcome.DRIFT


def test_an_entry_of_nothing_does_not_cover_something(tmp_path: Path) -> None:
    nothing = accepting(tmp_path, "  - {key: VX104:orders:8001, value: null, reason: r}\n")
    assert nothing.verdict(check(), drift(finding(actual=None))).outcome is Outcome.WAIVED
    assert nothing.verdict(check(), drift(finding(actual=7777))).outcome is Outcome.DRIFT


def test_a_value_of_a_code_whose_key_says_it_all_does_not_matter(tmp_path: Path) -> None:
    slow = accepting(tmp_path, "  - {key: VX277:orders:GET /x, value: 1 ms, reason: slow}\n")
    assert slow.verdict(check(), drift(finding("VX277:orders:GET /x", "612 ms"))).outcome is Outcome.WAIVED


def test_a_glob_of_many_stars_takes_no_time(tmp_path: Path) -> None:
    entry = f'  - {{key: "{"*a" * 40}*b", reason: r}}\n'
    assert accepting(tmp_path, entry).verdict(check(), drift(finding("VX160:a" + "a" * 1500))).outcome is Outcome.DRIFT


@pytest.mark.parametrize("actual", [["x"] * 20_000, "y" * 1500, {"z" * 1100: 1}, [[[[1]]]] * 500])
def test_a_large_value_is_kept_by_its_digest(tmp_path: Path, actual: Any) -> None:
    adopting = accepting(tmp_path, "  []\n", adopting=True)
    adopting.verdict(check(), drift(finding(actual=actual)))
    [adopted] = adopting.adopted.values()
    assert adopted.value.startswith("sha256:")
    entry = f"  - {{key: VX104:orders:8001, value: '{adopted.value}', reason: r}}\n"
    again = accepting(tmp_path, entry)
    assert again.verdict(check(), drift(finding(actual=actual))).outcome is Outcome.WAIVED
    assert again.verdict(check(), drift(finding(actual="other"))).outcome is Outcome.DRIFT


def test_a_value_without_end_is_cut(tmp_path: Path) -> None:
    deep: Any = 1
    for _ in range(5000):
        deep = [deep]
    adopting = accepting(tmp_path, "  []\n", adopting=True)
    assert adopting.verdict(check(), drift(finding(actual=deep))).outcome is Outcome.WAIVED

"""A baseline is read whole, or every problem of it is told."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from pytest_vx11._baseline import beside, read_baseline
from pytest_vx11._baseline.model import ANY
from pytest_vx11._errors import CanonError


def problems(path: Path, text: str) -> list[str]:
    path.write_text(text, encoding="utf-8")
    with pytest.raises(CanonError) as raised:
        read_baseline(path)
    return [problem.shown(lambda place: f"{place.line}") for problem in raised.value.problems]


FULL = """\
baseline: 1
accepted:
  - key: VX104:orders:8001
    value: 8011
    reason: until the migration
    owner: ana
    expires: 2027-01-31
  - {key: "VX160:*", reason: old}
"""


def test_an_entry_says_what_it_says(tmp_path: Path) -> None:
    path = tmp_path / "b.yaml"
    path.write_text(FULL)
    first, second = read_baseline(path).entries
    assert (first.key, first.value, first.reason, first.owner) == (
        "VX104:orders:8001",
        8011,
        "until the migration",
        "ana",
    )
    assert first.expires == date(2027, 1, 31)
    assert (first.at.line, second.at.line) == (3, 8)
    assert (second.value, second.owner, second.expires) == (ANY, None, None)


def test_a_plain_list_of_entries_is_a_baseline_too(tmp_path: Path) -> None:
    path = tmp_path / "b.yaml"
    path.write_text("- key: VX104:orders:8001\n  reason: old\n")
    assert [entry.key for entry in read_baseline(path).entries] == ["VX104:orders:8001"]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", ["1: the baseline is empty (begin with `baseline: 1` and `accepted: []`)"]),
        ("# nothing\n", ["1: the baseline is empty (begin with `baseline: 1` and `accepted: []`)"]),
        ("accepted: []\n", ['1: the key "baseline" is missing']),
        ("baseline: 1\n", ['1: the key "accepted" is missing']),
        ("baseline: 1\naccepted:\n", ["2: accepted: expected a list of accepted findings, found nothing"]),
        ("baseline: 2\naccepted: []\n", ["1: baseline: expected 1, the format this version reads, found the number 2"]),
        ("hello\n", ['1: the baseline is text "hello" (begin with `baseline: 1` and `accepted: []`)']),
        (
            "baseline: 1\naccepted: []\n---\nx: 1\n",
            ["1: the baseline has more than one YAML document (begin with `baseline: 1` and `accepted: []`)"],
        ),
    ],
)
def test_what_is_no_baseline_is_never_taken_for_an_empty_one(tmp_path: Path, text: str, told: list[str]) -> None:
    assert problems(tmp_path / "b.yaml", text) == told


def test_all_problems_are_told_at_once(tmp_path: Path) -> None:
    text = """\
baseline: 1
accepted:
  - key: VX104:orders:8001
    reson: typo
  - key: VX104:orders:8002
    reason: ""
    expires: soon
  - reason: no key
"""
    assert problems(tmp_path / "b.yaml", text) == [
        '3: accepted: the key "reason" is missing',
        '4: accepted: unknown key "reson" (did you mean "reason"?)',
        "6: accepted.reason: expected why it is accepted, found empty text",
        '7: accepted.expires: expected a date such as 2027-01-31, found text "soon"',
        '8: accepted: the key "key" is missing',
    ]


def test_a_day_that_no_calendar_has_is_told(tmp_path: Path) -> None:
    text = "baseline: 1\naccepted:\n  - {key: a, reason: b, expires: 2027-02-30}\n"
    assert problems(tmp_path / "b.yaml", text) == ["3: expires: 2027-02-30 is no day of the calendar"]


def test_a_finding_that_is_accepted_twice_is_told_with_both_places(tmp_path: Path) -> None:
    entry = "  - {key: VX104:orders:8001, value: 8011, reason: old}\n"
    other = entry.replace("8011", "8012")
    assert problems(tmp_path / "b.yaml", f"baseline: 1\naccepted:\n{entry}{other}{entry}") == [
        "5: VX104:orders:8001 is accepted twice, first in 3 (keep one)"
    ]


def test_broken_yaml_is_told_with_its_line(tmp_path: Path) -> None:
    assert problems(tmp_path / "b.yaml", "baseline: 1\naccepted: [\n")[0].startswith("3: is not YAML")


def test_the_one_beside_the_canon_is_taken(tmp_path: Path) -> None:
    canon = tmp_path / "canon.yaml"
    assert beside(canon) is None
    other = tmp_path / "baseline.yaml"
    other.write_text("findings: []\n")
    assert beside(canon) is None
    other.write_text("# ours\nbaseline: 1\n")
    assert beside(canon) == other
    (tmp_path / "canon").mkdir()
    inside = tmp_path / "canon" / "baseline.yaml"
    inside.write_text("- whatever\n")
    assert beside(tmp_path / "canon" / "shop.yaml") == inside

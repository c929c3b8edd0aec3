"""An update changes what it must, and leaves every other letter as it is."""

from __future__ import annotations

import pytest

from pytest_vx11._baseline import Accepting, Update, empty_baseline, standings, update_of
from pytest_vx11._baseline.reading import parse_baseline
from pytest_vx11._baseline.standing import Seen
from pytest_vx11._checks.identity import Identity
from pytest_vx11._checks.verdict import Finding
from pytest_vx11._errors import CanonError
from tests.baseline.making import CODES, TODAY, check, drift, finding

PORTS = check()
OTHER = check(service="gateway", subject="8000")


def update(text: str, *findings: Finding, looked: bool = True) -> Update:
    """Return what becomes of a baseline after a run that found something."""
    baseline = parse_baseline(text, "/b.yaml") if text else empty_baseline("/b.yaml")
    at_work = Accepting(baseline, Identity(CODES.known), TODAY, adopting=True)
    if findings:
        at_work.verdict(PORTS, drift(*findings))
    ids = frozenset({PORTS.id, OTHER.id}) if looked else frozenset[str]()
    seen = Seen(checks=(PORTS, OTHER), looked=ids, facets=CODES.facets)
    return update_of(at_work, standings(at_work, seen))


TWO = """\
# Ours, since the audit.
baseline: 1
accepted:
  # The migration ends in January.
  - key: VX104:gateway:8000
    reason: >
      until the migration,
      # which is no comment
    owner: ana   # she knows

  # Of the old days.

  # This one is Bob's.
  - key: VX104:orders:8001
    value: 8011
    reason: 'old'
# The end.
x-team: [ana, bob]
"""


def test_a_new_file_says_what_it_is_and_is_sorted() -> None:
    made = update("", finding("VX104:orders:8001"), finding("VX101:orders", None), finding("VX120:a:memory", "256m"))
    assert (made.added, made.changed, made.pruned) == (3, 0, 0)
    assert made.text.split("accepted:\n")[1] == (
        "  - key: VX101:orders\n"
        "    reason: adopted, and not explained yet\n"
        "    owner: nobody yet\n"
        "    expires: 2027-02-27\n"
        "\n"
        "  - key: VX104:orders:8001\n"
        "    value: 8011\n"
        "    reason: adopted, and not explained yet\n"
        "    owner: nobody yet\n"
        "    expires: 2027-02-27\n"
        "\n"
        "  - key: VX120:a:memory\n"
        '    value: "256m"\n'
        "    reason: adopted, and not explained yet\n"
        "    owner: nobody yet\n"
        "    expires: 2027-02-27\n"
    )


def test_what_matches_now_is_taken_out_with_its_own_comment_and_nothing_else_changes() -> None:
    made = update(TWO, finding("VX104:gateway:8000"))
    assert (made.added, made.changed, made.pruned) == (0, 0, 1)
    head, _, rest = TWO.partition("\n  # This one is Bob's.")
    assert made.text == f"{head}\n# The end.\nx-team: [ana, bob]\n"
    assert rest


def test_what_is_new_goes_where_it_belongs_and_nothing_else_changes() -> None:
    found = [finding("VX104:gateway:8000"), finding("VX104:orders:8001"), finding("VX104:middle:1", 2)]
    made = update(TWO, *found)
    lines = [line for line in made.text.splitlines() if line not in TWO.splitlines()]
    assert lines == [
        "  - key: VX104:middle:1",
        "    value: 2",
        "    reason: adopted, and not explained yet",
        "    owner: nobody yet",
        "    expires: 2027-02-27",
    ]
    assert [line for line in TWO.splitlines() if line not in made.text.splitlines()] == []
    assert made.text.index("gateway") < made.text.index("middle") < made.text.index("Of the old days")


def test_another_value_takes_the_place_of_the_old_one_and_the_reason_stays() -> None:
    made = update(TWO, finding("VX104:gateway:8000"), finding("VX104:orders:8001", 8012))
    assert (made.added, made.changed, made.pruned) == (0, 1, 0)
    assert made.text == TWO.replace("8011", "8012")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('value: "7"   # why seven', "value: 8012   # why seven"),
        ("value: [a,\n      b]  # two", "value: 8012  # two"),
        ("value: 'x'", "value: 8012"),
        ("value: |\n      a\n      b", "value: 8012"),
    ],
)
def test_a_comment_beside_a_value_stays(old: str, new: str) -> None:
    text = f"baseline: 1\naccepted:\n  - key: VX104:orders:8001\n    {old}\n    reason: old\n"
    assert update(text, finding(actual=8012)).text == text.replace(old, new)


def test_a_value_within_braces_is_replaced_too() -> None:
    text = "baseline: 1\naccepted:\n  - {key: VX104:orders:8001, value: 1, reason: old} # c\n"
    made = update(text, finding(actual="a, b"))
    assert made.text == text.replace("value: 1", 'value: "a, b"')


def test_a_value_that_stands_elsewhere_is_refused_with_its_line() -> None:
    text = "baseline: 1\nx-old: &old {value: 1}\naccepted:\n  - key: VX104:orders:8001\n    <<: *old\n    reason: old\n"
    with pytest.raises(CanonError, match=r"VX104:orders:8001, which begins in line 4, cannot be told"):
        update(text, finding())


def test_a_value_of_many_lines_is_replaced_as_a_whole() -> None:
    text = "baseline: 1\naccepted:\n- value:\n  - a\n  - b: [c,\n      d]\n  key: VX104:orders:8001\n  reason: old\n"
    wide = text.replace("  - a\n  - b: [c,\n      d]", "    - a\n    - b: [c,\n      d]")
    made = update(wide, finding(actual=["x"]))
    assert made.text == 'baseline: 1\naccepted:\n- value: ["x"]\n  key: VX104:orders:8001\n  reason: old\n'
    with pytest.raises(CanonError, match="cannot be brought up to date"):
        update(text, finding(actual=["x"]))


def test_nothing_is_taken_out_that_was_not_looked_at() -> None:
    assert update(TWO, looked=False).nothing
    assert update(TWO, looked=False).text == TWO


def test_what_is_unknown_and_what_is_over_stays_for_a_person() -> None:
    text = (
        "baseline: 1\naccepted:\n  - {key: VX104:ordrs:1, reason: typo}\n"
        "  - {key: VX104:orders:8001, reason: over, expires: 2026-01-01}\n"
    )
    made = update(text, finding())
    assert made.nothing
    # Sorted, and else the same.
    assert sorted(made.text.splitlines()) == sorted(text.splitlines())


def test_the_last_entry_leaves_an_empty_list_that_the_next_run_can_fill() -> None:
    one = "baseline: 1\naccepted:\n  - key: VX104:orders:8001\n    reason: old\nx-team: [ana]\n"
    emptied = update(one)
    assert emptied.text == "baseline: 1\naccepted: []\nx-team: [ana]\n"
    filled = update(emptied.text, finding())
    assert [entry.key for entry in parse_baseline(filled.text, "/b.yaml").entries] == ["VX104:orders:8001"]
    assert filled.text.endswith("x-team: [ana]\n")


def test_a_plain_list_stays_one() -> None:
    plain = "# ours\n- key: VX104:gateway:8000\n  reason: old\n"
    made = update(plain, finding("VX104:gateway:8000"), finding())
    assert made.text.startswith(plain)
    assert "\n- key: VX104:orders:8001\n  value: 8011\n" in made.text
    assert update(plain).text == "# ours\n[]\n" or update(plain).text == "[]\n"


def test_line_breaks_of_windows_stay() -> None:
    text = TWO.replace("\n", "\r\n")
    made = update(text, finding("VX104:gateway:8000"), finding(), finding("VX104:z:1", 2))
    assert made.text.count("\n") == made.text.count("\r\n")
    assert made.text.replace("\r\n", "\n").startswith(TWO.partition("# The end")[0])


def test_a_file_without_empty_lines_gets_none() -> None:
    dense = "baseline: 1\naccepted:\n  - {key: VX104:gateway:8000, reason: old}\n  - {key: VX104:orders:8001, reason: old}\n"
    made = update(dense, finding("VX104:gateway:8000"), finding(), finding("VX104:z:1", 2))
    assert "\n\n" not in made.text


def test_a_list_that_is_no_block_is_refused_and_says_what_to_do() -> None:
    text = "baseline: 1\naccepted: [{key: VX104:gateway:8000, reason: old}]\n"
    with pytest.raises(CanonError) as raised:
        update(text, finding())
    [problem] = raised.value.problems
    assert "not one a block" in problem.message
    assert problem.hint == "write one entry a block, as README.md shows, or change it by hand"


def test_a_star_in_a_key_is_written_so_that_it_stands_for_itself() -> None:
    made = update("", finding("VX162:shop:**/*.pem", "a.pem"))
    [entry] = parse_baseline(made.text, "/b.yaml").entries
    assert (entry.key, entry.is_glob) == ("VX162:shop:[*][*]/[*].pem", False)
    assert entry.matches("VX162:shop:**/*.pem")
    assert not entry.matches("VX162:shop:x/y.pem")


@pytest.mark.parametrize(
    "key", ["VX170:a:GET /x/{}", "VX104:a: b #c", 'VX104:a:"q"', "VX104:a:é\u202e\x1b\n", "VX104:a:'"]
)
@pytest.mark.parametrize(
    "actual",
    ["on", "0755", "1e3", "- x", "null", "", " x ", "a: b", [1, "x"], {"a": None}, "2027-01-31", "\ud800", True],
)
def test_whatever_is_written_is_read_back_and_covers_what_it_was_written_for(key: str, actual: object) -> None:
    made = update("", finding(key, actual))
    baseline = parse_baseline(made.text, "/b.yaml")
    again = Accepting(baseline, Identity(CODES.known), TODAY)
    again.verdict(PORTS, drift(finding(key, actual)))
    assert sum(again.used.values()) == 1

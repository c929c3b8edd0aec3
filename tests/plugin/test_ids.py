"""Node ids: exact, the same each time, and each can be named on the command line."""

from __future__ import annotations

import pytest

from tests.plugin.shop import CHECKS, DRIFTED, IDS, Shop

ODD = """\
canon: 1
system: odd
structure:
  required:
    - "a::b.txt"
    - "c[d]e.txt"
    - "f{g}/"
    - "h i/ñandú.txt"
    - "dots...and.py"
    - "esc\\e[31m\\u202Eend"
    - "[x]"
    - "100%"
"""
ODD_IDS = [
    f"canon.yaml::odd::structure::{subject}[declared]"
    for subject in (
        "a%3A%3Ab.txt",
        "c[d]e.txt",
        "f{g}/",
        "h i/ñandú.txt",
        "dots...and.py",
        "esc\\x1b[31m\\u202eend",
        "[x]",
        "100%",
    )
]


def test_ids_are_those_of_the_contract_in_the_order_of_the_canon(shop: Shop) -> None:
    assert shop.collected() == IDS
    assert shop.collected() == IDS


def test_a_report_names_a_check_by_its_system_and_its_node_by_its_file(shop: Shop) -> None:
    checks = shop.report()["checks"]
    assert [check["nodeid"] for check in checks] == IDS
    assert [check["id"] for check in checks] == [f"shop::{check}" for check in CHECKS]


@pytest.mark.parametrize(
    ("named", "count"),
    [
        (DRIFTED, 1),
        ("canon.yaml::orders::ports::8001", 2),
        ("canon.yaml::orders::ports", 2),
        ("canon.yaml::orders", 6),
        ("canon.yaml", 12),
    ],
)
def test_an_id_or_the_beginning_of_one_selects(shop: Shop, named: str, count: int) -> None:
    selected = shop.collected(named)
    assert len(selected) == count
    assert all(each.startswith(named) for each in selected)


def test_an_id_that_is_not_there_is_an_error(shop: Shop) -> None:
    result = shop.run("canon.yaml::orders::ports::9[declared]")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(["ERROR: not found: *canon.yaml::orders::ports::9*"])


def test_odd_characters_of_a_subject_stand_in_ids_and_can_be_named(shop: Shop) -> None:
    shop.write("canon.yaml", ODD)
    assert shop.collected() == ODD_IDS
    for each in ODD_IDS:
        assert shop.collected(each) == [each]


def test_odd_ids_are_the_same_with_workers_and_for_last_failed(shop: Shop) -> None:
    shop.write("canon.yaml", ODD)
    alone = shop.verdicts()
    assert list(alone) == ODD_IDS
    assert set(alone.values()) == {"drift"}
    assert shop.verdicts("-n", "2") == alone
    for path in ("a::b.txt", "h i/ñandú.txt", "100%"):
        shop.write(path, "")
    shop.run().assert_outcomes(passed=3, failed=5)
    assert set(shop.collected("--lf")) == {ODD_IDS[index] for index in (1, 2, 4, 5, 6)}


def test_the_checks_of_an_included_file_bear_the_id_of_the_canon(shop: Shop) -> None:
    shop.split()
    assert shop.collected() == IDS
    shop.drift()
    result = shop.run("-v", "-rs")
    result.stdout.fnmatch_lines(
        [
            f"{DRIFTED.replace('[', '[[]')}* FAILED*",
            "compose.yaml:10: orders publishes *",
            "  canon     modules/orders.yaml:3",
            "SKIPPED [[]1] modules/orders.yaml:3: nothing runs*",
        ]
    )

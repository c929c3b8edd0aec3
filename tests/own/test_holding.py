"""What one test holds, as the nouns that any check has."""

from __future__ import annotations

from pathlib import Path

import pytest

from pytest_vx11._checks.check import Witness
from pytest_vx11._checks.verdict import Outcome
from pytest_vx11._own.holding import Held
from pytest_vx11._source.place import Place

AT = Place("/shop/tests/test_own.py", 3)


def held(says: str = "") -> Held:
    return Held(
        system="shop",
        service="orders",
        facet="tests",
        subject="tests/test_own.py::test_it",
        witness=Witness.DECLARED,
        at=AT,
        root="/shop",
        says=says,
    )


def test_it_is_a_check_whose_id_has_the_tests_name_in_it() -> None:
    check = held().check()
    assert check.id == "shop::orders::tests::tests/test_own.py%3A%3Atest_it[declared]"
    assert (check.expected, check.at) == ("the test passes", AT)
    assert held("Ports are even.").check().expected == "Ports are even."


def test_the_one_value_that_it_holds_is_what_is_expected() -> None:
    test = held()
    assert test(0, 0)
    assert (test.check().expected, test.verdict(None, 0.1).actual) == (0, 0)
    assert test.verdict(None, 0.1).outcome is Outcome.MATCH


def test_of_several_each_has_a_name() -> None:
    test = held()
    test(1, 2)
    test(3, 4)
    test(5, 6, what="six")
    verdict = test.verdict(None, 0.0)
    assert test.check().expected == {"#1": 1, "#2": 3, "six": 5}
    assert [finding.key for finding in verdict.findings] == [
        "VX005:orders:tests/test_own.py::test_it",
        "VX005:orders:tests/test_own.py::test_it:#2",
        "VX005:orders:tests/test_own.py::test_it:six",
    ]


def test_what_was_found_says_more_than_that_nobody_could_look() -> None:
    test = held()
    assert test.verdict("nothing runs", 0.0).reason == "nothing runs"
    test(1, 2)
    assert test.verdict("nothing runs", 0.0).outcome is Outcome.DRIFT


def test_a_place_is_a_line_below_the_root_or_one_of_its_own() -> None:
    test = held()
    for where in ("compose.yaml:18", "compose.yaml", "/etc/hosts:1", Place("/a", 2), "a:b"):
        test(1, 2, where)
    places = [place for finding in test.findings for place in finding.places]
    assert places == [
        Place("/shop/compose.yaml", 18), Place("/shop/compose.yaml"), Place("/etc/hosts", 1), Place("/a", 2),
        Place("/shop/a:b"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("expected", "found"),
    [(1, 1.0), ((1, [2]), [1, (2,)]), ({"a": (1,)}, {"a": [1]}), (float("nan"), float("nan")), ({1, 2}, {2, 1})],
)
def test_what_is_the_same(expected: object, found: object) -> None:
    assert held()(expected, found)


@pytest.mark.parametrize(
    ("expected", "found"),
    [(object(), object()), (Path("a"), "a"), (1, "1"), ([1, 2], [1]), ({1: 2}, {"1": 2}), ([1], {1}),
     (None, False), ("", None)],
)  # fmt: skip
def test_what_only_looks_the_same_in_a_report_differs(expected: object, found: object) -> None:
    assert not held()(expected, found)

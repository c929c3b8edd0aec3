"""From a finding to the files that a code host can show."""

from __future__ import annotations

from typing import Any

import pytest

from pytest_vx11._report.data import ReportData
from pytest_vx11._report.locations import Spot, found
from tests.report.samples import check, finding, hostile, report


def place(path: str, line: int = 3, col: int = 5) -> Any:
    return {"path": path, "line": line, "col": col}


def placed(data: ReportData, folder: str = ".", root: str = ".") -> list[Spot]:
    """Return the places of the first finding, of a run in `folder` with the tree of its canon in `root`."""
    data["run"]["folder"] = folder
    data["canons"][0]["root"] = root
    return next(found(data)).spots


def one(*paths: str, **where: str) -> list[str]:
    """Return the paths of a finding that has these places."""
    spots = placed(report(check(finding(places=tuple(map(place, paths))))), **where)
    return [spot.path for spot in spots]


CASES = [
    (".", ".", "compose.yaml", "compose.yaml"),
    (".", ".", "./a//b/../compose.yaml", "a/compose.yaml"),
    ("backend", ".", "compose.yaml", "backend/compose.yaml"),
    (".", "examples/shop", "compose.yaml", "examples/shop/compose.yaml"),
    ("tests/deep", "../../examples/shop", "modules/a.py", "examples/shop/modules/a.py"),
    ("backend", "..", "compose.yaml", "compose.yaml"),
    (".", "examples/shop", "../../README.md", "README.md"),
    (".", ".", "a folder/ünï#%20.yaml", "a folder/ünï#%20.yaml"),
    (".", ".", "a/b:c.yaml", "a/b:c.yaml"),
]


@pytest.mark.parametrize(("folder", "root", "path", "expected"), CASES)
def test_a_place_becomes_a_path_from_the_top_of_the_checkout(folder: str, root: str, path: str, expected: str) -> None:
    assert one(path, folder=folder, root=root) == [expected]


def test_line_and_column_are_kept() -> None:
    assert placed(report(check(finding(places=(place("a", 7, 2), place("b", 0, 0)))))) == [
        Spot("a", 7, 2),
        Spot("b", 0, 0),
    ]


OUTSIDE = ["shop-web:/app/x", "shop-web:app/x", "/etc/passwd", "../x", "a/../../x", "..", ".", "/../x"]


@pytest.mark.parametrize("path", OUTSIDE)
def test_what_is_no_file_of_the_checkout_is_left_out(path: str) -> None:
    assert one(path, "compose.yaml") == ["compose.yaml"]


@pytest.mark.parametrize("path", OUTSIDE)
def test_a_finding_without_a_file_is_shown_at_the_canon(path: str) -> None:
    assert placed(report(check(finding(places=(place(path),))))) == [Spot("canon.yaml", 11, 11)]


def test_a_finding_without_any_place_is_shown_at_the_canon() -> None:
    data = report(check(finding(places=())))
    assert placed(data, folder="backend", root="../examples") == [Spot("backend/canon.yaml", 11, 11)]


def test_where_the_canon_lies_outside_too_nothing_is_shown() -> None:
    assert placed(report(check(finding(places=()), canon_at=place("../../canon.yaml"))), folder="backend") == []


def test_each_systems_places_lie_in_its_own_tree() -> None:
    other = check(finding(), id="bar::orders::ports::8001[declared]")
    data = report(check(finding()), other)
    data["canons"] = [{**data["canon"], "root": "one"}, {**data["canon"], "system": "bar", "root": "two"}]
    assert [each.spots[0].path for each in found(data)] == ["one/compose.yaml", "two/compose.yaml"]


def test_accepted_findings_are_found_too_and_the_order_is_kept() -> None:
    first, second = finding("VX104:b", accepted={"reason": "r", "owner": None, "expires": None}), finding("VX104:a")
    assert [each.finding["key"] for each in found(report(check(first, second)))] == ["VX104:b", "VX104:a"]


def fingerprints(*checks: Any) -> list[str]:
    return [each.fingerprint for each in found(report(*checks))]


def test_findings_that_share_a_fingerprint_get_others_that_stay_the_same() -> None:
    here, there = check(finding(), finding()), check(finding(), witness="running")
    seen = fingerprints(here, there)
    assert len(set(seen)) == 3
    assert seen[0] == finding()["fingerprint"]
    assert {len(each) for each in seen} == {32}
    assert seen == fingerprints(here, there)
    # What another check finds, and how often, does not change those of this one.
    assert fingerprints(check(finding()), there)[-1] == seen[-1]
    assert fingerprints(check(finding(), finding(), finding()), check(finding("VX274:x")), there)[-1] == seen[-1]


def test_nothing_hostile_stays_in_a_path() -> None:
    for each in found(hostile()):
        for spot in each.spots:
            assert spot.path.isprintable()
            assert spot.path.encode()

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from pytest_vx11._canon.model import Canon
from pytest_vx11._checks.check import Check
from pytest_vx11._checks.verdict import Judged
from pytest_vx11._errors import CanonError
from pytest_vx11._facets.base import Facet
from pytest_vx11._observe.need import Sight
from pytest_vx11.testing import Harness

CANON = """
modes: {all: [b, a]}
services:
  b: {memory: 1g, port: 81, container: b}
  a: {port: 80, memory: 1g, depends_on: [b]}
structure: {required: [README.md]}
"""


def test_checks_stand_by_service_as_the_canon_has_them_and_the_whole_last(tmp_path: Path) -> None:
    checks = [check for check in Harness(tmp_path).checks(CANON) if check.witness.value == "declared"]
    assert [f"{check.service}::{check.facet}::{check.subject}" for check in checks] == [
        "b::ports::81",
        "b::resources::memory",
        "b::container::name",
        "a::ports::80",
        "a::resources::memory",
        "a::dependencies::depends_on",
        "shop::structure::README.md",
        "shop::modes::all",
    ]


def test_the_plan_is_the_same_every_time(tmp_path: Path) -> None:
    first, second = (Harness(tmp_path).checks(CANON) for _ in range(2))
    assert [check.id for check in first] == [check.id for check in second]


def test_a_check_knows_the_line_that_states_it(tmp_path: Path) -> None:
    lines = {check.id: check.at.line for check in Harness(tmp_path).checks(CANON)}
    assert lines["shop::b::ports::81[declared]"] == 6
    assert lines["shop::a::resources::memory[declared]"] == 7
    assert lines["shop::shop::structure::README.md[declared]"] == 8
    assert lines["shop::shop::modes::all[declared]"] == 4


def test_what_is_stated_twice_is_refused_with_both_places(tmp_path: Path) -> None:
    with pytest.raises(CanonError) as raised:
        Harness(tmp_path).checks('services:\n  a:\n    port: 8000\n    ports:\n      - 9000\n      - "8000"\n')
    (problem,) = raised.value.problems
    assert problem.message == '"8000" is stated twice'
    assert (problem.place and problem.place.line, problem.also and problem.also.line) == (8, 5)


class Twice(Facet):
    """Plans the same check twice, as an extension's may."""

    name = "twice"

    def plan(self, canon: Canon) -> Iterator[Check]:
        for _ in range(2):
            yield self.declared(canon, "x", 1, canon.said.place)

    def judge(self, check: Check, sight: Sight) -> Judged:
        return Judged()


def test_twins_of_a_facet_of_ones_own_are_refused_too(tmp_path: Path) -> None:
    with pytest.raises(CanonError, match="stated twice"):
        Harness(tmp_path, Twice).checks("services: {a: {port: 80}}")


def test_every_problem_of_every_facet_is_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(CanonError) as raised:
        Harness(tmp_path).checks(
            "services:\n"
            "  a: {depends_on: [nobody]}\n"
            """  b: {healthcheck: {test: "curl 'x"}}\n"""
            "modes: {m: [nothing]}\n"
        )
    assert [problem.place.line for problem in raised.value.problems if problem.place] == [4, 5, 6]

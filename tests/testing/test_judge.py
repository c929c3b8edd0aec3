"""Judging one check by given facts: what is given counts, nothing else is looked at, and a run would find the same."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from pytest_vx11 import (
    Canon,
    Check,
    Code,
    Facet,
    Finding,
    Judged,
    Outcome,
    Place,
    Problem,
    Sight,
    SourceError,
    Unseen,
    needs,
)
from pytest_vx11.testing import Harness, NotGiven, judge
from tests.testing.owners import CANON, OWNER, Owners, owned_by, readme


class Odd(Facet):
    """Judges as a test tells it to."""

    name = "odd"
    codes = (Code(code="ODD1", title="odd", text="It is odd.", example="1"),)
    seconds = 0.2

    def __init__(self, judgement: Any, *wanted: str) -> None:
        self._judgement, self._wanted = judgement, wanted

    def plan(self, canon: Canon) -> Iterator[Check]:
        files = tuple(needs.file(canon.root, name) for name in self._wanted)
        yield self.running(canon, "one", 1, canon.said.place, needs=files, service="web")

    def judge(self, check: Check, sight: Sight) -> Judged:
        return self._judgement(check, sight)  # type: ignore[no-any-return]


def odd(folder: Path, judgement: Any, *wanted: str) -> Check:
    return Harness(folder, Odd(judgement, *wanted)).check("services: {web: {port: 80}}", "web::odd::one[running]")


@pytest.fixture
def owner(tmp_path: Path) -> Check:
    return Harness(tmp_path, Owners).check(CANON, OWNER)


def test_one_fact_is_that_of_the_one_need(owner: Check) -> None:
    assert judge(owner, owned_by("billing", "sales")).outcome is Outcome.MATCH
    verdict = judge(owner, owned_by("billing"))
    assert (verdict.outcome, verdict.actual) == (Outcome.DRIFT, ["billing"])
    assert [finding.key for finding in verdict.findings] == ["OWN1:orders"]


def test_facts_are_given_by_their_needs(owner: Check) -> None:
    assert judge(owner, {owner.needs[0]: owned_by("sales")}).outcome is Outcome.MATCH


def test_what_a_fact_says_instead_is_raised(owner: Check) -> None:
    unseen = judge(owner, Unseen("it is elsewhere"))
    assert (unseen.outcome, unseen.reason) == (Outcome.UNVERIFIED, "it is elsewhere")
    broken = judge(owner, {owner.needs[0]: SourceError([Problem(Place("/t/CODEOWNERS"), "is not UTF-8")])})
    assert [finding.key for finding in broken.findings] == ["VX002:shop:CODEOWNERS"]


@pytest.mark.parametrize("facts", [None, {}, {needs.file("/elsewhere", "CODEOWNERS"): owned_by("sales")}])
def test_what_was_not_given_is_named_although_it_could_be_looked_at(tmp_path: Path, owner: Check, facts: Any) -> None:
    (tmp_path / "CODEOWNERS").write_text("sales")
    with pytest.raises(
        NotGiven, match=r"orders::owners::owner\[declared\] asks for FileNeed\(.*'CODEOWNERS'\)"
    ) as raised:
        judge(owner, facts)
    assert ("'/elsewhere'" in str(raised.value)) is bool(facts)
    assert ("it gave nothing" in str(raised.value)) is not bool(facts)


def test_what_the_check_does_not_list_among_its_needs_is_said(tmp_path: Path) -> None:
    other = needs.file("/t", "b")
    asks = odd(tmp_path, lambda _, sight: Judged(actual=sight.see(other)), "a")
    with pytest.raises(NotGiven, match="none of the check's `needs`"):
        judge(asks, "x")
    assert judge(asks, {other: "x"}).actual == "x"


def test_a_judgement_that_catches_everything_does_not_hide_it(tmp_path: Path) -> None:
    def catching(check: Check, sight: Sight) -> Judged:
        try:
            sight.see(check.needs[0])
        except Exception:  # noqa: BLE001
            return Judged()
        return Judged()

    with pytest.raises(NotGiven):
        judge(odd(tmp_path, catching, "a"))


def test_nobody_has_to_give_what_the_engine_itself_would_ask(tmp_path: Path) -> None:
    asks = odd(tmp_path, lambda check, sight: Judged(actual=sight.see(check.needs[0])), "a")
    assert judge(asks, Unseen("not here")).reason == "not here"


@pytest.mark.parametrize("wanted", [(), ("a", "b")])
def test_one_fact_is_refused_where_there_is_not_one_need(tmp_path: Path, wanted: tuple[str, ...]) -> None:
    with pytest.raises(TypeError, match="one fact is given, and its needs are"):
        judge(odd(tmp_path, lambda *_: Judged(), *wanted), "x")


def test_what_is_found_becomes_plain_data(tmp_path: Path) -> None:
    assert judge(odd(tmp_path, lambda *_: Judged(actual={Path("/b"), "a"}))).actual == ["/b", "a"]


@pytest.mark.parametrize(
    ("judgement", "says"),
    [
        (lambda *_: "fine", "which is no Judged"),
        (lambda *_: 1 / 0, "division by zero"),
        (
            lambda *_: Judged(findings=(Finding(code="ODD2", subject="x", message="x"),)),
            "which its facet does not list",
        ),
    ],
)
def test_what_a_run_would_find_of_the_facet_itself_is_found(tmp_path: Path, judgement: Any, says: str) -> None:
    (finding,) = judge(odd(tmp_path, judgement)).findings
    assert finding.code == "VX001"
    assert says in finding.message


def test_a_judgement_that_does_not_end_is_ended_every_time(tmp_path: Path) -> None:
    def endless(_: Check, __: Sight) -> Judged:
        while True:
            pass

    endless_check = odd(tmp_path, endless)
    for _ in range(4):
        assert [finding.code for finding in judge(endless_check).findings] == ["VX004"]


def test_a_function_is_judged_as_a_facet_is(tmp_path: Path) -> None:
    harness = Harness(tmp_path, readme)
    (each,) = [check for check in harness.checks("services: {web: {port: 80}}") if check.facet == "docs"]
    harness.write("web/README.md")
    assert judge(each, needs.tree(str(tmp_path)).look(None)).outcome is Outcome.MATCH  # type: ignore[arg-type]
    assert judge(each, Unseen("no tree")).reason == "no tree"
    with pytest.raises(NotGiven, match="TreeNeed"):
        judge(each)


def test_what_nobody_can_judge_yet_is_unverified(tmp_path: Path) -> None:
    canon = "services: {web: {port: 80}}\nsuites: {unit: {run: [make, test]}}"
    assert judge(Harness(tmp_path).check(canon, "shop::suites::unit[running]")).outcome is Outcome.UNVERIFIED


def test_a_check_of_no_harness_is_refused(tmp_path: Path) -> None:
    facet = Owners()
    canon = Harness(tmp_path, Owners).canon(CANON)
    (made,) = facet.plan(canon)
    with pytest.raises(TypeError, match=r"take Harness\.check"):
        judge(made, owned_by("sales"))

from __future__ import annotations

from dataclasses import dataclass, replace

import pytest

from pytest_vx11._checks.check import Check, Judge, Witness
from pytest_vx11._checks.verdict import Finding, Judged, Outcome
from pytest_vx11._engine.judge import judge
from pytest_vx11._errors import SourceError, Unseen
from pytest_vx11._observe.need import Memory, Need, Sight
from pytest_vx11._source.place import Place
from pytest_vx11._source.problem import Problem

AT = Place("/canon.yaml", 7)
FOUND = Finding(code="VX999", subject="a:x", message="it is otherwise", expected=1, actual=2, places=(Place("/f", 3),))


def check(judgement: Judge | None, witness: Witness = Witness.DECLARED) -> Check:
    return Check(
        system="s", service="a", facet="mine", subject="x", witness=witness, expected=1, at=AT, judge=judgement
    )


def test_no_findings_is_a_match() -> None:
    verdict = judge(check(lambda *_: Judged(actual=1, places=(AT,))), Memory())
    assert (verdict.outcome, verdict.actual, verdict.places, verdict.reason) == (Outcome.MATCH, 1, (AT,), None)


def test_a_finding_is_drift() -> None:
    verdict = judge(check(lambda *_: Judged(actual=2, findings=(FOUND,))), Memory())
    assert (verdict.outcome, verdict.actual, verdict.findings) == (Outcome.DRIFT, 2, (FOUND,))


@pytest.mark.parametrize("witness", list(Witness))
def test_what_nobody_can_judge_is_unverified(witness: Witness) -> None:
    verdict = judge(check(None, witness), Memory())
    assert verdict.outcome is Outcome.UNVERIFIED
    assert "does not look at this" in (verdict.reason or "")


def test_unseen_is_unverified_with_its_reason_and_places() -> None:
    def unseen(_: Check, __: Sight) -> Judged:
        raise Unseen("it is built elsewhere", (Place("/f", 2),))

    verdict = judge(check(unseen), Memory())
    assert (verdict.outcome, verdict.reason) == (Outcome.UNVERIFIED, "it is built elsewhere")
    assert verdict.places == (Place("/f", 2),)
    assert verdict.findings == ()


def test_a_broken_file_is_drift_with_a_finding_for_each_problem() -> None:
    def broken(_: Check, __: Sight) -> Judged:
        raise SourceError(
            [Problem(Place("/t/compose.yaml", 3, 1), "is not YAML", "close it"), Problem(None, "and more")]
        )

    verdict = judge(check(broken), Memory())
    assert verdict.outcome is Outcome.DRIFT
    assert [finding.key for finding in verdict.findings] == ["VX002:s:compose.yaml", "VX002:s:"]
    first, second = verdict.findings
    assert (first.message, first.hint, first.places) == ("is not YAML", "close it", (Place("/t/compose.yaml", 3, 1),))
    assert first.expected == 1
    assert second.places == ()


def test_a_broken_file_has_one_key_in_every_check_that_reads_it() -> None:
    def broken(_: Check, __: Sight) -> Judged:
        raise SourceError([Problem(Place("/t/compose.yaml", 3), "is not YAML")])

    keys = {
        finding.key
        for each in (check(broken), replace(check(broken), service="b", facet="other", subject="y"))
        for finding in judge(each, Memory()).findings
    }
    assert len(keys) == 1


def test_a_crash_is_a_finding_with_its_trace() -> None:
    def crashing(_: Check, __: Sight) -> Judged:
        return Judged(actual=1 // 0)

    (finding,) = judge(check(crashing), Memory()).findings
    assert finding.key == "VX001:a:mine:x"
    assert "ZeroDivisionError" in finding.message
    assert "in crashing" in finding.hint


def test_endless_recursion_in_a_judgement_is_a_crash_like_any_other() -> None:
    def endless(each: Check, sight: Sight) -> Judged:
        return endless(each, sight)

    (finding,) = judge(check(endless), Memory()).findings
    assert finding.code == "VX001"
    assert len(finding.hint) < 10_000


def test_an_interrupt_is_not_taken_for_a_crash() -> None:
    def interrupted(_: Check, __: Sight) -> Judged:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        judge(check(interrupted), Memory())


@dataclass(frozen=True, slots=True)
class Refusing(Need[int]):
    """Raises the same error whenever it is asked; it must be asked once."""

    error: Unseen

    def look(self, sight: Sight) -> int:
        raise self.error


def test_the_trace_of_a_reason_does_not_grow_with_the_checks_that_are_told() -> None:
    error = Unseen("nobody can look")
    sight = Memory()
    refused = check(lambda _, memory: Judged(actual=memory.see(Refusing(error))))

    def depth() -> int:
        trace, count = error.__traceback__, 0
        while trace is not None:
            trace, count = trace.tb_next, count + 1
        return count

    judge(refused, sight)
    judge(refused, sight)
    once = depth()
    for _ in range(50):
        judge(refused, sight)
    assert depth() == once

"""Judging with a facet that misbehaves: a verdict of its own with its trace, and the run goes on."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from pytest_vx11 import (
    Canon,
    CanonError,
    Check,
    Code,
    Evidence,
    Facet,
    Finding,
    Judged,
    Outcome,
    Place,
    Problem,
    Sight,
    SourceError,
    Unseen,
    Verdict,
    needs,
)
from pytest_vx11.testing import FakeSystem, Harness

CANON = "services: {a: {port: 1}, b: {port: 2}}"
Judging = Callable[[Check], Any]


def facet(judging: Judging, *, count: int = 1, limit: float = 30.0) -> type[Facet]:
    class Mine(Facet):
        name = "mine"
        codes = (Code(code="MINE1", title="it is mine", text="It is.", example="mine: 1"),)
        seconds = limit

        def plan(self, canon: Canon) -> Iterator[Check]:
            for number in range(count):
                yield self.declared(canon, str(number), 1, canon.said.place)

        def judge(self, check: Check, sight: object) -> Judged:
            judged: Judged = judging(check)
            return judged

    return Mine


def verdict(tmp_path: Path, judging: Judging, **more: Any) -> Verdict:
    return Harness(tmp_path, facet(judging, **more)).run(CANON)["shop::mine::0[declared]"]


def raises(_: Check) -> Judged:
    raise KeyError("port")


def spins(_: Check) -> Judged:
    while True:
        time.sleep(0.01)


def found(**more: Any) -> Judging:
    finding = {"code": "MINE1", "subject": "a", "message": "it is", **more}
    return lambda _: Judged(findings=(Finding(**finding),))


def test_one_that_raises_is_drift_with_its_trace_and_its_line(tmp_path: Path) -> None:
    (finding,) = verdict(tmp_path, raises).findings
    assert (finding.key, finding.message) == ("VX001:shop:mine:0", "the check itself failed: KeyError: 'port'")
    assert finding.hint.startswith("mend the check:\nTraceback")
    assert 'raise KeyError("port")' in finding.hint
    (place,) = finding.places
    assert place.path == __file__
    assert "KeyError" in Path(__file__).read_text().splitlines()[place.line - 1]


def test_one_that_never_ends_is_drift_that_says_where_it_was(tmp_path: Path) -> None:
    started = time.monotonic()
    (finding,) = verdict(tmp_path, spins, limit=0.3).findings
    assert time.monotonic() - started < 10
    assert (finding.key, finding.message) == ("VX004:shop:mine:0", "the check itself did not end within 0.3 s")
    assert "in spins" in finding.hint


def test_in_a_thread_as_well(tmp_path: Path) -> None:
    with ThreadPoolExecutor(1) as pool:
        (finding,) = pool.submit(verdict, tmp_path, spins, limit=0.3).result(timeout=20).findings
    assert finding.code == "VX004"


def test_after_three_that_did_not_end_no_more_are_waited_for_and_others_are_judged(tmp_path: Path) -> None:
    told = Harness(tmp_path, facet(spins, count=6, limit=0.2)).run(CANON)
    mine = {name: each for name, each in told.items() if "::mine::" in name}
    assert [each.outcome for each in mine.values()] == [Outcome.DRIFT] * 3 + [Outcome.UNVERIFIED] * 3
    assert mine["shop::mine::5[declared]"].reason == (
        "3 checks of the facet mine did not end, so that no more are waited for"
    )
    assert told["a::ports::1[declared]"].outcome is not None


@pytest.mark.parametrize(
    ("judging", "message"),
    [
        (lambda _: None, "TypeError: judge gives None, which is no Judged"),
        (lambda _: True, "TypeError: judge gives True, which is no Judged"),
        (lambda _: Judged(findings=("x",)), "TypeError: judge finds 'x', which is no Finding"),  # type: ignore[arg-type]
        (found(code="MINE2"), 'ValueError: judge finds the code "MINE2", which its facet does not list'),
        (found(code="VX104"), 'ValueError: judge finds the code "VX104", which its facet does not list'),
        (found(places=("a",)), "TypeError: judge gives the place 'a', which is no Place of a path and a line"),
        (lambda _: Judged(places=(5,)), "TypeError: judge gives the place 5, which is no Place of a path and a line"),  # type: ignore[arg-type]
    ],
)  # fmt: skip
def test_what_is_no_judgement_is_a_failed_check_and_no_match(tmp_path: Path, judging: Judging, message: str) -> None:
    (finding,) = verdict(tmp_path, judging).findings
    assert finding.message == f"the check itself failed: {message}"


@pytest.mark.parametrize("error", [SystemExit(3), pytest.skip.Exception("away"), GeneratorExit()])
def test_what_would_end_the_run_is_a_failed_check(tmp_path: Path, error: BaseException) -> None:
    def ends(_: Check) -> Judged:
        raise error

    (finding,) = verdict(tmp_path, ends).findings
    assert finding.code == "VX001"
    assert type(error).__name__ in finding.message


def test_what_is_no_judgement_is_told_with_the_line_of_whoever_gave_it(tmp_path: Path) -> None:
    (finding,) = verdict(tmp_path, lambda _: None).findings
    (place,) = finding.places
    assert place.path == __file__
    assert "def judge" in Path(__file__).read_text().splitlines()[place.line - 1]
    assert finding.hint == "mend the check"


FINDING = Finding(code="MINE1", subject="a", message="it is")
#: What no type checker lets through, and Python does.
PLACE: Any = Place
EVIDENCE: Any = Evidence
WRONG_FIELDS: list[dict[str, Any]] = [
    {"severity": "warning"}, {"hint": 5}, {"evidence": "abc"}, {"evidence": (("log", "x"),)}, {"message": None},
    {"subject": 5}, {"places": (PLACE("x", "5"),)}, {"places": (PLACE(None),)}, {"evidence": (EVIDENCE("log", b"x"),)},
    {"places": 5},
]  # fmt: skip


@pytest.mark.parametrize("wrong", WRONG_FIELDS, ids=str)
def test_a_field_that_is_none_is_a_failed_check(tmp_path: Path, wrong: dict[str, Any]) -> None:
    (told,) = verdict(tmp_path, lambda _: Judged(findings=(replace(FINDING, **wrong),))).findings
    assert told.code == "VX001"


def test_findings_may_come_from_a_generator(tmp_path: Path) -> None:
    judged = verdict(tmp_path, lambda _: Judged(findings=(replace(FINDING, subject=s) for s in ("a", "b"))))  # type: ignore[arg-type]
    assert [finding.key for finding in judged.findings] == ["MINE1:a", "MINE1:b"]


def test_findings_that_never_end_are_a_failed_check(tmp_path: Path) -> None:
    def endless(wait: float) -> Iterator[Finding]:
        while True:
            time.sleep(wait)
            yield FINDING

    many = verdict(tmp_path, lambda _: Judged(findings=endless(0)))  # type: ignore[arg-type]
    assert "judge finds more than 10,000 things" in many.findings[0].message
    slow = verdict(tmp_path, lambda _: Judged(findings=endless(0.05)), limit=0.3)  # type: ignore[arg-type]
    assert [finding.code for finding in slow.findings] == ["VX004"]


def test_what_only_the_run_can_say_of_a_finding_is_left_out(tmp_path: Path) -> None:
    accepted: Any = {"accepted": "yes", "since": 5}
    judged = verdict(tmp_path, lambda _: Judged(findings=(replace(FINDING, **accepted),)))
    assert judged.outcome is Outcome.DRIFT
    assert judged.findings[0].accepted is None


class Mute(Exception):
    def __str__(self) -> str:
        raise RuntimeError("nothing to say")


@pytest.mark.parametrize("error", [Mute(), SourceError([]), SourceError([5])], ids=repr)  # type: ignore[list-item]
def test_an_error_that_says_nothing_is_a_failed_check(tmp_path: Path, error: Exception) -> None:
    def ends(_: Check) -> Judged:
        raise error

    assert [finding.code for finding in verdict(tmp_path, ends).findings] == ["VX001"]


def test_a_reason_and_a_problem_may_be_plain_text(tmp_path: Path) -> None:
    def unseen(_: Check) -> Judged:
        raise Unseen(5)  # type: ignore[arg-type]

    def broken(_: Check) -> Judged:
        raise SourceError("the file is no certificate")

    assert verdict(tmp_path, unseen).reason == "5"
    assert [finding.message for finding in verdict(tmp_path, broken).findings] == ["the file is no certificate"]


def test_a_number_that_nobody_can_write_is_told_in_words(tmp_path: Path) -> None:
    assert verdict(tmp_path, lambda _: Judged(actual=10**5000)).actual == "a number of more than 4096 bits"


class Crossed(Facet):
    """Looks at what runs, in a check of what is declared."""

    name = "crossed"
    planned: tuple[Any, ...] = ()

    def plan(self, canon: Canon) -> Iterator[Check]:
        yield self.declared(canon, "x", 1, canon.said.place, needs=self.planned)

    def judge(self, check: Check, sight: Sight) -> Judged:
        return Judged(actual=sight.see(needs.live(check.system)).runtime)


def test_a_declared_check_sees_nothing_that_runs(tmp_path: Path) -> None:
    (finding,) = Harness(tmp_path, Crossed).run(CANON)["shop::crossed::x[declared]"].findings
    assert "is of what is declared, and sees what runs: plan it with self.running" in finding.message


def test_nor_needs_it(tmp_path: Path) -> None:
    class Needing(Crossed):
        planned = (needs.live("shop"),)

    with pytest.raises(CanonError, match="is of what is declared, and needs what runs"):
        Harness(tmp_path, Needing).checks(CANON)


def test_a_running_check_that_asks_for_nothing_is_unverified_where_nothing_runs(tmp_path: Path) -> None:
    class Blind(Facet):
        name = "blind"

        def plan(self, canon: Canon) -> Iterator[Check]:
            yield self.running(canon, "x", 1, canon.said.place)

        def judge(self, check: Check, sight: object) -> Judged:
            return Judged(actual=1)

    told = Harness(tmp_path, Blind).run(CANON)["shop::blind::x[running]"]
    assert told.outcome is Outcome.UNVERIFIED
    with FakeSystem(a={}, b={}) as fake:
        assert Harness(tmp_path, Blind).run(CANON, system=fake)["shop::blind::x[running]"].outcome is Outcome.MATCH


def test_what_it_found_becomes_plain_data(tmp_path: Path) -> None:
    judging = found(expected={"until": date(2026, 1, 2)}, actual=(1, {"b", "a"}, Path("x")))
    (finding,) = verdict(tmp_path, judging).findings
    assert (finding.expected, finding.actual) == ({"until": "2026-01-02"}, [1, ["a", "b"], "x"])


def test_what_it_cannot_see_is_unverified_and_what_is_broken_is_drift(tmp_path: Path) -> None:
    def unseen(_: Check) -> Judged:
        raise Unseen("nobody is there", (Place("/x", 1),))

    def broken(_: Check) -> Judged:
        raise SourceError([Problem(Place("/x", 3), "is broken")])

    assert verdict(tmp_path, unseen).reason == "nobody is there"
    assert [finding.code for finding in verdict(tmp_path, broken).findings] == ["VX002"]

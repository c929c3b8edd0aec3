"""The drift table and the list of reasons, from verdicts that are written here by hand."""

from __future__ import annotations

from pytest_vx11._checks.check import Check, Witness
from pytest_vx11._checks.verdict import Finding, Outcome, Verdict
from pytest_vx11._report.table import Told, counts, lines, reasons, rows
from pytest_vx11._source.place import Place


def told(
    outcome: Outcome,
    subject: str = "8000",
    *,
    facet: str = "ports",
    witness: Witness = Witness.DECLARED,
    expected: object = 8000,
    actual: object = None,
    reason: str | None = None,
    places: tuple[Place, ...] = (),
) -> Told:
    """Return a check of the service `madre`, and its verdict."""
    at = Place("/canon.yaml", 3)
    check = Check(system="s", service="madre", facet=facet, subject=subject, witness=witness, expected=expected, at=at)
    finding = Finding(code="VX104", subject="madre:8000", message="differs", expected=expected, actual=actual)
    findings = (finding,) if outcome is Outcome.DRIFT else ()
    return check, Verdict(outcome=outcome, findings=findings, actual=actual, reason=reason, places=places)


def text(*checks: Told, facets: tuple[str, ...] = ("ports", "resources")) -> list[str]:
    return [line for line, _ in lines(rows(checks, facets))]


def test_one_subject_of_two_witnesses_counts_once() -> None:
    shown = text(told(Outcome.MATCH), told(Outcome.UNVERIFIED, witness=Witness.RUNNING))
    assert shown == ["facet  canon  declared  running       match", "ports  1      1 ok      1 unverified  yes"]


def test_match_says_what_was_looked_at() -> None:
    running = Witness.RUNNING
    cases = {
        "yes": [told(Outcome.MATCH), told(Outcome.MATCH, witness=running)],
        "partly": [told(Outcome.MATCH), told(Outcome.UNVERIFIED, "9000")],
        "?": [told(Outcome.UNVERIFIED), told(Outcome.UNVERIFIED, witness=running)],
        "NO": [told(Outcome.MATCH), told(Outcome.DRIFT, "9000", actual=9001)],
    }
    for word, checks in cases.items():
        assert text(*checks)[1].split()[-1] == word


def test_waived_checks_are_looked_at() -> None:
    assert text(told(Outcome.WAIVED))[1] == "ports  1      1 waived  -        waived"


def test_a_drift_stands_below_its_facet_with_both_values() -> None:
    shown = text(told(Outcome.DRIFT, actual=8001), told(Outcome.DRIFT, witness=Witness.RUNNING, actual=8002))
    assert [line.split() for line in shown[2:]] == [
        ["madre", "8000", "8000", "8001", "-", "NO"],
        ["madre", "8000", "8000", "-", "8002", "NO"],
    ]


def test_facets_come_in_the_given_order_and_only_those_that_ran() -> None:
    checks = [told(Outcome.MATCH, facet="resources"), told(Outcome.MATCH)]
    assert [line.split()[0] for line in text(*checks, facets=("ports", "modes", "resources"))] == [
        "facet",
        "ports",
        "resources",
    ]


def test_values_are_shown_as_people_write_them() -> None:
    shown = text(told(Outcome.DRIFT, expected=["a", True, None], actual={"x": "y"}))[2]
    assert shown == '  madre 8000  [a, true, none]  {"x": "y"}  -        NO'


def test_many_drifts_are_cut_and_counted() -> None:
    many = [told(Outcome.DRIFT, str(port)) for port in range(100)]
    other = [told(Outcome.DRIFT, str(port), facet="resources") for port in range(5)]
    shown = text(*many, *other)
    assert len(shown) == 1 + 1 + 60 + 1 + 1 + 1
    assert shown[62] == "  … and 40 more"
    assert shown[64] == "  … and 5 more"


def test_a_long_value_is_cut() -> None:
    assert max(map(len, text(told(Outcome.DRIFT, "s" * 500, expected="e" * 500, actual="a" * 500)))) < 250


def test_only_lines_of_drift_are_marked_as_such() -> None:
    table = lines(rows([told(Outcome.DRIFT), told(Outcome.MATCH, facet="resources")], ("ports", "resources")))
    assert [drift for _, drift in table] == [False, True, True, False]


def test_every_outcome_is_counted() -> None:
    counted = counts(verdict for _, verdict in [told(Outcome.MATCH), told(Outcome.MATCH), told(Outcome.DRIFT)])
    assert counted == {Outcome.MATCH: 2, Outcome.DRIFT: 1, Outcome.WAIVED: 0, Outcome.UNVERIFIED: 0}


def test_reasons_are_counted_the_commonest_first_with_their_place() -> None:
    checks = [
        told(Outcome.UNVERIFIED, reason="b", places=(Place("/f.py", 7),)),
        *(told(Outcome.UNVERIFIED, reason="a") for _ in range(3)),
        told(Outcome.MATCH),
    ]
    assert list(reasons(checks, str)) == ["     3  a", "     1  b (/f.py:7)"]


def test_many_reasons_are_cut_and_counted() -> None:
    shown = list(reasons([told(Outcome.UNVERIFIED, reason=f"r{index}") for index in range(20)], str))
    assert len(shown) == 13
    assert shown[-1].endswith("… and 8 other reasons")

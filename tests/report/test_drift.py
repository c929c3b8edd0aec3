"""The text of one failed check."""

from __future__ import annotations

from pytest_vx11._checks.verdict import Finding, Outcome, Verdict
from pytest_vx11._engine.verdicts import Planned
from pytest_vx11._report.drift import tell
from pytest_vx11._source.place import Place

CHECK = Planned("s::madre::ports::8001[declared]", "madre", "ports", "8001[declared]", "declared", Place("/c.yaml", 4))


def text(*findings: Finding) -> list[str]:
    return tell(CHECK, Verdict(outcome=Outcome.DRIFT, findings=findings), lambda path: path.lstrip("/")).splitlines()


def finding(**more: object) -> Finding:
    """Return a finding; `more` replaces its values."""
    values: dict[str, object] = {"code": "VX104", "subject": "madre:8001", "message": "it differs", **more}
    return Finding(**values)  # type: ignore[arg-type]


def test_a_finding_says_what_where_expected_found_and_what_to_do() -> None:
    places = (Place("/compose.yaml", 9, 3), Place("/override.yaml"))
    assert text(finding(expected=8001, actual=None, places=places, hint="mend it\nor not")) == [
        "compose.yaml:9: it differs (VX104)",
        "  canon     c.yaml:4",
        "  also      override.yaml",
        "  expected  8001",
        "  found     none",
        "  to do     mend it",
        "            or not",
    ]


def test_a_finding_without_place_or_hint_says_the_rest() -> None:
    assert text(finding(expected="512m", actual="1g")) == [
        "it differs (VX104)",
        "  canon     c.yaml:4",
        "  expected  512m",
        "  found     1g",
    ]


def test_many_findings_are_cut_and_counted() -> None:
    shown = text(*(finding(subject=str(index)) for index in range(25)))
    assert shown.count("it differs (VX104)") == 20
    assert shown[-1] == "… and 5 more"


def test_many_places_are_cut() -> None:
    shown = text(finding(places=tuple(Place("/f", line) for line in range(1, 500))))
    assert len(shown) < 30


def test_what_could_harm_a_terminal_is_escaped() -> None:
    evil = "a\x1b[31m\nb\u202e"
    shown = text(finding(message=evil, expected=evil, actual=[evil], hint=evil, places=(Place(f"/{evil}", 1),)))
    assert "\x1b" not in "".join(shown)
    assert "\u202e" not in "".join(shown)
    assert shown[0] == r"a\x1b[31m\nb\u202e:1: a\x1b[31m\nb\u202e (VX104)"


def test_a_secret_is_starred_in_every_line() -> None:
    url = "postgres://u:hunter2@db/x"
    shown = text(finding(message=f"m {url}", expected=url, actual={"k": [url]}, hint=f"first {url}\nsecond {url}"))
    assert "hunter2" not in "\n".join(shown)
    assert "\n".join(shown).count("postgres://u:***@db/x") == 5


def test_under_strict_an_unverified_check_says_why_it_fails() -> None:
    verdict = Verdict(outcome=Outcome.UNVERIFIED, reason="nobody could look")
    assert tell(CHECK, verdict, lambda path: path).splitlines() == [
        "nobody could look",
        "  canon     /c.yaml:4",
        "  and --vx11-strict wants every check looked at",
    ]

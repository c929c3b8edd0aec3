from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from pytest_vx11._canon.model import Canon
from pytest_vx11._canon.part import SchemaPart, text
from pytest_vx11._checks.check import Check, Witness
from pytest_vx11._checks.verdict import Judged, Outcome
from pytest_vx11._engine.plan import Plan, load_plan
from pytest_vx11._engine.run import Run
from pytest_vx11._errors import Unseen
from pytest_vx11._facets.base import Facet
from pytest_vx11._facets.builtin import builtin_facets
from pytest_vx11._observe.need import Need, Sight

LOOKED: list[str] = []
Planning = Callable[..., Plan]


@dataclass(frozen=True, slots=True)
class Word(Need[str]):
    """Notes that it was looked at; a word that begins with `un` cannot be seen."""

    word: str

    def look(self, sight: Sight) -> str:
        LOOKED.append(self.word)
        if self.word.startswith("un"):
            raise Unseen(f"{self.word} cannot be seen")
        return self.word


class Words(Facet):
    """`word: x` of a service: three checks that look at the same word."""

    name = "words"
    schema = SchemaPart(service={"word": text()})

    def plan(self, canon: Canon) -> Iterator[Check]:
        for service in canon.services.values():
            said = service.stated("word")
            if said:
                for subject in ("one", "two", "crash"):
                    judge = _crash if subject == "crash" else _see
                    need = (Word(str(said.value)),)
                    yield self.declared(canon, subject, "x", said.at, judge, need, service=service.name)


def _see(check: Check, sight: Sight) -> Judged:
    return Judged(actual=sight.see(check.needs[0]))


def _crash(check: Check, sight: Sight) -> Judged:
    raise LookupError(sight.see(check.needs[0]))


@pytest.fixture
def plan(tmp_path: Path) -> Planning:
    """Return what plans a canon from its text, below `canon: 1` and `system: s`: `plan(text, environ={…})`."""

    def planning(
        text: str, *, environ: dict[str, str] | None = None, more: tuple[Facet, ...] = (), name: str = "canon.yaml"
    ) -> Plan:
        path = tmp_path / name
        path.write_text(f"canon: 1\nsystem: s\n{text}", encoding="utf-8")
        return load_plan(path, (*builtin_facets(), *more), environ or {})

    return planning


@pytest.fixture(autouse=True)
def _nothing_looked_at_yet() -> None:
    LOOKED.clear()


def test_a_need_is_looked_at_once_however_many_checks_have_it(plan: Planning) -> None:
    run = Run([plan("services: {a: {word: x}, b: {word: x}, c: {word: unseen}}", more=(Words(),))])
    run.verdicts(list(run.checks))
    assert LOOKED == ["x", "unseen"]


def test_nothing_is_looked_at_for_a_check_that_nobody_asks_for(plan: Planning) -> None:
    run = Run([plan("services: {a: {word: x}, b: {word: y}}", more=(Words(),))])
    assert LOOKED == []
    run.verdicts(["s::b::words::one[declared]"])
    assert LOOKED == ["y"]


def test_a_check_is_judged_once(plan: Planning) -> None:
    run = Run([plan("services: {a: {word: x}}", more=(Words(),))])
    first = run.verdicts(["s::a::words::crash[declared]"])
    assert run.verdicts(["s::a::words::crash[declared]"])[0] is first[0]


def test_a_crash_ends_its_own_check_and_no_other(plan: Planning) -> None:
    run = Run([plan("services: {a: {word: x}}", more=(Words(),))])
    ids = [f"s::a::words::{subject}[declared]" for subject in ("one", "crash", "two")]
    assert [verdict.outcome for verdict in run.verdicts(ids)] == [Outcome.MATCH, Outcome.DRIFT, Outcome.MATCH]


def test_an_id_that_nobody_planned_is_refused(plan: Planning) -> None:
    with pytest.raises(KeyError):
        Run([plan("services: {a: {word: x}}", more=(Words(),))]).verdicts(["s::a::words::three[declared]"])


def test_the_checks_of_each_canon_are_told_by_its_path(plan: Planning, tmp_path: Path) -> None:
    one = plan("services: {a: {word: x}}", more=(Words(),))
    other = plan("x-nothing: 1\nservices: {a: {port: 80}}", name="other.yaml")
    other_checks = Run([one, other]).planned((tmp_path / "other.yaml").as_posix())
    assert [(each.name, each.witness, each.at.line) for each in other_checks] == [
        ("80[declared]", "declared", 4),
        ("80[running]", "running", 4),
    ]


def test_a_variable_without_a_value_is_told_of_the_checks_that_have_it_and_of_no_other(plan: Planning) -> None:
    health = 'healthcheck: {test: "curl x:{port}", retries: 3}'
    run = Run([plan(f'services: {{a: {{port: "${{PORT:?say which}}", memory: 1g, {health}}}}}')])
    declared = [check for check in run.checks.values() if check.judge and check.witness is Witness.DECLARED]
    told = {check.subject: run.verdicts([check.id])[0].reason or "" for check in declared}
    assert {subject for subject, reason in told.items() if "${PORT} is not set: say which" in reason} == {
        "${PORT:?say which}",
        "test",
    }
    assert [problem.message for problem in run.unset] == ["${PORT} is not set: say which"]


def test_a_variable_is_asked_for_only_when_a_check_that_has_it_is(plan: Planning) -> None:
    run = Run([plan('services: {a: {port: "${PORT}", memory: 1g}}')])
    run.verdicts(["s::a::resources::memory[declared]"])
    assert not run.unset


def test_a_variable_in_a_line_below_or_in_what_a_check_reads_is_seen(plan: Planning) -> None:
    text = "\n".join(
        [
            "compose: compose.yaml",
            "services:",
            "  a:",
            "    volumes:",
            "      - data:/data",
            '      - "${MORE}:/more"',
            '    app: "${APP}"',
            "    endpoints: {GET /health: {}}",
        ]
    )
    run = Run([plan(text)])
    ids = ["s::a::container::volumes[declared]", "s::a::endpoints::GET /health[declared]"]
    assert [verdict.reason for verdict in run.verdicts(ids)] == ["${MORE} is not set", "${APP} is not set"]
    assert [problem.place.line if problem.place else 0 for problem in run.unset] == [8, 9]


def test_the_place_that_is_told_is_the_one_beside_the_check(plan: Planning) -> None:
    run = Run([plan('services:\n  a: {port: "${PORT}"}\n  b: {port: "${PORT}"}')])
    run.verdicts(["s::b::ports::${PORT}[declared]"])
    assert [problem.place.line if problem.place else 0 for problem in run.unset] == [5]


def test_a_variable_with_a_value_or_a_default_is_no_matter(plan: Planning) -> None:
    run = Run([plan('services: {a: {port: "${PORT}", memory: "${LIMIT:-1g}"}}', environ={"PORT": "80"})])
    run.verdicts(list(run.checks))
    assert not run.unset

"""Every case below tests/cases/facets: a canon, a tree, and all that must be said of them.

A case in `conforms/` states nothing: every check must match. In `drifts/` and `unverified/`, `expect` names each check
that does not match, by its id: its findings in order, each `CODE PLACES: canon -> actual`, or `unverified: part of the
reason`, with `at: PLACES` where that matters. `git: [path, …]` makes the tree a checkout that tracks these.
"""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from pytest_vx11._checks.check import Witness
from pytest_vx11._checks.identity import Identity
from pytest_vx11._checks.verdict import Finding, Outcome, Verdict
from pytest_vx11._engine import judge
from pytest_vx11._engine.codes import codes_of
from pytest_vx11._engine.plan import load_plan
from pytest_vx11._engine.run import Run
from pytest_vx11._facets.builtin import builtin_facets
from pytest_vx11._source.place import Place
from pytest_vx11._source.values import show

CASES = Path(__file__).parents[1] / "cases" / "facets"
FILES = sorted(CASES.glob("*/*/*.yaml"))
KINDS = {"conforms", "drifts", "unverified"}
KEYS = {"canon", "files", "links", "env", "git", "expect"}
COMMENTED = (".yaml", ".yml", ".py", ".sql", "Dockerfile")

case_files = pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(CASES).with_suffix("").as_posix())


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One file, read."""

    canon: str
    files: Mapping[str, str]
    links: Mapping[str, str]
    env: Mapping[str, str]
    git: list[str] | None
    expect: Mapping[str, Any]


def read(path: Path) -> Case:
    said = yaml.safe_load(path.read_text(encoding="utf-8"))
    assert set(said) <= KEYS, f"unknown keys in {path}"
    files, links = said.get("files") or {}, said.get("links") or {}
    return Case(
        canon=said["canon"], files=files, links=links, env=said.get("env") or {}, git=said.get("git"),
        expect=said.get("expect") or {},
    )  # fmt: skip


def lay_out(case: Case, root: Path, *, above: str = "") -> Path:
    """Write the tree and the canon, `above` on top of each file that takes comments; return the canon's path."""
    for name, text in case.files.items():
        target = root / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if name.endswith("/"):
            target.mkdir(exist_ok=True)
        else:
            lead = f"{'--' if name.endswith('.sql') else '#'} {above}\n" if above and name.endswith(COMMENTED) else ""
            target.write_text(lead + text, encoding="utf-8")
    for name, leads_to in case.links.items():
        (root / name).symlink_to(leads_to)
    if case.git is not None:
        git(root, "init", "-q")
        git(root, "add", "--", *case.git)
    path = root / "canon.yaml"
    path.write_text(case.canon, encoding="utf-8")
    return path


def git(root: Path, *words: str) -> None:
    subprocess.run(["git", *words], cwd=root, check=True, capture_output=True)


def judged(case: Case, root: Path, *, above: str = "") -> dict[str, Verdict]:
    """Return the verdict of each declared check that somebody can judge."""
    run = Run([load_plan(lay_out(case, root, above=above), builtin_facets())])
    declared = (check for check in run.checks.values() if check.witness is Witness.DECLARED)
    ids = [check.id for check in declared if check.judge is not None]
    return dict(zip(ids, run.verdicts(ids), strict=True))


def told(verdict: Verdict, root: Path) -> Any:
    """Return a verdict as a case writes it."""
    if verdict.outcome is Outcome.MATCH:
        return None
    if verdict.outcome is Outcome.UNVERIFIED:
        return {"unverified": verdict.reason, "at": places(verdict.places, root)}
    findings = [finding_told(finding, root) for finding in verdict.findings]
    return findings if len(findings) > 1 else findings[0]


def finding_told(finding: Finding, root: Path) -> str:
    where = f" {places(finding.places, root)}" if finding.places else ""
    return f"{finding.code}{where}: {show(finding.expected)} -> {show(finding.actual)}"


def places(those: tuple[Place, ...], root: Path) -> str:
    """Return places without their columns, relative to the root."""
    shown = (f"{os.path.relpath(each.path, root)}{f':{each.line}' if each.line else ''}" for each in those)
    return " ".join(shown)


def as_expected(expected: Any, actual: Any) -> bool:
    if not isinstance(expected, dict) or not isinstance(actual, dict):
        return bool(expected == actual)
    return expected["unverified"] in actual["unverified"] and expected.get("at", actual["at"]) == actual["at"]


@case_files
def test_a_case_comes_out_as_it_says(path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    case = read(path)
    for name, value in case.env.items():
        monkeypatch.setenv(name, value)
    actual = {check: told(verdict, tmp_path) for check, verdict in judged(case, tmp_path).items()}
    assert set(case.expect) <= set(actual), "the case names checks that nobody plans, or that nobody can judge"
    wrong = {check: each for check, each in actual.items() if not as_expected(case.expect.get(check), each)}
    assert not wrong


@case_files
def test_a_case_lies_where_it_belongs(path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    case = read(path)
    for name, value in case.env.items():
        monkeypatch.setenv(name, value)
    outcomes = {verdict.outcome for verdict in judged(case, tmp_path).values()}
    wanted = {"conforms": Outcome.MATCH, "drifts": Outcome.DRIFT, "unverified": Outcome.UNVERIFIED}[path.parent.name]
    assert wanted in outcomes
    assert path.parent.name != "conforms" or (outcomes == {Outcome.MATCH} and not case.expect)
    assert path.parent.name != "unverified" or Outcome.DRIFT not in outcomes


@pytest.mark.parametrize("path", [path for path in FILES if path.parent.name == "drifts"], ids=lambda path: path.stem)
def test_a_line_more_above_moves_the_places_and_leaves_the_keys(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = read(path)
    for name, value in case.env.items():
        monkeypatch.setenv(name, value)
    roots = tmp_path / "one", tmp_path / "other"
    for root in roots:
        root.mkdir()
    before, after = judged(case, roots[0]), judged(case, roots[1], above="one line more")
    assert keys(before) == keys(after)
    assert [line + bool(line and name.endswith(COMMENTED)) for name, line in lines(before, roots[0])] == [
        line for _, line in lines(after, roots[1])
    ]


@pytest.mark.parametrize("path", [path for path in FILES if path.parent.name == "drifts"], ids=lambda path: path.stem)
def test_no_two_findings_of_a_check_can_be_taken_for_one(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = read(path)
    for name, value in case.env.items():
        monkeypatch.setenv(name, value)
    identity = Identity(codes_of(builtin_facets()).known)
    for verdict in judged(case, tmp_path).values():
        prints = [identity.fingerprint(finding) for finding in verdict.findings]
        assert len(prints) == len(set(prints)), [finding.key for finding in verdict.findings]


def test_what_is_declared_is_told_by_no_code_of_what_runs() -> None:
    """A baseline tells by it which checks may have a code."""
    said = {code for path in FILES for code in re.findall(r"\bVX\d{3}\b", str(read(path).expect))}
    assert said
    assert {code for code in said if is_running(code)} == set()


def keys(verdicts: Mapping[str, Verdict]) -> dict[str, list[str]]:
    return {check: [finding.key for finding in verdict.findings] for check, verdict in verdicts.items()}


def lines(verdicts: Mapping[str, Verdict], root: Path) -> list[tuple[str, int]]:
    found = [place for verdict in verdicts.values() for finding in verdict.findings for place in finding.places]
    return [(os.path.relpath(place.path, root), place.line) for place in found]


def test_every_code_has_a_case() -> None:
    broken = "VX002"  # of the engine's own codes the one that a tree can bring about: tests/engine shows the others
    codes = {code.code for facet in builtin_facets() for code in facet.codes} | {broken}
    cases = "\n".join(path.read_text(encoding="utf-8") for path in FILES if path.parent.name == "drifts")
    assert {code for code in codes if not is_running(code) and code not in cases} == set()


def is_running(code: str) -> bool:
    """Tell whether a code is of what runs; tests beside this one show it, with a system that is up."""
    return code.startswith("VX2")


def test_every_code_of_what_runs_is_shown_by_a_system_that_is_up() -> None:
    codes = {code.code for facet in builtin_facets() for code in facet.codes} | {code.code for code in judge.CODES}
    tests = Path(__file__).parents[1]
    files = [path for name in ("facets", "twin") for path in (tests / name).rglob("*.py")]
    shown = "\n".join(path.read_text(encoding="utf-8") for path in files)
    assert {code for code in codes if is_running(code) and f"{code}:" not in shown} == set()


def test_every_folder_of_cases_is_one_that_is_looked_into() -> None:
    facets = {facet.name for facet in builtin_facets()}
    found = {path.relative_to(CASES).parts for path in CASES.rglob("*.y*ml")}
    assert found
    assert all(len(parts) == 3 and parts[0] in facets and parts[1] in KINDS for parts in found)


DECLARED = [facet.name for facet in builtin_facets() if any(not is_running(code.code) for code in facet.codes)]


@pytest.mark.parametrize("facet", DECLARED)
def test_every_built_facet_has_cases_of_each_kind(facet: str) -> None:
    assert {path.parent.name for path in FILES if path.parts[-3] == facet} == KINDS

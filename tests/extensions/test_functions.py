"""A function that is a check: what it is given, what it may give, and what is no check."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pytest_vx11 import Finding, check
from pytest_vx11._checks.check import Witness
from pytest_vx11._checks.verdict import Outcome, Verdict
from pytest_vx11._engine.plan import Plan, load_plan
from pytest_vx11._engine.run import Run
from pytest_vx11._extensions import Registry
from pytest_vx11._facets.base import Origin
from pytest_vx11._facets.builtin import builtin_facets


def planned(folder: Path, *functions: Callable[..., Any]) -> Plan:
    """Return the plan of a canon of two services with checks of one's own."""
    path = folder / "canon.yaml"
    path.write_text("canon: 1\nsystem: shop\nservices: {gateway: null, orders: {code: src/orders}}\n")
    registry = Registry(Origin("a test"))
    for function in functions:
        registry.add(function)
    return load_plan(path, (*builtin_facets(), *registry.facets), {})


def judged(folder: Path, function: Callable[..., Any]) -> dict[str, Verdict]:
    plan = planned(folder, function)
    run = Run([plan])
    return {each.service: run.verdicts([each.id])[0] for each in plan.checks}


def test_one_of_a_service_is_a_check_of_each(tmp_path: Path) -> None:
    @check("docs")
    def readme(service: Any, tree: Any) -> str | None:
        """Every service has a README in its folder."""
        return None if tree.has(f"{service.code}/README", folder=False) else f"{service.name} has none"

    (tmp_path / "src" / "orders").mkdir(parents=True)
    (tmp_path / "src" / "orders" / "README").write_text("here")
    verdicts = judged(tmp_path, readme)
    assert {name: verdict.outcome for name, verdict in verdicts.items()} == {
        "gateway": Outcome.DRIFT,
        "orders": Outcome.MATCH,
    }
    (finding,) = verdicts["gateway"].findings
    assert (finding.key, finding.message) == ("DOCS_README:gateway:readme", "gateway has none")
    assert finding.expected == "Every service has a README in its folder"


def test_one_of_the_whole_is_one_check_at_the_functions_line(tmp_path: Path) -> None:
    @check("docs", code="DOC1")
    def licence(canon: Any, tree: Any, sight: Any, check: Any) -> None:
        """There is a licence."""
        assert (canon.system, check.subject) == ("shop", "licence")
        assert tree.root == canon.root
        assert sight is not None

    (only,) = planned(tmp_path, licence).checks
    assert only.id == "shop::shop::docs::licence[declared]"
    assert only.at.path == __file__
    assert judged(tmp_path, licence)["shop"].outcome is Outcome.MATCH


def test_one_of_what_runs_is_running(tmp_path: Path) -> None:
    @check("up")
    def address(service: Any, live: Any) -> None:
        """It has an address."""
        live.address(service.name)

    assert {each.witness for each in planned(tmp_path, address).checks} == {Witness.RUNNING}
    assert {verdict.outcome for verdict in judged(tmp_path, address).values()} == {Outcome.UNVERIFIED}


def test_it_may_yield_findings_of_its_own(tmp_path: Path) -> None:
    @check("docs", code="DOC1")
    def links(canon: Any) -> Any:
        """No link is dead."""
        yield Finding(code="DOC1", subject="a", message="a is dead")
        yield Finding(code="DOC1", subject="b", message="b is dead")
        yield "and one more"
        yield "and another"

    verdict = judged(tmp_path, links)["shop"]
    keys = ["DOC1:a", "DOC1:b", "DOC1:shop:links", "DOC1:shop:links#2"]
    assert [finding.key for finding in verdict.findings] == keys


@pytest.mark.parametrize("given", [False, True, 5, b"", "", [None], object()])
def test_whatever_else_it_gives_is_a_failed_check_and_no_match(tmp_path: Path, given: object) -> None:
    @check("docs")
    def odd(canon: object) -> object:
        """It is odd."""
        return given

    verdict = judged(tmp_path, odd)["shop"]
    assert [finding.code for finding in verdict.findings] == ["VX001"]
    assert "a check returns or yields sentences or findings, or nothing" in verdict.findings[0].message


def test_it_stays_a_function(tmp_path: Path) -> None:
    @check("docs")
    def named(service: Any) -> str | None:
        """It is named."""
        return None if service else "nobody"

    assert named(None) == "nobody"


def test_what_is_no_check_is_refused_where_it_is_declared() -> None:
    with pytest.raises(TypeError, match='nothing is called "servce" that it could be given: did you mean "service"'):

        @check("docs")
        def misspelt(servce: Any) -> None:
            """Doc."""

    for facet in (len, ["docs"], None):
        with pytest.raises(TypeError, match=r'wants the name of its facet: @check\("docs"\)'):
            check(facet)  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="has no docstring; its first line says what must be so"):

        @check("docs")
        def silent() -> None: ...

    with pytest.raises(TypeError, match="wants a plain function"):

        @check("docs")
        async def later() -> None:
            """Doc."""

    with pytest.raises(TypeError, match="wants a plain function"):
        check("docs")(print)

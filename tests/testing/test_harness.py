"""Planning and judging a canon on a tree of a test."""

from __future__ import annotations

import socket
import sys
from pathlib import Path

import pytest

from pytest_vx11 import CanonError, Outcome, Verdict, needs
from pytest_vx11.testing import Harness, Verdicts
from tests.testing.owners import CANON, OWNER, Owners, owned_by, readme


def test_a_canon_is_judged_on_the_tree(tmp_path: Path) -> None:
    harness = Harness(tmp_path, Owners, readme)
    harness.write("CODEOWNERS", "billing\n")
    told = harness.run(CANON)
    assert told.found == ["DOCS_README:orders:readme", "OWN1:orders"]
    assert told[OWNER].actual == ["billing"]
    harness.write("CODEOWNERS", "sales\n")
    harness.write("orders/README.md")
    assert {name: verdict.outcome for name, verdict in harness.run(CANON).items()} == dict.fromkeys(
        [OWNER, "orders::docs::readme[declared]"], Outcome.MATCH
    )


@pytest.mark.parametrize("facet", [Owners, Owners()], ids=["a class", "an instance"])
def test_facets_stand_beside_the_built_in_ones(tmp_path: Path, facet: Owners) -> None:
    checks = Harness(tmp_path, facet).checks("services: {orders: {owner: sales, memory: 1g}}")
    assert {check.facet for check in checks} == {"owners", "resources"}


def test_what_is_no_facet_is_refused(tmp_path: Path) -> None:
    with pytest.raises(TypeError, match="is no facet"):
        Harness(tmp_path, len)


@pytest.mark.parametrize(
    ("text", "system", "line"),
    [
        (CANON, "shop", 3),
        (f"system: yard\n{CANON}", "yard", 3),
        (f"canon: 1\nsystem: yard\n{CANON}", "yard", 3),
        (f"\n    system: yard\n    {CANON}\n", "yard", 4),
    ],
)
def test_what_each_canon_has_is_put_above_where_it_is_not_said(
    tmp_path: Path, text: str, system: str, line: int
) -> None:
    check = Harness(tmp_path, Owners).check(text, OWNER)
    assert (check.system, check.at.line) == (system, line)
    assert Harness(tmp_path, Owners).canon(text).system == system


def test_what_is_wrong_with_a_canon_is_raised_as_in_a_run(tmp_path: Path) -> None:
    harness = Harness(tmp_path, Owners)
    for ask in (harness.checks, harness.run, harness.canon):
        with pytest.raises(CanonError, match="a team"):
            ask("services: {orders: {owner: [sales]}}")
    with pytest.raises(CanonError, match="wants a `run`"):
        harness.run("services: {orders: {port: 80}}", runtime="process")


def test_an_id_that_is_not_there_is_told_with_the_nearest(tmp_path: Path) -> None:
    harness = Harness(tmp_path, Owners)
    with pytest.raises(KeyError, match=r'no check "orders::owner::owner\[declared\]": did you mean "orders::owners::'):
        harness.check(CANON, "orders::owner::owner[declared]")
    with pytest.raises(KeyError, match=r"there are orders::owners::owner\[declared\]"):
        harness.check(CANON, "x")


def test_variables_are_taken_from_the_given_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TEAM", "sales")
    harness = Harness(tmp_path, Owners)
    text = 'services: {orders: {owner: "${TEAM}"}}'
    assert harness.check(text, OWNER).expected == "sales"
    assert harness.check(text, OWNER, {"TEAM": "other"}).expected == "other"
    assert harness.run(text, environ={"TEAM": "x"}).found == ["VX002:shop:CODEOWNERS"]
    assert harness.run(text, environ={})[OWNER].reason == "${TEAM} is not set"


def test_files_and_folders_are_written_and_nothing_outside(tmp_path: Path) -> None:
    harness = Harness(tmp_path / "tree")
    assert harness.write("a/b.txt", "é").read_bytes() == "é".encode()
    assert harness.write("a/c/").is_dir()
    for name in ("../x", "/etc/x"):
        with pytest.raises(ValueError, match="outside of the tree"):
            harness.write(name)


def test_a_fact_that_is_given_is_not_looked_at(tmp_path: Path) -> None:
    harness = Harness(tmp_path, Owners)
    need = needs.file(harness.canon(CANON).root, "CODEOWNERS")
    assert harness.run(CANON, facts={need: owned_by("sales")}).found == []


def test_what_runs_is_unverified_where_nothing_does(tmp_path: Path) -> None:
    told = Harness(tmp_path).run("services: {orders: {port: 8001}}")
    assert (told["orders::ports::8001[running]"].reason or "").startswith("nothing runs")


def test_a_system_that_is_started_is_down_again(tmp_path: Path) -> None:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        port = held.getsockname()[1]
    harness = Harness(tmp_path)
    run = f"[{sys.executable}, -m, http.server, '{port}', --bind, 127.0.0.1]"
    told = harness.run(f"services: {{web: {{port: {port}, run: {run}}}}}", runtime="process")
    assert told[f"web::ports::{port}[running]"].outcome is Outcome.MATCH
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", port), timeout=5)


class TestVerdicts:
    @pytest.fixture
    def told(self, tmp_path: Path) -> Verdicts:
        return Harness(tmp_path, Owners).run("services: {orders: {owner: sales, port: 80}, a: {owner: x}}")

    def test_they_are_a_mapping_in_the_order_of_the_plan(self, told: Verdicts) -> None:
        assert list(told)[-1] == "a::owners::owner[declared]"
        assert len(told) == len(dict(told)) == 4

    def test_keys_are_said_once(self, told: Verdicts) -> None:
        assert told.found == ["VX002:shop:CODEOWNERS"]

    def test_a_name_that_nobody_planned_is_told_with_the_nearest(self, told: Verdicts) -> None:
        with pytest.raises(KeyError, match="did you mean"):
            told["order::owners::owner[declared]"]
        assert "order::owners::owner[declared]" not in told
        assert told.get("x") is None

    def test_they_show_themselves_with_what_is_wrong_first(self, told: Verdicts) -> None:
        lines = repr(told).splitlines()
        assert lines[0] == "<4 verdicts: 2 drift, 2 unverified"
        assert lines[1].startswith("  drift      orders::owners::owner[declared]  VX002:shop:CODEOWNERS: ")
        assert "nothing runs" in lines[-1]

    def test_many_are_cut(self) -> None:
        shown = repr(Verdicts({f"a::{number}": Verdict(outcome=Outcome.MATCH) for number in range(99)}))
        assert len(shown.splitlines()) == 52
        assert shown.endswith("  … and 49 more>")
        assert repr(Verdicts({})) == "<0 verdicts>"

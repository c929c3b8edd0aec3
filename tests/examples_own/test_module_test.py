"""examples/module_test: a module's own tests are checks."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.examples_own.project import Project

TESTS = "tests/test_orders_canon.py"
COMMENT = f"VX005:market:{TESTS}::test_each_column_has_a_comment[main.orders]"
KEPT = f"VX005:stock:{TESTS}::test_no_answer_may_be_kept"


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return Project("module_test", tmp_path)


def test_as_it_is_all_match_that_can_be_seen(project: Project) -> None:
    run = project.canon()
    assert (run.status, run.keys) == (0, []), run.output
    own = {name: verdict for name, verdict in run.verdicts.items() if TESTS in name}
    assert len(own) == 9
    assert set(own.values()) == {"match"}
    unverified = {name.split("::")[2] for name, verdict in run.verdicts.items() if verdict == "unverified"}
    assert unverified == {"resources", "dependencies", "endpoints", "databases"}


def test_workers_see_the_same(project: Project) -> None:
    run = project.canon("-n", "2")
    assert (run.status, run.keys) == (0, []), run.output
    assert len(run.verdicts) == 50


def test_without_the_flag_its_tests_are_skipped_and_say_so(project: Project) -> None:
    run = project.pytest("-rs")
    assert run.status == 0
    assert "4 skipped" in run.output
    assert "it runs with --vx11-canon" in run.output
    assert not (project.folder / ".vx11").exists()


def test_a_column_without_a_comment_is_found_where_the_readme_says(project: Project) -> None:
    project.edit("orders/schema.sql", "PRIMARY KEY,     -- as the customer is told", "PRIMARY KEY,")
    run = project.canon("--vx11-runtime", "none")
    assert (run.status, run.keys) == (1, [COMMENT])
    readme = (project.folder / "README.md").read_text(encoding="utf-8")
    assert f"`{COMMENT}`" in readme
    said = "orders/schema.sql:1: market: found [item, count], and should be [id, item, count]"
    assert said in run.output
    assert said in readme


def test_a_program_that_listens_elsewhere_is_found_before_it_is_started(project: Project) -> None:
    project.edit("stock/main.py", "PORT = ", "PORT = 1")
    run = project.canon("--vx11-runtime", "none")
    assert (run.status, run.keys) == (
        1,
        [f"VX005:stock:{TESTS}::test_each_program_listens_where_the_canon_says[stock]"],
    )
    assert "stock/main.py:9" in run.output


def test_each_endpoint_and_each_value_is_a_finding_of_its_own(project: Project) -> None:
    project.edit("stock/main.py", '"Cache-Control", "no-store"', '"Cache-Control", "private"')
    run = project.canon()
    assert (run.status, run.keys) == (
        1,
        [f"{KEPT}[stock-GET /health]:cache-control", f"{KEPT}[stock-GET /stock/{{item}}]:cache-control"],
    )


def test_an_assert_that_fails_is_drift_of_the_facet_that_its_marker_names(project: Project) -> None:
    project.edit("orders/main.py", "if in_stock(item) < count:", "if in_stock(item) < 1:")
    run = project.canon()
    assert (run.status, run.keys) == (1, [f"VX003:orders:{TESTS}::test_what_is_not_in_stock_is_refused"])
    (found,) = [name for name, verdict in run.verdicts.items() if verdict == "drift"]
    assert found.startswith("market::orders::endpoints::")


def test_what_is_accepted_is_waived_until_it_is_another_value(project: Project) -> None:
    project.edit("orders/schema.sql", "-- one sentence", "")
    assert project.canon("--vx11-runtime", "none", "--vx11-baseline-update").status == 0
    assert project.canon("--vx11-runtime", "none").report["summary"]["waived"] == 1
    project.edit("orders/schema.sql", "-- as it was asked for, known or not", "")
    assert project.canon("--vx11-runtime", "none").status == 1

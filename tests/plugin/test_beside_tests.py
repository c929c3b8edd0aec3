"""Checks and tests of the user's own in one run: nothing stands or falls that should not."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.plugin.shop import CANON, CHECKS, COMPOSE, DRIFTED, IDS, Shop

FIXTURES = """\
import pathlib, pytest

def note(text):
    with pathlib.Path("notes.txt").open("a") as file:
        file.write(text + "\\n")

@pytest.fixture(scope="session")
def of_session():
    note("session up")
    yield
    note("session down")

"""
TESTS = """\
import pytest
from conftest import note

@pytest.fixture(scope="module")
def of_module(of_session):
    note("module up")
    yield
    note("module down")

def test_one(of_module): pass
def test_two(of_module): pass
"""
NOTES = ["session up", "module up", "module down", "module up", "module down", "session down"]

SHUFFLES = """\
import random

def pytest_collection_modifyitems(items):
    random.Random({seed}).shuffle(items)
"""
ONE_SKIPPED = """\
import pytest

def pytest_collection_modifyitems(items):
    for item in items:
        if "memory[declared]" in item.name:
            item.add_marker(pytest.mark.skip)
"""


@pytest.fixture
def mixed(shop: Shop) -> Shop:
    """Test files in two folders with a canon in each, and one at the top."""
    shop.write("conftest.py", FIXTURES)
    for name in ("a", "z"):
        shop.write(f"{name}/test_{name}.py", TESTS)
        shop.write(f"{name}/canon.yaml", CANON.replace("system: shop", f"system: {name}"))
        shop.write(f"{name}/compose.yaml", COMPOSE)
    return shop


MIXED = ("a/test_a.py", "a/canon.yaml", "canon.yaml", "z/canon.yaml", "z/test_z.py")


@pytest.mark.parametrize("order", [MIXED, (*MIXED[1:], MIXED[0]), MIXED[::-1]], ids=["around", "before", "backwards"])
def test_fixtures_live_as_long_as_their_scopes_around_canons(mixed: Shop, order: tuple[str, ...]) -> None:
    mixed.run(*order).assert_outcomes(passed=4 + 3 * 6, skipped=3 * 6)
    assert (mixed.path / "notes.txt").read_text().splitlines() == NOTES


def test_a_skipped_check_among_the_others_breaks_nothing(mixed: Shop) -> None:
    mixed.write("conftest.py", FIXTURES + ONE_SKIPPED)
    mixed.run(*MIXED).assert_outcomes(passed=4 + 3 * 4, skipped=3 * 8)
    assert (mixed.path / "notes.txt").read_text().splitlines() == NOTES


@pytest.mark.parametrize("seed", range(6))
def test_any_order_gives_the_same_verdicts(mixed: Shop, seed: int) -> None:
    mixed.write("compose.yaml", COMPOSE.replace('"8001:', '"8011:'))
    mixed.write(
        "conftest.py", FIXTURES + SHUFFLES.format(seed=seed) + ONE_SKIPPED.replace("def pytest_collection_", "def ")
    )
    result = mixed.run(*MIXED)
    result.assert_outcomes(passed=4 + 3 * 6 - 1, skipped=3 * 6, failed=1)
    assert len([line for line in result.outlines if line.startswith(f"FAILED {DRIFTED}")]) == 1


def test_a_teardown_that_fails_before_checks_is_an_error_of_its_test(shop: Shop) -> None:
    failing = "import pytest\n@pytest.fixture(scope='{scope}')\ndef bad():\n    yield\n    assert False\n"
    for scope in ("module", "session"):
        shop.write("test_own.py", f"{failing.format(scope=scope)}\ndef test_own(bad): pass\n")
        shop.run("test_own.py", "canon.yaml").assert_outcomes(passed=7, skipped=6, errors=1)
        shop.run("canon.yaml", "test_own.py").assert_outcomes(passed=7, skipped=6, errors=1)


def test_two_canons_have_their_own_ids_and_reports(mixed: Shop) -> None:
    report = mixed.report("a/canon.yaml", "canon.yaml")
    assert [canon["path"] for canon in report["canons"]] == ["a/canon.yaml", "canon.yaml"]
    assert [check["nodeid"] for check in report["checks"]] == [f"a/canon.yaml::{check}" for check in CHECKS] + IDS
    assert [check["id"].partition("::")[0] for check in report["checks"]] == ["a"] * 12 + ["shop"] * 12


def test_the_working_folder_may_change_during_a_run(shop: Shop, tmp_path: Path) -> None:
    shop.drift()
    shop.write("test_own.py", f"import os\ndef test_own(): os.chdir({str(tmp_path)!r})\n")
    result = shop.run_alone("test_own.py", "canon.yaml", "--vx11-report", "json:report.json")
    result.assert_outcomes(passed=6, failed=1, skipped=6)
    result.stdout.fnmatch_lines(["compose.yaml:10: *", "report: report.json"])
    assert (shop.path / "report.json").is_file()

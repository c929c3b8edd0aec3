"""A check runs in one step where nobody who listens to pytest could tell it from three."""

from __future__ import annotations

import json
import sys
from typing import Any
from xml.etree import ElementTree

import pytest

from tests.plugin.shop import CANON, COMPOSE, DRIFTED, IDS, Shop, wrote

LISTENS = "def pytest_runtest_setup(item): pass\n"
RECORDS = """\
import json, pathlib

def pytest_runtest_logreport(report):
    with pathlib.Path("reports.jsonl").open("a") as file:
        said = [report.nodeid, report.when, report.outcome, report.location, sorted(report.keywords), report.longrepr]
        file.write(json.dumps([*said, report.user_properties]) + "\\n")
"""


def reports(shop: Shop, *arguments: str) -> list[Any]:
    """Run, and return what was reported of each call, and whether setups were reported too."""
    file = shop.path / "reports.jsonl"
    file.unlink(missing_ok=True)
    shop.run("--vx11-truth=none", *arguments)  # which would say since when, of the second run alone
    return [json.loads(line) for line in file.read_text().splitlines()]


def test_a_check_is_one_report_where_nobody_listens_to_its_steps(shop: Shop) -> None:
    shop.write("conftest.py", RECORDS)
    shop.drift()
    short = reports(shop)
    assert [(nodeid, when) for nodeid, when, *_ in short] == [(each, "call") for each in IDS]


def test_the_one_report_is_the_same_as_pytests_own(shop: Shop) -> None:
    shop.write("conftest.py", RECORDS)
    shop.split()
    shop.drift()
    short = reports(shop)
    shop.write("conftest.py", RECORDS + LISTENS)
    own = reports(shop)
    assert [when for _, when, *_ in own] == ["setup", "call", "teardown"] * len(IDS)
    assert [each for each in own if each[1] == "call"] == short
    assert {location[0] for _, _, _, location, *_ in short} == {"canon.yaml", "modules/orders.yaml"}


OPTIONS = [(), ("-v",), ("-vv", "-rA"), ("--tb=no",), ("--tb=short",), ("--tb=line",), ("--tb=long", "-ra"), ("-q",)]


@pytest.mark.parametrize("options", OPTIONS, ids=" ".join)
def test_the_terminal_shows_the_same_and_nothing_of_pytest(shop: Shop, options: tuple[str, ...]) -> None:
    shop.drift()
    short = shop.run("--vx11-truth=none", *options)
    shop.write("conftest.py", LISTENS)
    own = shop.run("--vx11-truth=none", *options)
    assert [_timeless(line) for line in own.outlines] == [_timeless(line) for line in short.outlines]
    assert own.ret == short.ret == pytest.ExitCode.TESTS_FAILED
    for inner in ("Traceback", "DriftError", "nodes.py", "<Check", "Planned(", "Place("):
        assert inner not in wrote(short)


def _timeless(line: str) -> str:
    return line.rpartition(" in ")[0] if "failed, " in line else line


@pytest.mark.parametrize("listens", ["", LISTENS], ids=["short", "own"])
def test_junit_counts_right(shop: Shop, listens: str) -> None:
    shop.write("conftest.py", listens)
    shop.drift()
    shop.run("--junitxml=junit.xml")
    suite = ElementTree.parse(shop.path / "junit.xml").getroot()[0]
    assert {key: suite.get(key) for key in ("tests", "failures", "errors", "skipped")} == {
        "tests": "12",
        "failures": "1",
        "errors": "0",
        "skipped": "6",
    }
    assert [case.get("name") for case in suite.iter("testcase")] == [each.rpartition("::")[2] for each in IDS]
    failure = next(suite.iter("failure"))
    assert "compose.yaml:10: orders publishes 8011:8001" in str(failure.text)


@pytest.mark.parametrize("listens", ["", LISTENS], ids=["short", "own"])
def test_durations_setups_and_missing_plugins_change_nothing(shop: Shop, listens: str) -> None:
    shop.write("conftest.py", listens)
    shop.drift()
    verdicts = shop.verdicts()
    assert [each for each, verdict in verdicts.items() if verdict == "drift"] == [DRIFTED]
    for options in (
        ["--durations=0", "-vv"],
        ["-p", "no:cacheprovider"],
        ["--setup-show"],
        ["--cache-clear"],
        ["-p", "no:junitxml", "-p", "no:logging"],
        ["-p", "no:terminal"],
        ["-p", "no:xdist"],
        ["--no-summary"],
        ["-s", "--color=yes"],
    ):
        assert shop.verdicts(*options) == verdicts, options
    shown = shop.run("--durations=0", "-vv").outlines
    assert len([line for line in shown if "s call " in line]) == len(IDS)


def test_warnings_as_errors_find_nothing_to_complain_of(shop: Shop) -> None:
    shop.run_alone("-W", "error", "--strict-markers", "--strict-config").assert_outcomes(passed=6, skipped=6)


def test_the_debugger_is_entered_at_drift(shop: Shop) -> None:
    shop.drift()
    result = shop.pytester.run(sys.executable, "-m", "pytest", "--vx11-canon", "--pdb", stdin=b"quit\n")
    assert result.ret == pytest.ExitCode.INTERRUPTED
    result.stdout.fnmatch_lines(["compose.yaml:10: orders publishes *", "(Pdb)*"])


MARKS = """\
import pytest

def pytest_collection_modifyitems(items):
    for item in items:
        if "8001[declared]" in item.name:
            item.add_marker(pytest.mark.{mark})
"""


@pytest.mark.parametrize(
    ("mark", "drifts", "conforms"),
    [
        ("skip(reason='later')", {"skipped": 7, "passed": 5}, {"skipped": 7, "passed": 5}),
        ("xfail(reason='known')", {"skipped": 6, "passed": 5, "xfailed": 1}, {"skipped": 6, "passed": 5, "xpassed": 1}),
        ("xfail(strict=True)", {"skipped": 6, "passed": 5, "xfailed": 1}, {"skipped": 6, "passed": 5, "failed": 1}),
        ("xfail(run=False)", {"skipped": 6, "passed": 5, "xfailed": 1}, {"skipped": 6, "passed": 5, "xfailed": 1}),
        ("skipif(True, reason='no')", {"skipped": 7, "passed": 5}, {"skipped": 7, "passed": 5}),
        ("usefixtures()", {"skipped": 6, "passed": 5, "failed": 1}, {"skipped": 6, "passed": 6}),
    ],
)
def test_a_users_marks_on_a_check_are_kept(
    shop: Shop, mark: str, drifts: dict[str, int], conforms: dict[str, int]
) -> None:
    shop.write("conftest.py", MARKS.format(mark=mark))
    shop.run().assert_outcomes(**conforms)
    shop.drift()
    shop.run().assert_outcomes(**drifts)


def test_a_mark_on_a_whole_group_or_file_is_kept(shop: Shop) -> None:
    for parent, passed in (("parent", 5), ("parent.parent", 3), ("parent.parent.parent", 0)):
        marks = MARKS.replace("item.add_marker", f"item.{parent}.add_marker").format(mark="skip")
        shop.write("conftest.py", marks)
        shop.run().assert_outcomes(passed=passed, skipped=12 - passed)


REWRITES = """\
import pytest

@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item, call):
    outcome = yield
    report = outcome.get_result()
    if report.when == "call" and report.failed:
        report.outcome = "passed"
        report.longrepr = None
"""


def test_what_a_users_conftest_makes_of_a_report_counts(shop: Shop) -> None:
    shop.write("conftest.py", REWRITES)
    shop.drift()
    shop.run().assert_outcomes(passed=6, skipped=6)


def test_a_users_own_properties_stay_on_the_report(shop: Shop) -> None:
    adds = "def pytest_itemcollected(item): item.user_properties.append(('owner', 'x'))\n"
    shop.write("conftest.py", RECORDS + adds)
    properties = [said[-1] for said in reports(shop)]
    assert all(each[0] == ["owner", "x"] for each in properties)
    assert [each[1] for each in properties] == [["vx11_id", each.replace("canon.yaml", "shop")] for each in IDS]


def test_a_failing_setup_of_a_users_conftest_is_an_error_of_that_check(shop: Shop) -> None:
    shop.write("conftest.py", "def pytest_runtest_setup(item):\n    assert 'orders' not in item.nodeid\n")
    result = shop.run()
    result.assert_outcomes(passed=3, skipped=3, errors=6)
    assert "6 checks: 3 match, 0 drift, 0 waived, 3 unverified" in result.outlines


def test_a_canon_in_a_package_does_not_import_it(shop: Shop) -> None:
    shop.write("pkg/__init__.py", "raise SystemExit('imported')\n")
    shop.write("pkg/canon.yaml", CANON)
    shop.write("pkg/compose.yaml", COMPOSE)
    shop.run("pkg/canon.yaml").assert_outcomes(passed=6, skipped=6)

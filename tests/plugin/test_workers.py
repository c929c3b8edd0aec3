"""Under xdist: the same ids, verdicts and reports, whatever the number of workers and their schedule."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.plugin.shop import IDS, MARKED, Shop, wrote

MARKS = """\
import pytest

def pytest_collection_modifyitems(items):
    items[2].add_marker(pytest.mark.skip)
    items[6].add_marker(pytest.mark.xfail(strict=True))
"""
LISTENS = "def pytest_runtest_setup(item): pass\n"
OWN = "import pytest\n\n@pytest.mark.parametrize('n', range(4))\ndef test_own(n, tmp_path): pass\n"


@pytest.fixture
def drifted(shop: Shop) -> Shop:
    """The shop with one drift, and with tests of its own; no run remembers the one before."""
    shop.pytester.makeini("[pytest]\nvx11_truth = none")
    shop.drift()
    shop.write("test_own.py", OWN)
    return shop


def timeless(report: Any) -> Any:
    """Return a JSON report without what is different each time."""
    report["run"] = {
        key: value for key, value in report["run"].items() if key not in ("id", "started_at", "finished_at")
    }
    for check in report["checks"]:
        check.pop("duration_ms")
    return report


@pytest.mark.parametrize(
    "workers",
    [
        ("-n", "4"),
        ("-n", "2", "--dist", "loadscope"),
        ("-n", "2", "--dist", "loadfile"),
        ("-n", "2", "--dist", "loadgroup"),
        ("-n", "2", "--dist", "worksteal"),
        ("-n", "2", "--dist", "each"),
    ],
    ids=" ".join,
)
def test_every_schedule_gives_the_same_report(drifted: Shop, workers: tuple[str, ...]) -> None:
    files = ("canon.yaml", "test_own.py")
    alone = timeless(drifted.report(*files))
    assert [check["nodeid"] for check in alone["checks"]] == IDS
    result = drifted.run(*files, *workers, "--vx11-report", "json:workers.json")
    assert timeless(json.loads((drifted.path / "workers.json").read_text())) == alone
    twice = 2 if "each" in workers else 1
    result.assert_outcomes(passed=9 * twice, failed=1 * twice, skipped=6 * twice)
    assert "12 checks: 5 match, 1 drift, 0 waived, 6 unverified" in result.outlines


def test_pytests_own_protocol_gives_the_same_in_a_worker(drifted: Shop) -> None:
    short = timeless(drifted.report("canon.yaml", "test_own.py"))
    drifted.write("conftest.py", LISTENS)
    assert timeless(drifted.report("canon.yaml", "test_own.py", "-n", "2")) == short


def test_the_terminal_shows_the_same_as_without_workers(drifted: Shop) -> None:
    def told(result: pytest.RunResult) -> list[str]:
        lines = str(result.stdout).partition("= FAILURES =")[2].splitlines()
        return [line.rpartition(" in ")[0] if "failed, " in line else line for line in lines if line[:3] != "[gw"]

    assert told(drifted.run("canon.yaml", "-n", "2")) == told(drifted.run("canon.yaml"))


def test_workers_collect_what_was_chosen_and_import_nothing_else(shop: Shop) -> None:
    shop.pytester.makeini("[pytest]\ntestpaths = tests")
    shop.write("tests/test_marked.py", f"{MARKED}def test_ours(): pass\n")
    shop.write("tests/test_plain.py", "raise SystemExit('imported')\n")
    shop.run("-n", "2").assert_outcomes(passed=7, skipped=6)


def test_selection_reaches_the_workers(drifted: Shop) -> None:
    options = ("-n", "2", "--vx11-facet", "ports", "--vx11-service", "orders", "--vx11-strict", "-m", "vx11_ports")
    assert drifted.verdicts(*options) == {
        "canon.yaml::orders::ports::8001[declared]": "drift",
        "canon.yaml::orders::ports::8001[running]": "unverified",
    }


def test_stopping_at_the_first_failure_ends_the_run(drifted: Shop) -> None:
    drifted.write("compose.yaml", "services: {}\n")
    result = drifted.run("-n", "2", "-x")
    assert result.ret in (pytest.ExitCode.TESTS_FAILED, pytest.ExitCode.INTERRUPTED)
    assert "INTERNALERROR" not in wrote(result)


def test_a_worker_that_dies_does_not_hang_the_run_and_no_check_is_lost(drifted: Shop) -> None:
    drifted.write("test_dies.py", "import os\ndef test_dies(): os._exit(3)\n")
    result = drifted.run_alone(
        "test_dies.py", "canon.yaml", "test_own.py", "-n", "2", "--vx11-report", "json:report.json"
    )
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    result.stdout.fnmatch_lines(["*worker 'gw*' crashed while running 'test_dies.py::test_dies'*"])
    report = json.loads((drifted.path / "report.json").read_text())
    assert [check["nodeid"] for check in report["checks"]] == IDS


def test_the_users_marks_and_setups_are_kept_in_workers(drifted: Shop) -> None:
    drifted.write("conftest.py", MARKS)
    result = drifted.run("canon.yaml", "test_own.py", "-n", "2")
    result.assert_outcomes(passed=8, skipped=7, xfailed=1)


def test_no_socket_is_left_and_last_failed_reaches_the_workers(drifted: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = drifted.pytester.mkdir("t")
    monkeypatch.setenv("TMPDIR", str(folder))
    drifted.run_alone("-n", "2", "-p", "no:tmpdir").assert_outcomes(passed=5, failed=1, skipped=6)
    assert not [path for path in folder.rglob("*") if path.is_socket()]
    drifted.run("-n", "2", "--lf").assert_outcomes(failed=1)


def test_a_long_temporary_folder_is_no_obstacle(drifted: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = drifted.pytester.mkdir("t" * 150)
    monkeypatch.setenv("TMPDIR", str(folder))
    drifted.run_alone("-n", "2").assert_outcomes(passed=5, failed=1, skipped=6)

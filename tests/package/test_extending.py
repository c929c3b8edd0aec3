"""What EXTENDING.md says is true: its project runs, its names are all the public names, and each has its words."""

from __future__ import annotations

import inspect
import json
import re
import sqlite3
from contextlib import closing
from pathlib import Path
from types import ModuleType

import pytest

import pytest_vx11
from pytest_vx11 import needs, schema, testing
from tests.truth.samples import open_truth

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "EXTENDING.md").read_text(encoding="utf-8")
_FILE = r"^```(?:python|yaml)\n(# (\S+\.\w+))\n(.*?)^```"
#: Each block that begins with a file's name, by that.
FILES = {
    name: f"{name_line}\n{body}"
    for name_line, name, body in re.findall(_FILE, TEXT, re.MULTILINE | re.DOTALL)
}  # fmt: skip
MODULES = (pytest_vx11, needs, schema, testing)
SERVE = """\
import http.server, sys

class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        said = {"/health": b'{"status": "ok"}', "/backlog": b"35"}.get(self.path)
        self.send_response(200 if said else 404)
        self.end_headers()
        self.wfile.write(said or b"")

    def log_message(self, *words): ...

http.server.ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Handler).serve_forever()
"""


@pytest.fixture
def project(pytester: pytest.Pytester) -> Path:
    """The project of the document, with what it takes as given."""
    ini = "[pytest]\npythonpath = .\n"
    more = {"serve.py": SERVE, "CODEOWNERS": "* @team-web", "gateway/README.md": "", "pytest.ini": ini}
    for name, text in {**FILES, **more}.items():
        path = pytester.path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return pytester.path


def test_the_document_has_the_files_that_it_speaks_of() -> None:
    assert set(FILES) == {
        "canon.yaml", "compose.yaml", "conftest.py", "shop_owners.py", "checks/docs.py", "checks/owners.py",
        "checks/backlog.py", "tests/test_orders_canon.py", "tests/test_checks.py",
    }  # fmt: skip


def test_its_project_runs_and_finds_what_it_says(project: Path, pytester: pytest.Pytester) -> None:
    result = pytester.runpytest_subprocess("--vx11-canon", "--vx11-report", "json:report.json", timeout=120)
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    report = json.loads((project / "report.json").read_text(encoding="utf-8"))
    assert {finding["key"] for check in report["checks"] for finding in check["findings"]} == {
        "OWN1:orders",
        "DOCS_README:orders:readme",
        "BACKLOG1:orders",
    }
    tests = {check["nodeid"]: check["verdict"] for check in report["checks"] if "::test_" in check["nodeid"]}
    assert set(tests.values()) == {"match"}
    assert len(tests) == 4
    facets = {check["facet"] for check in report["checks"]}
    assert {"docs", "hygiene", "owners", "backlog", "tests"} <= facets


def test_without_the_flag_its_tests_of_the_checks_pass_and_the_others_are_skipped(
    project: Path, pytester: pytest.Pytester
) -> None:
    result = pytester.runpytest_subprocess("-rs", timeout=120)
    result.assert_outcomes(passed=4, skipped=3)


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.__name__)
def test_it_lists_every_public_name_and_no_other(module: ModuleType) -> None:
    (row,) = re.findall(
        rf"^\| `{re.escape(module.__name__)}` \| (.*) \|$", TEXT.partition("## What stays")[2], re.MULTILINE
    )
    assert sorted(re.findall(r"`(\w+)`", row)) == sorted(module.__all__)


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.__name__)
def test_every_public_name_says_what_it_is(module: ModuleType) -> None:
    assert module.__doc__
    for name in module.__all__:
        value = getattr(module, name)
        if inspect.isclass(value) or inspect.isfunction(value):
            assert len(inspect.getdoc(value) or "") > 20, name


def test_every_fixture_has_its_row() -> None:
    from pytest_vx11 import plugin  # noqa: PLC0415

    fixtures = {name for name in plugin.__all__ if not name.startswith("_")}
    table = TEXT.partition("| fixture | gives | |")[2].partition("\n\n")[0]
    assert fixtures == set(re.findall(r"^\| `(vx11_\w+)` \|", table, re.MULTILINE))


def test_the_columns_of_truth_are_those_that_there_are(tmp_path: Path) -> None:
    table = TEXT.partition("| table | columns |")[2].partition("\n\n")[0]
    open_truth(tmp_path / "truth.db").finish({}, 0)
    with closing(sqlite3.connect(tmp_path / "truth.db")) as database:
        for name, columns in re.findall(r"^\| `(\w+)` \| (.*) \|$", table, re.MULTILINE):
            there = {row[1] for row in database.execute(f"PRAGMA table_info({name})")}
            assert set(re.findall(r"`([a-z_]+)`", columns)) <= there, name


def test_every_parameter_of_a_check_has_its_row() -> None:
    from pytest_vx11._extensions import functions  # noqa: PLC0415

    table = TEXT.partition("| parameter | is | |")[2].partition("\n\n")[0]
    assert set(re.findall(r"^\| `(\w+)` \|", table, re.MULTILINE)) == {*functions._KNOWN, *functions._FACTS}

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from pytest_vx11._cli.main import main
from tests.gate.repository import DRIFTED, Repository
from tests.report.samples import check, finding, hostile, report


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with reports: one that conforms, one that drifts, and one that nobody could look at."""
    reports = {"good": report(check()), "bad": report(check(finding())), "blind": report(check(reason="no file"))}
    for name, data in reports.items():
        write(tmp_path / f"{name}.json", data)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write(path: Path, data: Any) -> None:
    path.write_text(json.dumps(data), encoding="utf-8")


@pytest.mark.parametrize(
    ("arguments", "status", "last"),
    [
        (["good.json", "good.json"], 0, "gate: nothing new (base good.json, head good.json)"),
        (["bad.json", "good.json"], 0, "gate: nothing new: 1 mended (base bad.json, head good.json)"),
        (["good.json", "bad.json"], 1, "gate: 1 new (base good.json, head bad.json)"),
        (["good.json", "blind.json"], 0, "gate: nothing new: 1 out of sight (base good.json, head blind.json)"),
        (["--strict", "good.json", "blind.json"], 1, "gate: nothing new: 1 out of sight (base good.json, head blind.json)"),
        (["blind.json", "bad.json"], 1, "gate: 1 new (base blind.json, head bad.json)"),
    ],
)  # fmt: skip
def test_the_exit_status_says_whether_something_is_new(
    here: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], status: int, last: str
) -> None:
    assert main(["gate", *arguments]) == status
    out, err = capsys.readouterr()
    assert (out.splitlines()[-1], err) == (last, "")


def test_all_problems_of_both_reports_are_told_at_once(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (here / "text.json").write_text("no", encoding="utf-8")
    write(here / "empty.json", report())
    assert main(["gate", "text.json", "empty.json"]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert [line.split(":")[0] for line in err.splitlines()] == ["text.json", "empty.json"]


def test_a_report_about_another_system_is_refused(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    other: Any = report(check())
    other["canons"] = [{**other["canon"], "system": "bank"}]
    write(here / "other.json", other)
    assert main(["gate", "good.json", "other.json"]) == 2
    assert capsys.readouterr().err == "other.json: a report about bank, and that of the base is about shop\n"


@pytest.mark.parametrize(
    "arguments", [[], ["good.json"], ["good.json"] * 3, ["--head", "HEAD"], ["--head", "HEAD", "good.json", "bad.json"]]
)
def test_wrong_usage_is_2_and_says_how(here: Path, capsys: pytest.CaptureFixture[str], arguments: list[str]) -> None:
    assert main(["gate", *arguments]) == 2
    assert capsys.readouterr().err.startswith("vx11: write vx11 gate BASE.json HEAD.json, or vx11 gate --base REV")


def test_what_the_run_of_the_head_failed_for_is_told(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data = report(check())
    data["run"]["errors"] = ["the truth could not be recorded"]
    write(here / "failed.json", data)
    assert main(["gate", "good.json", "failed.json"]) == 0
    assert capsys.readouterr().out.splitlines()[0] == "note: the run of the head says: the truth could not be recorded"


@pytest.mark.parametrize(
    ("status", "said"), [(2, "was interrupted"), (3, "ended in an internal error"), (4, "could not do its work")]
)
def test_a_run_that_did_not_end_holds_the_merge(
    here: Path, capsys: pytest.CaptureFixture[str], status: int, said: str
) -> None:
    data = report(check())
    data["run"] |= {"exit_status": status, "errors": ["canon.yaml:4:10: ${X} is not set"]}
    write(here / "ended.json", data)
    assert main(["gate", "good.json", "ended.json"]) == 2
    out, err = capsys.readouterr()
    assert (out, err.splitlines()) == (
        "",
        [f"ended.json: the run {said} (exit status {status})", "ended.json: canon.yaml:4:10: ${X} is not set"],
    )
    assert main(["gate", "ended.json", "good.json"]) == 0
    assert capsys.readouterr().out.splitlines()[0] == f"note: of the base: the run {said} (exit status {status})"


def test_a_run_that_left_checks_out_holds_the_merge_unless_it_may(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(here / "whole.json", report(check(), check(subject="2")))
    assert main(["gate", "whole.json", "good.json"]) == 1
    assert "with --partial" in capsys.readouterr().out
    assert main(["gate", "whole.json", "good.json", "--partial"]) == 0


def test_a_variable_of_the_head_that_is_not_set_is_2(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    repository = Repository(tmp_path / "shop")
    text = (repository.top / "canon.yaml").read_text(encoding="utf-8")
    repository.write("canon.yaml", text.replace("system: shop\n", "system: shop\ncompose: ${VX11_TEST_FILE}\n"))
    monkeypatch.chdir(repository.top)
    assert main(["gate", "--base", "HEAD"]) == 2
    assert capsys.readouterr().err.startswith("canon.yaml:3:10: ${VX11_TEST_FILE} is not set")


def test_a_comment_goes_to_a_file_and_text_to_the_terminal(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["gate", "good.json", "bad.json", "--output", "new/gate.md"]) == 1
    assert capsys.readouterr().out.splitlines()[-1] == "gate: 1 new (base good.json, head bad.json)"
    assert (here / "new/gate.md").read_text(encoding="utf-8").startswith("❌ **vx11 gate**: 1 new")
    assert main(["gate", "good.json", "bad.json", "--format", "json", "--output", "gate.json"]) == 1
    assert json.loads((here / "gate.json").read_text(encoding="utf-8"))["format"] == "vx11-gate/1"


@pytest.mark.parametrize("format", ["text", "md", "json"])
def test_each_format_of_something_hostile_is_printed(
    here: Path, capsys: pytest.CaptureFixture[str], format: str
) -> None:
    write(here / "hostile.json", hostile())
    assert main(["gate", "good.json", "hostile.json", "--format", format]) == 1
    assert capsys.readouterr().out


def test_an_output_that_cannot_be_written_is_a_mistake(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["gate", "good.json", "good.json", "--output", "."]) == 2
    assert capsys.readouterr().err.startswith("vx11: . cannot be written: ")


def test_commits_are_compared_from_where_one_stands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    repository = Repository(tmp_path / "shop")
    repository.write("compose.yaml", DRIFTED)
    monkeypatch.chdir(repository.top)
    assert main(["gate", "--base", "HEAD"]) == 1
    assert main(["gate", "--base", "HEAD", "--head", "HEAD", "canon.yaml"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("compose.yaml:10: orders publishes")
    assert lines[-1] == f"gate: nothing new (base {repository.first[:7]}, head {repository.first[:7]})"
    assert main(["gate", "--base", "no"]) == 2
    assert capsys.readouterr().err == '"no" is no commit here (git fetch it, or name another)\n'


def test_an_interrupt_is_no_traceback(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "never.json")
    command = [sys.executable, "-c", "from pytest_vx11._cli.main import main; raise SystemExit(main())"]
    with subprocess.Popen(
        [*command, "gate", "never.json", "never.json"], cwd=tmp_path, stderr=subprocess.PIPE, text=True
    ) as process:
        # Opening a pipe for writing returns once somebody reads it (fifo(7)).
        with (tmp_path / "never.json").open("wb"):
            process.send_signal(signal.SIGINT)
            assert process.wait(timeout=30) == 130
        assert process.stderr is not None
        assert process.stderr.read() == "vx11: interrupted\n"

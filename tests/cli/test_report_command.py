from __future__ import annotations

import json
from pathlib import Path

import pytest

from pytest_vx11._cli.main import main
from pytest_vx11._report.formats import FORMATS
from tests.report.samples import check, finding, hostile, report


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "report.json").write_text(json.dumps(report(check(finding()))), encoding="utf-8")
    (tmp_path / "hostile.json").write_text(json.dumps(hostile()), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_a_report_is_written_again(here: Path) -> None:
    assert main(["report", "report.json", "json:new/again.json", "json:third: one.json"]) == 0
    for name in ("new/again.json", "third: one.json"):
        assert json.loads((here / name).read_text(encoding="utf-8")) == report(check(finding()))


def test_the_terminal_may_be_named(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["report", "report.json", "json:-"]) == 0
    assert json.loads(capsys.readouterr().out) == report(check(finding()))
    assert not (here / "-").exists()


@pytest.mark.parametrize("name", sorted(FORMATS))
@pytest.mark.parametrize("lang", ["en", "es"])
def test_every_format_of_something_hostile_is_written_and_printed(
    here: Path, capsys: pytest.CaptureFixture[str], name: str, lang: str
) -> None:
    assert main(["report", "hostile.json", f"{name}:out", f"{name}:-", "--lang", lang]) == 0
    assert (here / "out").read_text(encoding="utf-8")
    assert capsys.readouterr().out


def test_everything_that_is_wrong_is_told_at_once(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["report", "nothing.json", "jsn:x", "json", "json:", "\x1b[31m:x"]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    first, second, third, fourth, fifth = err.splitlines()
    assert first == '"jsn" is no report format: did you mean "json"?'
    assert (second, third) == ("json wants a path; write json:PATH",) * 2
    assert fourth.startswith('"\\x1b[31m" is no report format: one of json')
    assert fifth == "nothing.json: No such file or directory"
    assert sorted(path.name for path in here.iterdir()) == ["hostile.json", "report.json"]


@pytest.mark.parametrize("path", [".", "report.json/x", "a\0b"])
def test_what_cannot_be_written_is_a_mistake_and_the_others_are_written(
    here: Path, capsys: pytest.CaptureFixture[str], path: str
) -> None:
    assert main(["report", "report.json", f"json:{path}", "json:other.json"]) == 2
    assert "cannot be written: " in capsys.readouterr().err
    assert (here / "other.json").is_file()

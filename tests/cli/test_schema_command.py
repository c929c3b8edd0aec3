from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest

from pytest_vx11._cli.main import main
from pytest_vx11._report.schema import REPORT_SCHEMA
from tests.canon.loading import ROOT


def test_the_schema_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["schema"]) == 0
    out, err = capsys.readouterr()
    assert json.loads(out)["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert err == ""


def test_the_schema_is_written_and_found_to_be_the_one(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "canon.schema.json"
    assert main(["schema", "-o", str(path)]) == 0
    assert main(["schema", "--check", str(path)]) == 0
    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize("data", [b"{}\n", b"\xff", b""])
def test_another_schema_is_a_change_to_make(tmp_path: Path, capsys: pytest.CaptureFixture[str], data: bytes) -> None:
    path = tmp_path / "canon.schema.json"
    path.write_bytes(data)
    assert main(["schema", "--check", str(path)]) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert err == f"{path} is not the schema of this version; write it: vx11 schema -o {path}\n"
    assert path.read_bytes() == data


@pytest.mark.parametrize("arguments", [["-o", "no/such/folder.json"], ["--check", "nothing.json"], ["-o", "."]])
def test_a_file_that_cannot_be_is_a_mistake(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], arguments: list[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["schema", *arguments]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err in (f"vx11: {arguments[1]}: No such file or directory\n", "vx11: .: Is a directory\n")


def test_the_kept_schema_is_byte_for_byte_what_is_written() -> None:
    assert main(["schema", "--check", str(ROOT / "canon/canon.schema.json")]) == 0


def test_the_schema_of_reports_is_printed_and_found_to_be_the_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "report.schema.json"
    assert main(["schema", "report", "-o", str(path)]) == 0
    assert main(["schema", "report"]) == 0
    assert capsys.readouterr().out == path.read_text(encoding="utf-8") == REPORT_SCHEMA.read_text(encoding="utf-8")
    assert main(["schema", "report", "--check", str(path)]) == 0
    assert main(["schema", "canon", "--check", str(path)]) == 1
    assert main(["schema", "report", "--check", str(ROOT / "canon/canon.schema.json")]) == 1
    assert f"write it: vx11 schema report -o {ROOT}" in capsys.readouterr().err


def test_the_schema_of_baselines_is_one_and_holds_what_an_update_writes(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["schema", "baseline"]) == 0
    schema = json.loads(capsys.readouterr().out)
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    entry = {"key": "VX104:a:1", "value": None, "system": "a", "reason": "r", "owner": "o", "expires": "2027-01-31"}
    validator.validate({"baseline": 1, "accepted": [entry]})
    assert not validator.is_valid({"accepted": []})
    assert not validator.is_valid({"baseline": 1, "accepted": [{**entry, "expires": "soon"}]})

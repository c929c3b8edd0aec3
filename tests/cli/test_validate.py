from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from pytest_vx11._cli.main import main
from tests.canon.loading import ROOT, write

GOOD = "services: {a: {port: 8000}}\n"


def test_a_good_canon_is_told_in_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    write(tmp_path, GOOD)
    monkeypatch.chdir(tmp_path)
    assert main(["validate", "canon.yaml"]) == 0
    assert capsys.readouterr() == ("canon.yaml: shop, 1 service, 2 checks\n", "")


def test_every_problem_of_every_canon_is_told_on_stderr(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    write(tmp_path, "services: {a: {prot: 8000, memory: lots}}\n", "one.yaml")
    write(tmp_path, GOOD, "in/two.yaml")
    write(tmp_path, "sevices: {}\n", "in/three.yaml")
    monkeypatch.chdir(tmp_path / "in")
    assert main(["validate", "../one.yaml", "two.yaml", "three.yaml"]) == 2
    out, err = capsys.readouterr()
    assert out == "two.yaml: shop, 1 service, 2 checks\n"
    assert err.splitlines() == [
        '../one.yaml:3:16: services.a: unknown key "prot" (did you mean "port"?)',
        '../one.yaml:3:36: services.a.memory: expected a size such as 512m or 1g, found text "lots"',
        'three.yaml:3:1: unknown key "sevices" (did you mean "services"?)',
    ]


@pytest.mark.parametrize("name", ["nothing.yaml", ".", "a\nb.yaml"])
def test_a_canon_that_is_not_there_is_a_problem(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["validate", name]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert len(err.splitlines()) == 1
    assert err.endswith((": no such file\n", ": is not a file\n"))


def test_without_a_name_the_canons_of_the_folder_are_taken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    write(tmp_path, GOOD)
    write(tmp_path, GOOD, "canon/other.yml")
    (tmp_path / "canon/no.yaml").write_text("services: {}\n")
    monkeypatch.chdir(tmp_path)
    assert main(["validate"]) == 0
    assert [line.split(":")[0] for line in capsys.readouterr().out.splitlines()] == ["canon.yaml", "canon/other.yml"]


def test_a_folder_without_a_canon_is_a_mistake(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["validate"]) == 2
    assert capsys.readouterr().err.startswith("vx11: no canon: ")


@pytest.mark.parametrize("arguments", [[], ["valdate"], ["validate", "--what"], ["report"], ["schema", "extra"]])
def test_wrong_usage_is_2_and_says_how(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("usage: vx11")


def test_the_installed_command_says_the_same(tmp_path: Path) -> None:
    write(tmp_path, "services: {a: {prot: 8000}}\n")
    command = [sys.executable, "-c", "from pytest_vx11._cli.main import main; raise SystemExit(main())"]
    installed = Path(sys.executable).parent / "vx11"
    if installed.exists():
        command = [str(installed)]
    ended = subprocess.run([*command, "validate"], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (ended.returncode, ended.stdout) == (2, "")
    assert ended.stderr == 'canon.yaml:3:16: services.a: unknown key "prot" (did you mean "port"?)\n'


def test_the_canon_of_vx11_is_good(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["validate", str(ROOT / "canon/vx11.yaml")]) == 0
    assert ": vx11, 11 services, " in capsys.readouterr().out

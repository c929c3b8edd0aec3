from __future__ import annotations

import pytest

from pytest_vx11.cli.main import main
from pytest_vx11.engine import judge
from pytest_vx11.facets.builtin import builtin_facets

CODES = {code.code: code for facet in builtin_facets() for code in facet.codes} | {
    code.code: code for code in judge.CODES
}


@pytest.mark.parametrize("name", sorted(CODES))
def test_every_code_is_explained_with_an_example(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", name]) == 0
    out, err = capsys.readouterr()
    code = CODES[name]
    assert out == f"{name}: {code.title}\n\n{code.text}\n\nFor example: {code.example}\n"
    assert err == ""


@pytest.mark.parametrize("written", ["vx104", "VX104:tentaculo_link:8000", "vx104:a"])
def test_a_key_or_small_letters_will_do(written: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", written]) == 0
    assert capsys.readouterr().out.startswith("VX104: ")


@pytest.mark.parametrize(
    ("written", "said"), [("VX1004", 'did you mean "VX1'), ("ports", "there are VX001, "), ("", "there are VX001, ")]
)
def test_what_is_no_code_is_a_mistake(written: str, said: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", written]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith(f'vx11: "{written.upper()}" is no code: {said}')


def test_an_id_is_explained_by_the_codes_of_its_facet(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", "vx11::madre::ports::8001[declared]"]) == 0
    assert "VX104: a port is not published as the canon says" in capsys.readouterr().out
    assert main(["explain", "vx11::madre::secrets::quarantine[declared]"]) == 0
    assert "not built yet" in capsys.readouterr().out
    assert main(["explain", "vx11::madre"]) == 2
    assert "is no id" in capsys.readouterr().err

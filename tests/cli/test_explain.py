from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from pytest_vx11._canon.model import Canon
from pytest_vx11._checks.check import Check
from pytest_vx11._cli.main import main
from pytest_vx11._engine import judge
from pytest_vx11._facets.base import Facet
from pytest_vx11._facets.builtin import builtin_facets
from tests.extensions.loading import README
from tests.plugin.shop import CANON, Shop

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


def test_an_id_is_explained_by_the_codes_of_its_facet(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["explain", "vx11::madre::ports::8001[declared]"]) == 0
    assert "VX104: a port is not published as the canon says" in capsys.readouterr().out
    assert main(["explain", "vx11::madre"]) == 2
    assert "is no id" in capsys.readouterr().err


class Later(Facet):
    """A facet whose keys are only validated."""

    name = "later"

    def plan(self, canon: Canon) -> Iterator[Check]:
        yield from ()


def test_an_id_of_a_facet_without_codes_is_explained_by_that(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("pytest_vx11._extensions.installed.builtin_facets", lambda: (Later(),))
    assert main(["explain", "vx11::madre::later::all[declared]"]) == 0
    assert "later is not built yet" in capsys.readouterr().out


@pytest.fixture
def shop(pytester: pytest.Pytester) -> Shop:
    """The shop, in which a port drifts that is accepted, after a run."""
    made = Shop(pytester)
    made.drift()
    entry = "  - {key: VX104:orders:8001, reason: until May, owner: ana, expires: 2099-01-31}\n"
    made.write("baseline.yaml", f"baseline: 1\naccepted:\n{entry}")
    made.run()
    return made


@pytest.mark.parametrize("written", ["shop::{}", "canon.yaml::{}"])
def test_an_id_of_a_canon_here_tells_what_it_wants_and_what_came_of_it(
    shop: Shop, capsys: pytest.CaptureFixture[str], written: str
) -> None:
    capsys.readouterr()
    assert main(["explain", written.format("orders::ports::8001[declared]")]) == 0
    out = capsys.readouterr().out.splitlines()
    assert out[0] == "shop::orders::ports::8001[declared]"
    assert "  canon     canon.yaml:11:11: 8001" in out
    assert any(line.startswith("  last run  20") and line.endswith(": waived") for line in out)
    assert "VX104: a port is not published as the canon says" in out
    assert not any(line.startswith("VX2") for line in out)


def test_an_id_that_no_canon_here_has_is_a_mistake_with_the_nearest_one(
    shop: Shop, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["explain", "shop::orders::ports::8002[declared]"]) == 2
    assert 'did you mean "shop::orders::ports::8001[declared]"?' in capsys.readouterr().err


def test_a_key_tells_what_was_recorded_and_who_accepted_it(shop: Shop, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert main(["explain", "VX104:orders:8001"]) == 0
    out = capsys.readouterr().out
    assert "orders publishes 8011:8001, the canon wants 8001:8001" in out
    assert "\n  at        compose.yaml:10\n" in out
    assert "\n  accepted  baseline.yaml:3:5: until May (ana, until 2099-01-31)\n" in out
    assert main(["explain", "VX104:orders:8009"]) == 0
    assert "VX104:orders:8009 is in no run that was recorded in .vx11/truth.db" in capsys.readouterr().out


def test_an_entry_that_is_over_says_so(shop: Shop, capsys: pytest.CaptureFixture[str]) -> None:
    entry = "  - {key: VX104:orders:8001, reason: until May, owner: ana, expires: 2020-01-01}\n"
    shop.write("baseline.yaml", f"baseline: 1\naccepted:\n{entry}")
    capsys.readouterr()
    assert main(["explain", "VX104:orders:8001"]) == 0
    out = capsys.readouterr().out
    line = "\n  expired   baseline.yaml:3:5: until May (ana, which is over, its last day was 2020-01-01)\n"
    assert line in out
    assert "accepted  " not in out


def test_what_pytests_configuration_says_is_read_and_an_option_before_it(
    shop: Shop, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (shop.path / "baseline.yaml").rename(shop.write("accepted/now.yaml", ""))
    shop.write("pytest.ini", "[pytest]\nvx11_baseline = accepted/now.yaml\nvx11_truth = kept/t.db\n")
    shop.write("sub/canon.yaml", "")
    shop.run()
    (shop.path / ".vx11/truth.db").unlink()
    monkeypatch.chdir(shop.path / "sub")
    capsys.readouterr()
    assert main(["explain", "VX104:orders:8001"]) == 0
    out = capsys.readouterr().out
    assert "was last seen" in out
    assert "\n  accepted  ../accepted/now.yaml:3:5: until May (ana, until 2099-01-31)\n" in out
    assert main(["explain", "VX104:orders:8001", "--truth", "no.db"]) == 0
    assert "is in no run that was recorded in no.db" in capsys.readouterr().out
    assert main(["explain", "VX104:orders:8001", "--truth", "none"]) == 0
    assert "no run is recorded here: the truth is none" in capsys.readouterr().out
    assert main(["explain", "shop::orders::ports::8001[declared]", "--canon", "../canon.yaml"]) == 0
    assert "  last run  " in capsys.readouterr().out


def test_none_in_pytests_configuration_means_none(shop: Shop, capsys: pytest.CaptureFixture[str]) -> None:
    shop.write("pytest.ini", "[pytest]\nvx11_baseline = none\nvx11_truth = none\n")
    capsys.readouterr()
    assert main(["explain", "VX104:orders:8001"]) == 0
    out = capsys.readouterr().out
    assert "no run is recorded here" in out
    assert "accepted  " not in out


def test_a_broken_configuration_of_pytest_is_noted(shop: Shop, capsys: pytest.CaptureFixture[str]) -> None:
    shop.write("pytest.ini", "vx11_baseline = none\n")
    capsys.readouterr()
    assert main(["explain", "VX104:orders:8001"]) == 0
    out, err = capsys.readouterr()
    assert "accepted  " in out
    assert err == "vx11: pytest.ini is passed over, as it cannot be read: File contains no section headers.\n"


def test_without_a_code_all_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain"]) == 0
    assert [line.partition(":")[0] for line in capsys.readouterr().out.splitlines()] == sorted(CODES)


def test_a_test_of_ones_own_is_explained_by_what_was_recorded(
    shop: Shop, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(shop.path)
    shop.write("test_own.py", "import pytest\n@pytest.mark.{}\ndef test_own(): assert 0\n".format("vx11"))
    shop.run()
    capsys.readouterr()
    assert main(["explain", "shop::shop::tests::test_own.py%3A%3Atest_own[declared]"]) == 0
    said = capsys.readouterr().out
    assert "  test      test_own.py::test_own\n" in said
    assert ": drift\n" in said
    assert "VX003: a test of one's own failed" in said
    assert main(["explain", "shop::shop::tests::test_own.py%3A%3Atest_other[declared]"]) == 2


def test_a_code_and_a_check_of_an_extension_are_explained(
    shop: Shop, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(shop.path)
    shop.write("checks/readme.py", README)
    shop.write("canon.yaml", CANON + "extensions: [checks/readme.py]\n")
    assert main(["explain", "docs_readme"]) == 0
    assert "DOCS_README: not so: Every service has a README\n" in capsys.readouterr().out
    assert main(["explain", "shop::orders::docs::readme[declared]"]) == 0
    assert "checks/readme.py:4: Every service has a README" in capsys.readouterr().out
    assert main(["explain"]) == 0
    assert "DOCS_README: " in capsys.readouterr().out

"""Findings of tests of the user's own in the baseline, in what earlier runs say, and in the gate."""

from __future__ import annotations

import pytest

from pytest_vx11._cli.main import main
from tests.plugin.own.projects import PORT, written
from tests.plugin.shop import Shop, wrote


@pytest.mark.parametrize("workers", [(), ("-n", "2")], ids=["alone", "with workers"])
def test_the_life_of_an_accepted_finding(shop: Shop, monkeypatch: pytest.MonkeyPatch, workers: tuple[str, ...]) -> None:
    monkeypatch.delenv("CI", raising=False)
    shop.write("test_own.py", written(PORT))
    shop.run("--vx11-baseline-update", *workers).assert_outcomes(passed=7, xfailed=1, skipped=6)
    baseline = (shop.path / "baseline.yaml").read_text()
    assert "VX005:orders:test_own.py::test_port[orders]:rest" in baseline
    shop.run(*workers).assert_outcomes(passed=7, xfailed=1, skipped=6)
    shop.run("canon.yaml", "--vx11-strict", "-m", "vx11_declared").assert_outcomes(passed=6)
    shop.write("test_own.py", written(PORT.replace("% 2", "% 4")))
    shop.run(*workers).assert_outcomes(passed=7, xfailed=1, skipped=6)
    shop.write("test_own.py", written(PORT.replace("% 2", "% 13")))
    shop.run("-k", "test_port", *workers).assert_outcomes(failed=2)
    shop.write("test_own.py", written(PORT.replace("% 2", "* 0")))
    result = shop.run("--vx11-baseline-update", *workers)
    result.assert_outcomes(passed=8, skipped=6)
    assert "VX005" not in (shop.path / "baseline.yaml").read_text()


def test_an_entry_of_a_test_that_did_not_run_stays(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CI", raising=False)
    shop.write("test_own.py", written(PORT))
    shop.run("--vx11-baseline-update")
    before = (shop.path / "baseline.yaml").read_text()
    shop.run("canon.yaml", "--vx11-baseline-update")
    assert (shop.path / "baseline.yaml").read_text() == before


def test_an_entry_of_a_test_that_is_gone_is_told(shop: Shop) -> None:
    shop.write("test_own.py", written(PORT))
    keys = ("orders:test_own.py::test_port[orders]:rest", "orders:test_own.py::test_gone", "orders:gone.py::test_it",
            "ordres:test_own.py::test_port[orders]")  # fmt: skip
    entries = "".join(f"  - {{key: 'VX005:{key}', reason: r}}\n" for key in keys)
    shop.write("baseline.yaml", f"baseline: 1\naccepted:\n{entries}")
    for arguments in ((), ("canon.yaml",)):
        said = wrote(shop.run(*arguments))
        assert "test_port[orders]:rest is" not in said
        assert said.count("is unknown: no check of this canon can have it") == 1, said
        assert said.count("is stale: nobody finds it any more") == 2, said


def test_a_known_finding_is_not_new_because_the_last_green_run_had_no_tests(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("CI", raising=False)
    shop.write("test_own.py", written(PORT))
    shop.run("--vx11-baseline-update")
    shop.run("canon.yaml")
    assert "new finding" not in wrote(shop.run())
    # Of another length: within a second, that alone tells a file from what was compiled of it.
    shop.write("test_own.py", written(PORT.replace("% 2", "% 3 + 0")))
    assert "1 new finding" in wrote(shop.run())


def test_a_test_that_is_gone_is_no_check_that_the_head_left_out(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(shop.path)
    shop.write("test_own.py", written("def test_it(VX11_canon): pass\n"))
    shop.run("--vx11-report", "json:base.json")
    (shop.path / "test_own.py").unlink()
    shop.run("--vx11-report", "json:head.json")
    assert main(["gate", "base.json", "head.json"]) == 0

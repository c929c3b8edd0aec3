"""Facets and checks of plugins and conftest.py files, by the hook; and of extensions, in a whole run."""

from __future__ import annotations

import pytest

from tests.extensions.loading import OWNERS, README
from tests.plugin.shop import CANON, Shop, wrote

WORKERS = pytest.mark.parametrize("workers", [(), ("-n", "2")], ids=["alone", "with workers"])
REGISTERS = "\n\ndef pytest_vx11_register(registry):\n    registry.add({})\n"
KEYED = CANON.replace("    port: 8001\n", "    port: 8001\n    owner: team-a\n").replace(
    "    port: 8000\n", "    port: 8000\n    owner: team-b\n"
)


@WORKERS
def test_a_plugin_registers_a_facet_whose_keys_a_canon_may_have(
    shop: Shop, monkeypatch: pytest.MonkeyPatch, workers: tuple[str, ...]
) -> None:
    shop.write("shop_owners.py", OWNERS + REGISTERS.format("Owners"))
    shop.write("canon.yaml", KEYED)
    monkeypatch.setenv("PYTHONPATH", str(shop.path))
    result = shop.run_alone("-p", "shop_owners", *workers)
    result.assert_outcomes(passed=7, failed=1, skipped=6)
    assert "nobody owns it (OWN1)" in wrote(result)


@WORKERS
def test_a_conftest_registers_checks(shop: Shop, workers: tuple[str, ...]) -> None:
    shop.write("conftest.py", README + REGISTERS.format("readme"))
    shop.write("orders/README", "here")
    result = shop.run("--vx11-facet", "docs", *workers)
    result.assert_outcomes(passed=1, failed=1)
    result.stdout.fnmatch_lines(["*gateway has none (DOCS_README)", "  canon     conftest.py:4"])


def told_or_taken(result: pytest.RunResult, path: str, facet: str) -> bool:
    """Tell whether checks of a conftest in a folder below were told of as too late, or ran; never neither.

    Before pytest 8, asking whether a file is ignored loads the conftests beside it, which is early enough.
    """
    if pytest.version_tuple < (8,) and f"{facet} readme[declared]" in wrote(result):
        return True
    told = f"{path}: its checks are not taken: " in wrote(result)
    return (
        told and "move it to the conftest.py of the root" in wrote(result) and result.ret == pytest.ExitCode.USAGE_ERROR
    )


def test_in_a_conftest_the_decorator_suffices(shop: Shop) -> None:
    shop.write("conftest.py", README)
    shop.run("--vx11-facet", "docs").assert_outcomes(failed=2)
    shop.write("deep/conftest.py", README.replace("docs", "deep"))
    shop.write("deep/test_own.py", "import pytest\n@pytest.mark.{}\ndef test_own(): pass\n".format("vx11"))
    assert told_or_taken(shop.run(), "deep/conftest.py", "deep")


def test_a_conftest_may_not_bring_keys(shop: Shop) -> None:
    shop.write("conftest.py", OWNERS + REGISTERS.format("Owners"))
    result = shop.run()
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(
        ["ERROR: conftest.py: Owners: it brings keys of the canon, which a conftest.py may not (name a file of it in *"]
    )


@WORKERS
def test_a_conftest_that_pytest_loads_too_late_is_an_error(shop: Shop, workers: tuple[str, ...]) -> None:
    shop.write("deep/er/conftest.py", README + REGISTERS.format("readme"))
    shop.write("deep/er/test_own.py", "import pytest\n@pytest.mark.{}\ndef test_own(): pass\n".format("vx11"))
    assert told_or_taken(shop.run(*workers), "deep/er/conftest.py", "docs")


def test_a_plugin_that_raises_is_an_error_with_its_line(shop: Shop) -> None:
    shop.write("conftest.py", "def pytest_vx11_register(registry):\n    registry.add(None)\n")
    result = shop.run()
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(
        ["ERROR: conftest.py cannot be registered: TypeError: None is no facet: *, in conftest.py:2"]
    )
    assert "Traceback" not in wrote(result)


def test_a_hook_with_other_arguments_is_pytests_error(shop: Shop) -> None:
    shop.write("conftest.py", "def pytest_vx11_register(facets): pass\n")
    assert "Argument(s) {'facets'}" in wrote(shop.run())


def test_without_the_flag_nobody_is_asked(shop: Shop) -> None:
    shop.write("conftest.py", "def pytest_vx11_register(registry): 1/0\n")
    shop.write("test_own.py", "def test_own(): pass\n")
    shop.pytester.runpytest_inprocess().assert_outcomes(passed=1)


def test_a_project_without_the_plugin_may_keep_the_hook(shop: Shop) -> None:
    optional = "import pytest\n@pytest.hookimpl(optionalhook=True)\ndef pytest_vx11_register(registry): 1/0\n"
    shop.write("conftest.py", optional)
    shop.write("test_own.py", "def test_own(): pass\n")
    shop.pytester.runpytest_subprocess("-p", "no:vx11").assert_outcomes(passed=1)


@WORKERS
def test_an_extension_runs_beside_the_others(shop: Shop, workers: tuple[str, ...]) -> None:
    shop.write("checks/owners.py", OWNERS)
    shop.write("checks/readme.py", README)
    shop.write("canon.yaml", KEYED + "extensions: [checks/owners.py, checks/readme.py]\n")
    result = shop.run("--vx11-report", "json:report.json", *workers)
    result.assert_outcomes(passed=7, failed=3, skipped=6)
    result.stdout.fnmatch_lines(["owners * 1 ok, 1 drift * NO", "docs * 2 drift * NO"])
    assert shop.collected("-m", "vx11_owners") == [
        "canon.yaml::gateway::owners::owner[declared]",
        "canon.yaml::orders::owners::owner[declared]",
    ]
    assert shop.collected("--vx11-facet", "docs", "--vx11-service", "orders") == [
        "canon.yaml::orders::docs::readme[declared]"
    ]


def test_its_findings_are_accepted_like_any_other(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CI", raising=False)
    shop.write("checks/owners.py", OWNERS)
    shop.write("canon.yaml", KEYED + "extensions: [checks/owners.py]\n")
    shop.run("--vx11-baseline-update").assert_outcomes(passed=7, xfailed=1, skipped=6)
    assert "key: OWN1:gateway" in (shop.path / "baseline.yaml").read_text()
    shop.write("canon.yaml", KEYED.replace("team-b", "team-a") + "extensions: [checks/owners.py]\n")
    result = shop.run()
    result.assert_outcomes(passed=8, skipped=6)
    assert "OWN1:gateway is stale" in wrote(result)


def test_an_extension_that_cannot_be_taken_is_4(shop: Shop) -> None:
    shop.write("checks/bad.py", "import nothing_of_this_name\n")
    shop.write("canon.yaml", CANON + "extensions: [checks/bad.py]\n")
    for workers in ((), ("-n", "2")):
        result = shop.run(*workers)
        assert result.ret == pytest.ExitCode.USAGE_ERROR
        result.stderr.fnmatch_lines(
            ['ERROR: canon.yaml:13:14: extensions: "checks/bad.py" cannot be loaded: *, in checks/bad.py:1']
        )
        assert "Traceback" not in wrote(result)


ENDLESS = """
from pytest_vx11 import Facet, Judged


class Endless(Facet):
    name = "endless"
    seconds = 0.5

    def plan(self, canon):
        yield self.declared(canon, "spins", 1, canon.said.place)
        yield self.declared(canon, "raises", 1, canon.said.place)

    def judge(self, check, sight):
        if check.subject == "raises":
            raise RuntimeError("on purpose")
        while True:
            pass
"""


@WORKERS
def test_a_judgement_that_raises_or_never_ends_loses_no_run(shop: Shop, workers: tuple[str, ...]) -> None:
    shop.write("checks/endless.py", ENDLESS)
    shop.write("canon.yaml", CANON + "extensions: [checks/endless.py]\n")
    result = shop.run_alone(*workers)
    result.assert_outcomes(passed=6, failed=2, skipped=6)
    told = wrote(result)
    assert "the check itself did not end within 0.5 s (VX004)" in told
    assert "checks/endless.py:15: the check itself failed: RuntimeError: on purpose (VX001)" in told
    assert "line 17, in judge" in told or "line 16, in judge" in told

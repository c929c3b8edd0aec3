"""Without `--vx11-canon` the plugin does nothing and costs nothing."""

from __future__ import annotations

import sys

import pytest

from tests.plugin.shop import Shop, wrote

#: What is slow to import, or has no business in a run that did not ask for it.
HEAVY = (
    "requests",
    "urllib3",
    "docker",
    "yaml",
    "jsonschema",
    "referencing",
    "sqlalchemy",
    "sqlite3",
    "websockets",
    "http",
)
LOADED = """\
import sys

def pytest_unconfigure():
    print("LOADED", sorted(name for name in sys.modules if "." not in name or name.startswith("pytest_vx11.")))
"""


def loaded(result: pytest.RunResult) -> list[str]:
    """Return the modules that a run had imported at its end."""
    line = next(line for line in result.outlines if line.startswith("LOADED"))
    return [name.strip(" '[]") for name in line.removeprefix("LOADED").split(",")]


def test_nothing_is_collected_from_yaml_and_nothing_heavy_is_imported(shop: Shop) -> None:
    shop.write("conftest.py", LOADED)
    shop.write("test_own.py", "def test_own(): pass\n")
    result = shop.pytester.runpytest_subprocess("-p", "no:xdist", "-s", timeout=60)
    result.assert_outcomes(passed=1)
    names = loaded(result)
    ours = {name for name in names if name.startswith("pytest_vx11")}
    assert ours == {
        "pytest_vx11",
        "pytest_vx11._plugin",
        "pytest_vx11._plugin.hooks",
        "pytest_vx11._plugin.options",
        "pytest_vx11._plugin.own",
        "pytest_vx11._plugin.own.fixtures",
        "pytest_vx11._plugin.own.names",
        "pytest_vx11.plugin",
    }
    assert not set(HEAVY) & set(names)
    assert "vx11:" not in wrote(result)


def test_a_run_without_running_checks_imports_no_client_of_what_runs(shop: Shop) -> None:
    shop.write("conftest.py", LOADED)
    names = loaded(shop.run_alone("-s", "--vx11-facet", "ports"))
    assert "yaml" in names
    assert not {"requests", "urllib3", "docker", "sqlalchemy", "websockets"} & set(names)


def test_a_plugin_that_is_taken_out_is_gone(shop: Shop) -> None:
    shop.write("test_own.py", "def test_own(): pass\n")
    out = shop.pytester.runpytest_subprocess("-p", "no:vx11", "--help", timeout=60)
    assert out.ret == pytest.ExitCode.OK
    assert "vx11" not in wrote(out).replace(str(shop.path), "").partition("usage:")[2]
    refused = shop.pytester.runpytest_subprocess("-p", "no:vx11", "--vx11-canon", timeout=60)
    assert refused.ret == pytest.ExitCode.USAGE_ERROR


def test_importing_the_package_imports_nothing(shop: Shop) -> None:
    code = "import sys; before = set(sys.modules); import pytest_vx11; print(sorted(set(sys.modules) - before))"
    result = shop.pytester.run(sys.executable, "-c", code)
    assert result.outlines == ["['pytest_vx11']"]

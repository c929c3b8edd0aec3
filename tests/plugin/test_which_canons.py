"""Which canons a run is about, and which of the project's own tests run beside them."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.plugin.shop import CANON, CHECKS, COMPOSE, IDS, MARKED, Shop, wrote

CRASHES = "raise SystemExit('imported')\n"


def named(system: str, root: str = ".") -> str:
    """Return the shop's canon for a system of another name."""
    return CANON.replace("system: shop", f"system: {system}\nroot: {root}")


def systems(shop: Shop, *arguments: str) -> list[str]:
    """Return the systems that a run was about, in order."""
    return [canon["system"] for canon in shop.report("--vx11-facet", "ports", *arguments)["canons"]]


@pytest.fixture
def many(shop: Shop) -> Shop:
    """The shop with canons at every place that could be meant, and a YAML file that is none."""
    for name in ("a", "b"):
        shop.write(f"canon/{name}.yaml", named(name, ".."))
        shop.write(f"deploy/{name}.yml", named(f"deploy-{name}", ".."))
    shop.write("canon/baseline.yaml", "baseline: 1\naccepted: []\n")
    shop.write("deploy/values.yaml", "nothing: here\n")
    return shop


def test_by_default_canon_yaml_and_the_canon_folder_are_taken(many: Shop) -> None:
    assert systems(many) == ["shop", "a", "b"]
    (many.path / "canon.yaml").unlink()
    assert systems(many) == ["a", "b"]


def test_a_canon_is_taken_whatever_testpaths_says(many: Shop) -> None:
    many.pytester.makeini("[pytest]\ntestpaths = tests")
    many.write("tests/test_own.py", "def test_own(): pass\n")
    assert systems(many) == ["shop", "a", "b"]


def test_named_files_and_folders_are_taken_and_nothing_else(many: Shop) -> None:
    assert systems(many, "deploy/b.yml") == ["deploy-b"]
    assert systems(many, "canon/b.yaml", "canon.yaml") == ["b", "shop"]
    assert systems(many, "deploy") == ["deploy-a", "deploy-b"]
    assert systems(many, "canon/a.yaml::orders::ports", "canon/a.yaml::gateway") == ["a"]


def test_the_ini_key_names_canons_from_the_rootdir(many: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    many.pytester.makeini("[pytest]\nvx11_canon = deploy/a.yml canon/b.yaml")
    assert systems(many) == ["deploy-a", "b"]
    assert systems(many, "canon.yaml") == ["shop"]
    monkeypatch.chdir(many.path / "deploy")
    many.run("--vx11-report", f"json:{many.path}/report.json")
    assert '"system": "deploy-a"' in (many.path / "report.json").read_text()


def test_a_sub_folder_takes_the_canons_of_the_rootdir_and_shows_paths_from_there(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop.pytester.makeini("[pytest]")
    shop.drift()
    shop.pytester.mkdir("sub")
    monkeypatch.chdir(shop.path / "sub")
    result = shop.run()
    result.assert_outcomes(passed=5, failed=1, skipped=6)
    result.stdout.fnmatch_lines(
        ["vx11: ../canon.yaml (shop 1.0), 12 checks, tree ..", "../compose.yaml:10: *", "  canon     ../canon.yaml:11"]
    )
    assert shop.collected() == IDS


@pytest.mark.parametrize("workers", [(), ("-n", "2")], ids=["one process", "workers"])
def test_a_canon_outside_of_the_rootdir_runs(shop: Shop, tmp_path: Path, workers: tuple[str, ...]) -> None:
    outside = tmp_path / "elsewhere"
    outside.mkdir()
    (outside / "far.yaml").write_text(named("far"))
    (outside / "compose.yaml").write_text(COMPOSE)
    shop.pytester.makeini("[pytest]")
    relative = Path(os.path.relpath(outside / "far.yaml", shop.path)).as_posix()
    rooted = ("-c", "tox.ini", "--rootdir", str(shop.path), *workers)
    assert list(shop.verdicts(*rooted, relative)) == [f"{relative}::{check}" for check in CHECKS]
    assert shop.collected(*rooted[:4], f"{relative}::orders::ports") == [f"{relative}::{each}" for each in CHECKS[6:8]]


def test_a_canon_that_is_reached_through_a_link_runs(shop: Shop) -> None:
    (shop.path / "linked").symlink_to(shop.path / "canon.yaml")
    shop.write("real/deep.yaml", named("deep", ".."))
    (shop.path / "folder").symlink_to(shop.path / "real")
    assert systems(shop, "folder/deep.yaml") == ["deep"]


def test_yaml_without_a_canon_is_ignored_unless_it_is_named(many: Shop) -> None:
    result = many.run("deploy/values.yaml")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    assert "deploy/values.yaml:1:1" in wrote(result)


def test_the_projects_own_marked_tests_run_beside_and_no_others(shop: Shop) -> None:
    shop.write("tests/test_marked.py", f"{MARKED}def test_ours(): pass\n")
    shop.write("tests/test_plain.py", CRASHES)
    shop.write("tests/deeper/conftest.py", CRASHES)
    shop.write("tests/deeper/test_deeper.py", "def test_deeper(): pass\n")
    shop.write("venv/pyvenv.cfg", "")
    shop.write("venv/test_of_a_package.py", f"{MARKED}{CRASHES}")
    shop.write("tests/test_ignored.py", f"{MARKED}{CRASHES}")
    shop.write("setup.py", CRASHES)
    os.mkfifo(shop.path / "tests" / "test_pipe.py")
    (shop.path / "tests" / "test_dangling.py").symlink_to("nowhere.py")
    result = shop.run("--ignore", "tests/test_ignored.py", "-v")
    result.assert_outcomes(passed=7, skipped=6)
    assert shop.collected("--ignore", "tests/test_ignored.py") == [*IDS, "tests/test_marked.py::test_ours"]


def test_an_unmarked_test_of_a_marked_file_is_deselected(shop: Shop) -> None:
    shop.write(
        "test_both.py", f"{MARKED.replace('pytestmark = ', '@')}def test_ours(): pass\n\ndef test_plain(): pass\n"
    )
    shop.run().assert_outcomes(passed=7, skipped=6, deselected=1)


def test_named_tests_run_beside_named_canons_marked_or_not(shop: Shop) -> None:
    shop.write("tests/test_plain.py", "def test_plain(): pass\n")
    shop.run("canon.yaml", "tests").assert_outcomes(passed=7, skipped=6)
    shop.run("tests").assert_outcomes(passed=6, skipped=6)


def test_a_marked_test_says_what_it_is_about(shop: Shop) -> None:
    marker = MARKED.splitlines()[1].replace("pytestmark = ", "@")
    tests = (f"{marker}({about})\ndef test_{index}(): pass\n" for index, about in enumerate(ABOUT))
    shop.write("test_own.py", "import pytest\n" + "\n".join(tests))
    assert shop.collected("--vx11-facet", "ports")[-1] == "test_own.py::test_1"
    assert shop.collected("--vx11-service", "orders")[-2:] == ["test_own.py::test_2", "test_own.py::test_3"]
    assert len(shop.collected()) == len(IDS) + len(ABOUT)


ABOUT = ("", "facet='ports'", "service='orders'", "service='orders', facet='endpoints'")


def test_without_the_flag_no_canon_is_collected_and_marked_tests_run(shop: Shop) -> None:
    shop.write("test_marked.py", f"{MARKED}def test_ours(): pass\n")
    shop.pytester.runpytest_inprocess("--strict-markers").assert_outcomes(passed=1)
    assert shop.pytester.runpytest_inprocess("canon.yaml").ret == pytest.ExitCode.USAGE_ERROR

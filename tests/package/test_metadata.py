"""What the installed package tells of itself, and what its source keeps away from."""

from __future__ import annotations

import ast
import configparser
import sys
from collections.abc import Iterator
from importlib.metadata import distribution
from pathlib import Path

import pytest

import pytest_vx11

ROOT = Path(__file__).parents[2]
SOURCES = sorted(Path(pytest_vx11.__file__).parent.rglob("*.py"))


def imported(path: Path) -> Iterator[str]:
    """Yield the names of the modules that a file imports."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


def test_the_entry_points_are_the_plugin_and_the_command() -> None:
    points = {(point.group, point.name): point.value for point in distribution("pytest-vx11").entry_points}
    assert points == {
        ("pytest11", "vx11"): "pytest_vx11.plugin",
        ("console_scripts", "vx11"): "pytest_vx11._cli.main:main",
    }


def test_nobody_imports_pytests_private_modules_or_another_plugin() -> None:
    assert len(SOURCES) > 50
    for path in SOURCES:
        roots = {name.partition(".")[0] for name in imported(path)}
        assert not roots & {"_pytest", "xdist", "py"}, path


def test_each_imported_library_is_a_stated_dependency() -> None:
    setup = configparser.ConfigParser()
    setup.read(ROOT / "setup.cfg")
    stated = {line.split(">")[0] for line in setup["options"]["install_requires"].split()}
    libraries = {
        "yaml": "PyYAML",
        "jsonschema": "jsonschema",
        "pytest": "pytest",
        "requests": "requests",
        "docker": "docker",
        "psutil": "psutil",
        "referencing": "referencing",
        "urllib3": "urllib3",
        "websockets": "websockets",
    }
    own = {"pytest_vx11", "__future__"}
    roots = {name.partition(".")[0] for path in SOURCES for name in imported(path)} - own
    roots -= {*sys.stdlib_module_names, "tomllib"}  # which Python has from 3.11 on, and is done without before
    assert {libraries[root] for root in roots} <= stated


def test_types_are_shipped_and_versions_are_bounded_below() -> None:
    assert (Path(pytest_vx11.__file__).parent / "py.typed").is_file()
    requirements = [each for each in distribution("pytest-vx11").requires or [] if "extra" not in each]
    assert all(">=" in each for each in requirements)
    assert distribution("pytest-vx11").metadata["Requires-Python"] == ">=3.10"


@pytest.mark.parametrize("name", ["LICENSE", "CHANGELOG.md", "README.md", "ARCHITECTURE.md"])
def test_the_files_that_people_look_for_are_there(name: str) -> None:
    assert (ROOT / name).read_text(encoding="utf-8").strip()

"""What installed packages register, for the command `vx11`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from pytest_vx11._cli.main import main
from pytest_vx11._errors import CanonError
from pytest_vx11._extensions import installed_facets
from tests.extensions.loading import OWNERS

REGISTERS = f"{OWNERS}\n\ndef pytest_vx11_register(registry):\n    registry.add(Owners)\n"
Install = Callable[..., None]


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Install:
    """Return what installs a package of one module, as pip leaves it (PEP 376)."""
    monkeypatch.syspath_prepend(tmp_path / "site")

    def installing(name: str, text: str, *, requires: str = "pytest-vx11>=0.1", group: str = "pytest11") -> None:
        site = tmp_path / "site"
        info = site / f"{name}-1.0.dist-info"
        info.mkdir(parents=True)
        (site / f"{name}.py").write_text(text, encoding="utf-8")
        (info / "METADATA").write_text(
            f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\nRequires-Dist: {requires}\n"
        )
        (info / "entry_points.txt").write_text(f"[{group}]\n{name} = {name}\n")

    return installing


def names() -> set[str]:
    return {facet.name for facet in installed_facets()}


def test_a_plugin_of_pytest_that_requires_this_one_registers_its_facets(install: Install) -> None:
    install("vx11_a_owners", REGISTERS)
    assert "owners" in names()


@pytest.mark.parametrize("requires", ["pytest", "pytest-vx11-more", 'pytest-vx11; extra == "vx11"'])
def test_one_that_does_not_require_it_is_not_imported(install: Install, requires: str) -> None:
    install("vx11_b_owners", "raise RuntimeError('imported')", requires=requires)
    assert "owners" not in names()


def test_names_of_distributions_are_compared_as_pip_does(install: Install) -> None:
    install("vx11_c_owners", REGISTERS, requires="Pytest_VX11 (>=0.1)")
    assert "owners" in names()


def test_one_without_the_hook_brings_nothing(install: Install) -> None:
    install("vx11_d_owners", OWNERS)
    assert "owners" not in names()


@pytest.mark.parametrize("text", ["1/0\n", "def pytest_vx11_register(registry):\n    1/0\n"])
def test_one_that_raises_is_an_error_of_every_command(
    install: Install, text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    name = f"vx11_e_{'hook' if 'def' in text else 'import'}"
    install(name, text)
    with pytest.raises(CanonError, match=f"the plugin {name} cannot be registered: ZeroDivisionError"):
        installed_facets()
    (tmp_path / "canon.yaml").write_text("canon: 1\nsystem: s\nservices: {a: {port: 1}}\n")
    monkeypatch.chdir(tmp_path)
    for command in ("validate", "schema", "explain"):
        assert main([command]) == 2
        assert f"the plugin {name} cannot be registered" in capsys.readouterr().err


def test_the_command_knows_its_keys(
    install: Install, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    install("vx11_f_owners", REGISTERS)
    (tmp_path / "canon.yaml").write_text("canon: 1\nsystem: s\nservices: {a: {owner: team-a}}\n")
    monkeypatch.chdir(tmp_path)
    assert main(["validate"]) == 0
    assert main(["schema"]) == 0
    assert "a team such as team-a" in capsys.readouterr().out
    assert main(["explain", "own1"]) == 0


def test_the_schema_has_the_keys_of_the_canons_here(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "checks").mkdir()
    (tmp_path / "checks" / "owners.py").write_text(OWNERS)
    # Whatever else is wrong with it: who writes a canon wants completion.
    (tmp_path / "canon.yaml").write_text("canon: 1\nextensions: [checks/owners.py]\nservices: {a: {wrong: 1}}\n")
    monkeypatch.chdir(tmp_path)
    assert main(["schema"]) == 0
    assert "a team such as team-a" in capsys.readouterr().out
    monkeypatch.chdir("/")
    assert main(["schema"]) == 0
    assert "a team such as team-a" not in capsys.readouterr().out
    assert main(["schema", "--canon", str(tmp_path / "canon.yaml")]) == 0
    assert "a team such as team-a" in capsys.readouterr().out
    (tmp_path / "checks" / "owners.py").write_text("1/0\n")
    assert main(["schema", "--canon", str(tmp_path / "canon.yaml")]) == 2
    assert "cannot be loaded: ZeroDivisionError" in capsys.readouterr().err

"""The public names, their arguments and their attributes: what is here stays, or is deprecated first (EXTENDING.md)."""

from __future__ import annotations

import dataclasses
import inspect
import sys
from pathlib import Path
from typing import Any

import pytest
import requests

import pytest_vx11
from pytest_vx11 import _deprecated, needs, schema, testing
from pytest_vx11._deprecated import Old, Vx11DeprecationWarning

PACKAGE = Path(pytest_vx11.__file__).parent

#: Of a class its attributes and methods, of a function its arguments.
HELD = {
    "pytest_vx11": {
        "Canon": "entries files path root runtime said section services sha256 stated system unset variables version "
        "written",
        "CanonError": "problems",
        "Check": "about at expected facet id judge name needs service subject system witness",
        "Code": "code example masks text title titles valued",
        "Endpoint": "at method name path said service",
        "Evidence": "label text",
        "Facet": "codes declared examine judge name origin plan running schema seconds",
        "Finding": "accepted actual code evidence expected hint key message places severity since subject waived",
        "Judged": "actual findings places",
        "Map": "at key_at place put spans take",
        "Need": "look title",
        "Outcome": "DRIFT MATCH UNVERIFIED WAIVED",
        "Place": "col line path",
        "Problem": "also cause hint message place shown",
        "Recorder": "",
        "Registry": "add facets origin",
        "SchemaPart": "service top",
        "Seq": "add at located place spans",
        "Service": "at code disabled entries name ports said stated",
        "Severity": "ERROR NOTE WARNING",
        "Sight": "see",
        "SourceError": "problems",
        "Stated": "at value",
        "SystemSession": "service url",
        "Table": "at columns database name",
        "Unseen": "places reason",
        "Verdict": "actual duration findings outcome places reason",
        "Vx11DeprecationWarning": "",
        "Vx11Error": "",
        "Witness": "DECLARED RUNNING",
        "check": "facet code",
        "did_you_mean": "name valid",
    },
    "pytest_vx11.needs": {
        "tree": "root", "file": "root path", "compose": "canon", "live": "system", "now": "", "container": "system service",
        "http": "system service target method token json port",
        "Address": "host port", "File": "data line place text",
        "Live": "address engine environ no_engine root runtime services system token "
        "writes",
        "Tree": "files folders git has lies matching root unreadable",
        "Asked": "answer at auth curl url", "Answer": "body fault header headers says seconds size status",
    },
    "pytest_vx11.schema": {
        "choice": "values title", "described": "description schema", "either": "title options",
        "keys": "title properties required at_least", "named": "title value name names", "nullable": "schema",
        "one_or_some": "item title", "pattern": "title regex", "some": "item title at_least", "text": "title more",
        "whole": "title minimum maximum digits",
    },
    "pytest_vx11.testing": {
        "judge": "check facts", "look": "need facts", "Harness": "canon check checks folder run write", "NotGiven": "",
        "Verdicts": "found get items keys values",
    },
}  # fmt: skip


def public(value: Any) -> str:
    """Return what somebody may hold on to of a class or a function."""
    if not inspect.isclass(value):
        return " ".join(inspect.signature(value).parameters)
    names = {name for base in value.__mro__ if base.__module__.startswith("pytest_vx11") for name in vars(base)}
    names |= {field.name for field in dataclasses.fields(value)} if dataclasses.is_dataclass(value) else set()
    if issubclass(value, tuple):
        names |= set(value._fields)  # type: ignore[attr-defined]
    return " ".join(sorted(name for name in names if not name.startswith("_")))


@pytest.mark.parametrize(
    ("module", "name"), [(module, name) for module, names in HELD.items() for name in names], ids=lambda each: each
)
def test_a_public_name_has_what_it_had(module: str, name: str) -> None:
    held = getattr(sys.modules[module], name)
    own = set(public(held).split())
    if name == "SystemSession":
        own = {"service"} | own - set(dir(requests.Session))
    wanted = set(HELD[module][name].split())
    there = own | set(dir(held)) | _instance(held) | set(getattr(held, "__annotations__", ()))
    assert wanted <= there, f"{name} lost {wanted - there}"
    assert own <= wanted, f"{name} has more: list it here, and in EXTENDING.md where users gain by it"


def _instance(value: Any) -> set[str]:
    """Return what a class sets on itself when it is made."""
    code = getattr(getattr(value, "__init__", None), "__code__", None)
    return set(code.co_names) if code is not None else set()


def test_every_public_class_and_function_is_held() -> None:
    for module in (pytest_vx11, schema):
        names = {
            name
            for name in module.__all__
            if inspect.isclass(getattr(module, name)) or inspect.isfunction(getattr(module, name))
        }
        assert names - {"SchemaPart"} <= set(HELD[module.__name__]) | {"Schema"}
    assert {"judge", "Harness", "Verdicts"} <= set(HELD[testing.__name__]) <= set(testing.__all__)
    assert set(HELD[needs.__name__]) <= set(needs.__all__)


def test_everything_else_is_private_by_name() -> None:
    paths = [path for path in PACKAGE.iterdir() if path.suffix == ".py" or (path / "__init__.py").is_file()]
    modules = {path.name.removesuffix(".py") for path in paths}
    assert {name for name in modules if not name.startswith("_")} == {"needs", "plugin", "schema", "testing"}
    inner = {path.stem for path in (PACKAGE / "testing").glob("*.py")}
    assert {name for name in inner if not name.startswith("_")} == set()


def test_the_lazy_names_and_those_of_type_checkers_are_the_same() -> None:
    assert [*pytest_vx11._HOMES, *pytest_vx11._MODULES] == pytest_vx11.__all__
    text = (PACKAGE / "__init__.py").read_text(encoding="utf-8")
    typed = text.partition("if TYPE_CHECKING:")[2].partition("_HOMES")[0]
    for name, home in pytest_vx11._HOMES.items():
        line = next(line for line in typed.splitlines() if f"pytest_vx11.{home} import" in line)
        assert name in line.partition(" import ")[2].split(", ")
        assert getattr(pytest_vx11, name).__name__ == name


def test_a_name_that_is_none_is_an_attribute_error() -> None:
    for module in (pytest_vx11, needs, schema, testing):
        with pytest.raises(AttributeError, match=rf"module '{module.__name__}' has no attribute 'Facette'"):
            _ = module.Facette


@pytest.mark.parametrize("module", [pytest_vx11, needs, schema, testing], ids=lambda module: module.__name__)
def test_a_name_that_goes_works_and_warns_where_it_is_used(module: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    old = Old("pytest_vx11._facets.base", "Facet", "pytest_vx11.Facet", "0.3")
    monkeypatch.setitem(_deprecated.OLD, (module.__name__, "Rule"), old)
    said = rf"{module.__name__}\.Rule goes with pytest-vx11 0\.3: use pytest_vx11\.Facet"
    with pytest.warns(Vx11DeprecationWarning, match=said) as told:
        assert module.Rule is pytest_vx11.Facet
    assert told[0].filename == __file__


def test_what_goes_is_not_listed_any_more() -> None:
    for (module, name), old in _deprecated.OLD.items():
        assert name not in sys.modules[module].__all__
        assert old.instead
        assert old.gone_in > pytest_vx11_version()


def pytest_vx11_version() -> str:
    from importlib.metadata import version  # noqa: PLC0415

    return version("pytest-vx11")

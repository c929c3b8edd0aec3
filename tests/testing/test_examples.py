"""The examples that the docstrings of `pytest_vx11.testing` show work as they stand."""

from __future__ import annotations

import inspect
import re
from dataclasses import dataclass
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest

import pytest_vx11
from pytest_vx11 import needs, testing
from tests.testing.owners import CANON, Owners, readme

OWN = [
    each
    for each in (getattr(testing, name) for name in testing.__all__)
    if each.__module__.startswith(testing.__name__)
]
METHODS = [member for each in OWN for member in vars(each).values() if inspect.isfunction(member)]
EXAMPLES = {
    f"{getattr(each, '__qualname__', each.__name__)} {number}": block
    for each in (testing, *OWN, *METHODS)
    for number, block in enumerate(re.findall(r"^\n((?:(?: {4}.*)?\n)+)", f"{inspect.getdoc(each)}\n", re.MULTILINE))
}
ENDPOINT = "services: {orders: {port: 8001, endpoints: {GET /health: {auth: open}}}}"


@dataclass(frozen=True)
class Depth(pytest_vx11.Need[int]):
    """What an example has for an observer of one's own."""

    system: str
    service: str
    queue: str

    def look(self, sight: pytest_vx11.Sight) -> int:
        return sight.see(needs.live(self.system)).address(self.service).port


@pytest.mark.parametrize("name", EXAMPLES)
def test_an_example_works(name: str, tmp_path: Path) -> None:
    harness = testing.Harness(tmp_path, Owners)
    harness.write("CODEOWNERS", "billing\n")
    check = harness.check(CANON, "orders::owners::owner[declared]")
    known: dict[str, Any] = {**vars(pytest_vx11), **{each: getattr(pytest_vx11, each) for each in pytest_vx11.__all__}}
    known |= {each: getattr(testing, each) for each in testing.__all__}
    known |= {"needs": needs, "Container": needs.Container, "Owners": Owners, "readme": readme, "CANON": ENDPOINT}
    known |= {"harness": harness, "check": check, "tmp_path": tmp_path}
    known |= {"Depth": Depth, "port": 1}
    exec(dedent(EXAMPLES[name]), known)
    for number, function in enumerate(value for each, value in known.items() if each.startswith("test_")):
        function(tmp_path / str(number))


@pytest.mark.parametrize("way", ["judge(", "Harness(", "FakeSystem(", "FakeEngine(", ".run(", ".checks(", ".write("])
def test_there_is_an_example_of_each_way_to_test(way: str) -> None:
    assert any(way in block for block in EXAMPLES.values())


def test_what_is_public_is_listed_and_documented() -> None:
    files = Path(testing.__file__).parent.glob("*.py")
    assert all(file.name.startswith("_") for file in files)
    assert all(getattr(testing, name).__doc__ for name in testing.__all__)
    assert {name for name in vars(testing) if not name.startswith(("_", "@"))} == {*testing.__all__, "annotations"}

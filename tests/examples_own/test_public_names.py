"""The examples use what is public, and nothing else: they are what people begin with."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.examples_own.project import EXAMPLES

SOURCES = sorted(path for name in ("module_test", "tls", "queue_depth") for path in (EXAMPLES / name).rglob("*.py"))


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.relative_to(EXAMPLES).as_posix())
def test_nothing_private_is_named(path: Path) -> None:
    assert not re.findall(r"\bpytest_vx11\S*\._\w+", path.read_text(encoding="utf-8"))


def test_there_are_some() -> None:
    users = [path for path in SOURCES if "from pytest_vx11 import" in path.read_text(encoding="utf-8")]
    assert len(users) > 5

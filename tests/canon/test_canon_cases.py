from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.canon.loading import CASES, ENVIRON, canons, load, problems

_EXPECT = "# expect: "
#: Python's words, and those of JSON Schema.
_JARGON = re.compile(
    r"\b(?:None|True|False|dict|anyOf|oneOf|additionalProperties|minProperties|enum|Errno)\b|\['|b'|<\w"
)


def _names(folder: str) -> list[str]:
    return [path.relative_to(CASES).as_posix() for path in canons(folder)]


WRONG = [*_names("invalid"), *_names("mistaken")]


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_canon_has_the_problems_that_its_head_expects_and_no_others(name: str) -> None:
    path = CASES / name
    assert problems(path) == _expected(path)


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_canon_expects_something(name: str) -> None:
    assert _expected(CASES / name)


@pytest.mark.parametrize("name", _names("valid"))
def test_a_valid_canon_loads(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(CASES / "importable")  # for those that name extensions
    assert problems(CASES / name) == []
    assert load(CASES / name).system


@pytest.mark.parametrize("name", WRONG)
def test_messages_have_neither_jargon_nor_what_a_variable_stands_for(name: str) -> None:
    told = "\n".join(problems(CASES / name))
    assert not _JARGON.search(told)
    assert ENVIRON["WORD"] not in told


@pytest.mark.parametrize("name", WRONG)
def test_nothing_is_told_twice(name: str) -> None:
    told = problems(CASES / name)
    assert len(told) == len(set(told))


def _expected(path: Path) -> list[str]:
    lines = path.read_text(encoding="utf-8").splitlines()
    return [line.removeprefix(_EXPECT) for line in lines if line.startswith(_EXPECT)]

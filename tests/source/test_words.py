from __future__ import annotations

import pytest

from pytest_vx11._source.words import did_you_mean, harmless


@pytest.mark.parametrize(
    ("name", "hint"), [("prot", 'did you mean "port"?'), ("memroy", 'did you mean "memory"?'), ("xyz", ""), ("", "")]
)
def test_the_nearest_name_is_said(name: str, hint: str) -> None:
    assert did_you_mean(name, ["port", "ports", "memory"]) == hint


def test_a_name_without_end_is_compared_by_its_beginning() -> None:
    assert did_you_mean("port" + "x" * 10**6, ["port"]) == ""


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain", "plain"), ("ünïcödé → 日本 🎉", "ünïcödé → 日本 🎉"), ("a\nb\tc\rd", "a\\nb\\tc\\rd"),
        ("\x1b[31mred", "\\x1b[31mred"), ("a\0b", "a\\x00b"), ("\x9b", "\\x9b"), ("\u202egnp", "\\u202egnp"),
        ("a\u200bb", "a\\u200bb"), ("\u2028", "\\u2028"), ("\ud800", "\\ud800"), ("\ue000", "\\ue000"),
        ("\xad", "\\xad"),
    ],
)  # fmt: skip
def test_what_cannot_be_seen_is_written_as_an_escape(text: str, shown: str) -> None:
    assert harmless(text) == shown
    assert harmless(shown) == shown


@pytest.mark.parametrize("char", ["x", "é", "\n"])
def test_long_text_is_cut_and_says_so(char: str) -> None:
    assert harmless(char * 100, 10) == f"{harmless(char) * 10}… (100 characters)"
    assert harmless(char * 10, 10) == harmless(char) * 10

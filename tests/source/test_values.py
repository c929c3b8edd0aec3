from __future__ import annotations

from typing import Any

import pytest

from pytest_vx11._source.masking import masked
from pytest_vx11._source.values import kind, show


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (None, "none"), (True, "true"), (False, "false"), (5, "5"), (1.5, "1.5"), ("a", "a"), ("", '""'),
        ("a\nb", "a\\nb"),
        ([], "[]"), (["a", 1, None, True], "[a, 1, none, true]"), (("a",), "[a]"), ({"a": [1, "b"]}, '{"a": [1, "b"]}'),
        ({"a": "postgresql://me:pw@db/x"}, '{"a": "postgresql://me:***@db/x"}'), (["x://a:b@c"], "[x://a:***@c]"),
    ],
)  # fmt: skip
def test_a_value_is_shown_as_people_write_it(value: Any, shown: str) -> None:
    assert show(value) == shown


@pytest.mark.parametrize("value", ["x" * 10**6, ["x" * 100] * 1000, {"a": "x" * 10**6}, [[["x"] * 60] * 60] * 60])
def test_what_is_shown_is_never_long(value: Any) -> None:
    assert len(show(value)) < 600


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("postgresql://me:hunter2@db/shop", "postgresql://me:***@db/shop"),
        ("postgresql://me:hunter:2@db/shop", "postgresql://me:***@db/shop"),
        ("redis://:hunter2@cache:6379/0", "redis://:***@cache:6379/0"),
        ("two http://a:hunter2@b and http://c:hunter2@d", "two http://a:***@b and http://c:***@d"),
        ("http://localhost:8000/a@b", "http://localhost:8000/a@b"),
        ("http://user@host/", "http://user@host/"),
        ("a:b@c", "a:b@c"),
    ],
)
def test_the_password_of_a_url_is_starred(text: str, shown: str) -> None:
    assert masked(text) == shown


@pytest.mark.parametrize(
    ("value", "word"),
    [
        ("abc", 'text "abc"'), ("", "empty text"), (5, "the number 5"), (1.5, "the number 1.5"), (True, "true"),
        (None, "nothing"), ([], "an empty list"), ([1], "a list"), ({}, "an empty mapping"), ({"a": 1}, "a mapping"),
        ("x" * 100, f'text "{"x" * 60}… (100 characters)"'), ("http://a:b@c", 'text "http://a:***@c"'),
    ],
)  # fmt: skip
def test_a_kind_is_said_in_words(value: Any, word: str) -> None:
    assert kind(value) == word

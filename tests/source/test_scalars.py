from __future__ import annotations

import pytest

from pytest_vx11._source.scalars import Scalar, plain


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("", None), ("~", None), ("null", None), ("Null", None), ("NULL", None),
        ("true", True), ("False", False), ("TRUE", True),
        ("0", 0), ("8000", 8000), ("-1", -1), ("+5", 5), ("9" * 19, 10**19 - 1), ("0x1F", 31), ("0o17", 15),
        ("1.5", 1.5), (".5", 0.5), ("-1e3", -1000.0), ("1.", 1.0), ("0.0", 0.0),
    ],
)  # fmt: skip
def test_a_plain_scalar_means_what_yaml_1_2_says(text: str, value: Scalar) -> None:
    assert plain(text) == value
    assert type(plain(text)) is type(value)


@pytest.mark.parametrize(
    "text",
    [
        "on", "off", "yes", "no", "y", "n", "On", "nUll", "tRue", "0755", "012", "00", "-012", "8000:8000", "22:22",
        "1:30:00", "1_000", "0b1", "2024-01-01", "2024-01-01T00:00:00Z", ".inf", "-.inf", ".nan", "=", "<<", "1e999",
        "-1e400", "0x", "0o8", "1e", ".", "-", "+", "1.2.3", "١", "9" * 5000, "0x" + "f" * 50, "1" + "0" * 500 + ".",
    ],
)  # fmt: skip
def test_what_yaml_1_1_would_change_stays_the_text_that_was_written(text: str) -> None:
    assert plain(text) == text

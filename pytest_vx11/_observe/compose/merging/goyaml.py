"""What a plain YAML scalar means to Compose: to go-yaml, that is, which is not quite YAML 1.2.

`0755` is 493 and `1_000` is 1000, `on` and `no` are text, a date is neither text nor a number.
"""

from __future__ import annotations

import math
import re

from pytest_vx11._source.scalars import Scalar

_INT = re.compile(
    r"[-+]?(?:0[xX][0-9a-fA-F]{1,16}|0[bB][01]{1,64}|0[oO][0-7]{1,22}|0[0-7]{0,22}|[1-9][0-9]{0,19})", re.ASCII
)
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]{1,6})?", re.ASCII)
_DATE = re.compile(r"\d{4}-\d\d?-\d\d?(?:(?:[Tt]|[ ]+)\d\d?:\d\d:\d\d.*)?", re.ASCII)
_WORDS: dict[str, Scalar] = {
    "": None, "~": None, "null": None, "Null": None, "NULL": None,
    "true": True, "True": True, "TRUE": True,
    "false": False, "False": False, "FALSE": False,
    ".nan": math.nan, ".NaN": math.nan, ".NAN": math.nan,
    ".inf": math.inf, ".Inf": math.inf, ".INF": math.inf,
    "+.inf": math.inf, "+.Inf": math.inf, "+.INF": math.inf,
    "-.inf": -math.inf, "-.Inf": -math.inf, "-.INF": -math.inf,
}  # fmt: skip


class Date(str):
    """A date that was written without quotes: Compose takes it for text nowhere."""

    __slots__ = ()


def scalar(text: str) -> Scalar:
    """Return the value of an unquoted scalar."""
    if text in _WORDS:
        return _WORDS[text]
    if text[0] not in "+-.0123456789" or len(text) > 80:
        return text
    if _DATE.fullmatch(text):
        return Date(text)
    plain = text.replace("_", "")
    if _INT.fullmatch(plain):
        return _integer(plain)
    number = float(plain) if _FLOAT.fullmatch(plain) else math.inf
    return text if math.isinf(number) else number


def _integer(plain: str) -> int | float:
    digits = plain.lstrip("+-")
    octal = len(digits) > 1 and digits[0] == "0" and digits[1].isdigit()
    value = int(digits, 8) if octal else int(digits, 0)
    value = -value if plain.startswith("-") else value
    return value if -(2**63) <= value < 2**64 else float(value)

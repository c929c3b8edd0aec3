"""What a plain YAML scalar means: YAML 1.2's core schema (section 10.3.2), without its surprises.

YAML 1.1, which PyYAML implements, reads `on` as true, `0755` as 493 and `8000:8000` as a number of base 60.
Here they stay the text that was written; so do numbers with a leading zero, dates and
numbers that a computer could not keep.
"""

from __future__ import annotations

import math
import re

Scalar = str | int | float | bool | None

_BASED = re.compile(r"0x[0-9a-fA-F]{1,15}|0o[0-7]{1,20}", re.ASCII)
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|(?:0|[1-9][0-9]*)(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]{1,3})?", re.ASCII)
_WORDS: dict[str, Scalar] = {
    "": None, "~": None, "null": None, "Null": None, "NULL": None,
    "true": True, "True": True, "TRUE": True,
    "false": False, "False": False, "FALSE": False,
}  # fmt: skip


def plain(text: str) -> Scalar:
    """Return the value of an unquoted scalar."""
    if text in _WORDS:
        return _WORDS[text]
    if text[0] not in "+-.0123456789" or len(text) > 40:
        return text
    if _FLOAT.fullmatch(text):
        return _number(text)
    return int(text, 0) if _BASED.fullmatch(text) else text


def _number(text: str) -> Scalar:
    if text.lstrip("+-").isdigit():
        return int(text)
    number = float(text)
    return number if math.isfinite(number) else text

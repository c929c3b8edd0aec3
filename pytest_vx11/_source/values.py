"""Values as people write them: `512m`, `true`, `[a, b]`; never Python's reprs."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping
from typing import Any

from pytest_vx11._source.masking import masked
from pytest_vx11._source.words import harmless

_LONGEST = 500
_DEEPEST = 20
#: Bits of a number that is told as one: Python writes no more than 4,300 digits (sys.set_int_max_str_digits).
_LARGEST = 4096
_ADDRESS = re.compile(r" at 0x[0-9a-f]+")


def show(value: Any, limit: int = _LONGEST) -> str:
    """Return a value on one line: text as it is, nothing as `none`, the rest as JSON would have it.

    Passwords in URLs and in commands are starred, and characters that cannot be seen are escaped.
    """
    if value is None:
        return "none"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return harmless(masked(value), limit) if value else '""'
    if isinstance(value, (list, tuple)):
        return _cut(f"[{', '.join(show(each, limit) for each in value[:50])}{', …' if len(value) > 50 else ''}]", limit)
    if isinstance(value, Mapping):
        return _cut(harmless(masked(json.dumps(value, ensure_ascii=False, default=str)), limit), limit)
    return harmless(str(value), limit)


def as_plain(value: Any, left: int = _DEEPEST) -> Any:
    """Return a value of somebody else's as plain data: text, numbers, true, false, none, lists and mappings of these.

    A set becomes a list in order, anything else its text; what is nested deeper than `left` levels is cut.
    """
    if value is None or isinstance(value, (bool, int, float, str)):
        return _scalar(value)
    if not isinstance(value, (Mapping, list, tuple, set, frozenset)):
        # Where an object lies in memory is another place each time.
        return _ADDRESS.sub("", str(value))
    if left == 0:
        return "…"
    if isinstance(value, Mapping):
        return {str(key): as_plain(inner, left - 1) for key, inner in value.items()}
    inner = [as_plain(each, left - 1) for each in value]
    return sorted(inner, key=repr) if isinstance(value, (set, frozenset)) else inner


def _scalar(value: bool | float | str | None) -> bool | float | str | None:
    """Return a value by itself; one that no JSON has (RFC 8259, section 6), or no Python writes, in words."""
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    large = isinstance(value, int) and value.bit_length() > _LARGEST
    return f"a number of more than {_LARGEST} bits" if large else value


def kind(value: Any) -> str:
    """Return what a value is, in a word and as it was written: `text "abc"`, `a list`, `the number 5`."""
    if isinstance(value, str):
        return f'text "{harmless(masked(value), 60)}"' if value else "empty text"
    if isinstance(value, bool) or value is None:
        return show(value) if value is not None else "nothing"
    if isinstance(value, (int, float)):
        return f"the number {value}"
    filled = "a list" if isinstance(value, list) else "a mapping"
    return filled if value else filled.replace("a ", "an empty ")


def _cut(text: str, limit: int) -> str:
    return text if len(text) <= limit else f"{text[:limit]}…"

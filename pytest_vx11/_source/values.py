"""Values as people write them: `512m`, `true`, `[a, b]`; never Python's reprs."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from pytest_vx11._source.masking import masked
from pytest_vx11._source.words import harmless

_LONGEST = 500


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

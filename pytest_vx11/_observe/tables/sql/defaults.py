"""Default values: how SQL writes them, and when two are the same."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pytest_vx11._observe.tables.sql.tokens import Kind, Token

_NOW = frozenset({"now()", "current_timestamp", "current_timestamp()", "localtimestamp", "getdate()", "sysdate()"})
_BOOLEANS = {"true": "1", "false": "0", "b1": "1", "b0": "0"}
_NUMBER = re.compile(r"[-+]?\d{1,18}(?:\.\d{1,18})?", re.ASCII)


def default_text(expression: Sequence[Token]) -> str:
    """Return a default as SQL writes it, without the quotes, casts and outer brackets of a plain value."""
    while len(expression) > 2 and expression[0].is_mark("(") and expression[-1].is_mark(")"):
        expression = expression[1:-1]
    if expression and expression[0].kind is Kind.STRING and _only_cast(expression[1:]):
        return expression[0].text
    return "".join(_shown(expression))


def _only_cast(rest: Sequence[Token]) -> bool:
    return not rest or rest[0].is_mark("::")


def _shown(expression: Sequence[Token]) -> list[str]:
    shown: list[str] = []
    end = expression[0].start if expression else 0
    for token in expression:
        text = f"'{token.text}'" if token.kind is Kind.STRING else token.text
        shown.append(text if token.start == end else f" {text}")
        end = token.end
    return shown


def same_default(claimed: str, found: str) -> bool:
    """Return whether two defaults, without their quotes, are the same value.

    1, 1.0 and true are the same, and so are CURRENT_TIMESTAMP and now(); text is compared as it is.
    """
    return _value(claimed) == _value(found)


def _value(text: str) -> str:
    plain = text.strip().lower()
    if plain in _NOW:
        return "now()"
    plain = _BOOLEANS.get(plain, plain)
    if _NUMBER.fullmatch(plain):
        whole, _, part = plain.lstrip("+").partition(".")
        part = part.rstrip("0")
        return f"{whole}.{part}" if part else whole
    return text.strip()

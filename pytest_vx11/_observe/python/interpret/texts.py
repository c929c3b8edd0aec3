"""Texts put together, and values compared."""

from __future__ import annotations

import ast

from pytest_vx11._observe.python.interpret.values import Const, Items, Unknown, Value
from pytest_vx11._source.place import Place

MAX_TEXT = 4096


def as_text(value: Value, place: Place) -> Value:
    """Return a value as `str()` would show it."""
    if isinstance(value, Const) and not isinstance(value.value, bytes):
        return Const(str(value.value), value.soft)
    return value if isinstance(value, Unknown) else Unknown("a part of it is not known", place)


def concat(left: Value, right: Value, place: Place) -> Value:
    """Return two texts put together; of one that is known only in part, its beginning is kept."""
    if isinstance(left, Unknown):
        return left
    one, other = (side.value if isinstance(side, Const) else None for side in (left, right))
    if not isinstance(one, str):
        return named(Unknown("it is computed", place), left, right)
    if isinstance(other, str) and isinstance(left, Const) and isinstance(right, Const):
        if len(one) + len(other) > MAX_TEXT:
            return Unknown("the text is too long", place)
        return Const(one + other, left.soft or right.soft)
    if isinstance(right, Unknown):
        return Unknown(right.reason, right.place, (one + right.starts)[:MAX_TEXT])
    return Unknown("a part of it is not known", place, one)


def compare(left: Value, op: ast.cmpop, right: Value) -> bool | None:
    """Tell whether a comparison of two values holds; None when that is not known."""
    if not (isinstance(left, Const) and not left.soft):
        return None
    if isinstance(op, (ast.In, ast.NotIn)) and isinstance(right, Items) and right.whole:
        if not all(isinstance(item, Const) and not item.soft for item in right.items):
            return None
        return (left in right.items) is isinstance(op, ast.In)
    if not isinstance(right, Const) or right.soft:
        return None
    if isinstance(op, (ast.Eq, ast.Is)):
        return left.value == right.value
    return left.value != right.value if isinstance(op, (ast.NotEq, ast.IsNot)) else None


def named(fallback: Unknown, *values: Value) -> Unknown:
    """Return the first reason among the values that are unknown themselves."""
    return next((value for value in values if isinstance(value, Unknown)), fallback)

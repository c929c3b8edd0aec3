"""How a class names its table: `__tablename__`, also where it is made of the class's own name."""

from __future__ import annotations

import ast

from pytest_vx11.observe.tables.orm.bindings import Binding
from pytest_vx11.observe.tables.orm.constants import NotConstant, constant, only_return
from pytest_vx11.observe.tables.orm.names import MAX_STEPS, Names, Scope

_CASES = {"lower": str.lower, "upper": str.upper, "casefold": str.casefold}


def table_name(names: Names, body: Scope, binding: Binding, owner: str) -> str | None:
    """Return the name that a class body binds to `__tablename__` for the class called `owner`; None if it says None.

    Raises NotConstant where the source does not settle it.
    """
    if isinstance(binding, (ast.FunctionDef, ast.AsyncFunctionDef)):
        returned = only_return(binding)
        if returned is None:
            raise NotConstant
        first = binding.args.args[0].arg if binding.args.args else ""
        return _made(names, body, returned, first, owner, 0)
    if not isinstance(binding, ast.expr):
        raise NotConstant
    value = constant(names, body, binding)
    if value is not None and not isinstance(value, str):
        raise NotConstant
    return value


def _made(names: Names, body: Scope, node: ast.expr, first: str, owner: str, steps: int) -> str:
    if steps > MAX_STEPS:
        raise NotConstant
    if isinstance(node, ast.Attribute) and node.attr == "__name__":
        if isinstance(node.value, ast.Name) and node.value.id == first:
            return owner
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and not (node.args or node.keywords):
        case = _CASES.get(node.func.attr)
        if case is not None:
            return case(_made(names, body, node.func.value, first, owner, steps + 1))
    elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        sides = (_made(names, body, each, first, owner, steps + 1) for each in (node.left, node.right))
        return "".join(sides)
    elif isinstance(node, ast.JoinedStr):
        return "".join(_part(names, body, each, first, owner, steps + 1) for each in node.values)
    value = constant(names, body.outer or body, node)
    if not isinstance(value, str):
        raise NotConstant
    return value


def _part(names: Names, body: Scope, node: ast.expr, first: str, owner: str, steps: int) -> str:
    if isinstance(node, ast.FormattedValue):
        if node.format_spec is not None or node.conversion != -1:
            raise NotConstant
        node = node.value
    return _made(names, body, node, first, owner, steps)


def snake_case(name: str) -> str:
    """Return a class's name in the way in which Flask-SQLAlchemy names its table: `HTTPLog` is `http_log`."""
    made = ""
    for index, char in enumerate(name):
        before, after = name[index - 1 : index], name[index + 1 : index + 2]
        begins = char.isupper() and index and (before.islower() or before.isdigit() or after.islower())
        made += ("_" if begins else "") + char.lower()
    return made.lstrip("_")

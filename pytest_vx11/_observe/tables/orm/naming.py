"""How a class names its table: `__tablename__`, also where it is made of the class's own name."""

from __future__ import annotations

import ast

from pytest_vx11._observe.tables.orm.bindings import Binding
from pytest_vx11._observe.tables.orm.constants import NotConstantError, constant, only_return
from pytest_vx11._observe.tables.orm.names import MAX_STEPS, Names, Scope

_CASES = {"lower": str.lower, "upper": str.upper, "casefold": str.casefold}


def table_name(names: Names, body: Scope, binding: Binding, owner: str) -> str | None:
    """Return the name that a class body binds to `__tablename__` for the class called `owner`; None if it says None.

    Raises NotConstantError where the source does not settle it.
    """
    if isinstance(binding, (ast.FunctionDef, ast.AsyncFunctionDef)):
        returned = only_return(binding)
        if returned is None:
            raise NotConstantError
        first = binding.args.args[0].arg if binding.args.args else ""
        return _Maker(names, body, first, owner).made(returned, 0)
    if not isinstance(binding, ast.expr):
        raise NotConstantError
    value = constant(names, body, binding)
    if value is not None and not isinstance(value, str):
        raise NotConstantError
    return value


class _Maker:
    """Works out a name that is made of the class's own, which `first` stands for."""

    def __init__(self, names: Names, body: Scope, first: str, owner: str) -> None:
        self._names = names
        self._scope = body.outer or body
        self._first = first
        self._owner = owner

    def made(self, node: ast.expr, steps: int) -> str:
        if steps > MAX_STEPS:
            raise NotConstantError
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == self._first:
            if node.attr == "__name__":
                return self._owner
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and not (node.args or node.keywords):
            case = _CASES.get(node.func.attr)
            if case is not None:
                return case(self.made(node.func.value, steps + 1))
        elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
            return self.made(node.left, steps + 1) + self.made(node.right, steps + 1)
        elif isinstance(node, ast.JoinedStr):
            return "".join(self._part(each, steps + 1) for each in node.values)
        value = constant(self._names, self._scope, node)
        if not isinstance(value, str):
            raise NotConstantError
        return value

    def _part(self, node: ast.expr, steps: int) -> str:
        if isinstance(node, ast.FormattedValue):
            if node.format_spec is not None or node.conversion != -1:
                raise NotConstantError
            node = node.value
        return self.made(node, steps)


def snake_case(name: str) -> str:
    """Return a class's name in the way in which Flask-SQLAlchemy names its table: `HTTPLog` is `http_log`."""
    made = ""
    for index, char in enumerate(name):
        before, after = name[index - 1 : index], name[index + 1 : index + 2]
        begins = char.isupper() and index and (before.islower() or before.isdigit() or after.islower())
        made += ("_" if begins else "") + char.lower()
    return made.lstrip("_")

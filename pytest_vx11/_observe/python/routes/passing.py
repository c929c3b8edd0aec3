"""Whether a function that refuses lets through who sends no credential at all."""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator


def lets_pass(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Return the line of a `return` that is reached without a credential; 0 when there is none.

    That is one directly under `if not token:` (or `if token is None:`), where `token` is a local name, or one in an
    `except` clause. Such a function makes a guard only for those who send something.
    """
    local = _locals(node)
    for statement in _statements(node.body):
        if (isinstance(statement, ast.If) and _absent(statement.test, local)) or isinstance(
            statement, ast.ExceptHandler
        ):
            body = statement.body
        else:
            continue
        for each in body:
            if isinstance(each, ast.Return):
                return each.lineno
    return 0


def is_present(test: ast.expr | None, outside: Collection[str]) -> bool:
    """Tell whether a condition holds only where some local name is set. `outside` are the module's names."""
    if isinstance(test, ast.BoolOp) and isinstance(test.op, ast.And):
        return any(is_present(value, outside) for value in test.values)
    if isinstance(test, ast.Compare) and len(test.ops) == 1 and isinstance(test.ops[0], ast.IsNot):
        test = test.left
    if isinstance(test, ast.NamedExpr):
        return True
    return isinstance(test, ast.Name) and test.id not in outside


def _locals(node: ast.FunctionDef | ast.AsyncFunctionDef) -> frozenset[str]:
    spec = node.args
    names = {parameter.arg for parameter in (*spec.posonlyargs, *spec.args, *spec.kwonlyargs)}
    for statement in _statements(node.body):
        targets: list[ast.expr] = []
        if isinstance(statement, ast.Assign):
            targets = statement.targets
        elif isinstance(statement, ast.AnnAssign):
            targets = [statement.target]
        names |= {target.id for target in targets if isinstance(target, ast.Name)}
    return frozenset(names)


def _statements(body: list[ast.stmt]) -> Iterator[ast.stmt | ast.ExceptHandler]:
    """Yield every statement and `except` clause of a block, but not those of functions and classes inside."""
    stack: list[ast.AST] = list(reversed(body))
    while stack:
        each = stack.pop()
        if isinstance(each, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.expr)):
            continue
        if isinstance(each, (ast.stmt, ast.ExceptHandler)):
            yield each
        stack += reversed(list(ast.iter_child_nodes(each)))


def _absent(test: ast.expr, local: frozenset[str]) -> bool:
    """Tell whether a condition holds where a local name is empty or None."""
    if isinstance(test, ast.BoolOp) and isinstance(test.op, ast.Or):
        return any(_absent(value, local) for value in test.values)
    if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
        return _is_local(test.operand, local)
    if isinstance(test, ast.Compare) and len(test.ops) == 1 and isinstance(test.ops[0], (ast.Is, ast.Eq)):
        right = test.comparators[0]
        empty = isinstance(right, ast.Constant) and right.value in (None, "")
        return empty and _is_local(test.left, local)
    return False


def _is_local(node: ast.expr, local: frozenset[str]) -> bool:
    if isinstance(node, ast.NamedExpr):
        return True
    return isinstance(node, ast.Name) and node.id in local

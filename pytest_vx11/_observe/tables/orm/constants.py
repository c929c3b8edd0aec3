"""Constants, calls and their arguments, as far as the source settles them."""

from __future__ import annotations

import ast
from dataclasses import dataclass

from pytest_vx11._observe.tables.orm.names import MAX_STEPS, Defined, External, Names, Scope, Symbol, Value

Constant = str | int | float | bool | bytes | None

_LONGEST = 10_000
#: Packages whose names are taken for SQLAlchemy's own.
SQLALCHEMY = frozenset({"sqlalchemy", "sqlmodel", "flask_sqlalchemy"})


class NotConstantError(Exception):
    """The value depends on more than the source."""


def leaf(symbol: Symbol | None) -> str:
    """Return the bare name of something of SQLAlchemy; an empty string for all else."""
    if isinstance(symbol, External) and symbol.dotted.partition(".")[0] in SQLALCHEMY:
        return symbol.leaf
    return ""


def constant(names: Names, scope: Scope, node: ast.expr, steps: int = 0) -> Constant:
    """Return the constant that an expression is; raises NotConstantError where the source does not settle it."""
    if steps > MAX_STEPS:
        raise NotConstantError
    if isinstance(node, ast.Constant) and not isinstance(node.value, (complex, type(...))):
        return node.value
    if isinstance(node, (ast.Name, ast.Attribute)):
        symbol = names.resolve(scope, node, steps)
        if isinstance(symbol, Value):
            return constant(names, symbol.scope, symbol.node, steps + 1)
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        return _negative(constant(names, scope, node.operand, steps + 1))
    if isinstance(node, ast.BinOp):
        left, right = (constant(names, scope, each, steps + 1) for each in (node.left, node.right))
        return _computed(left, node.op, right)
    if isinstance(node, ast.JoinedStr):
        return "".join(_formatted(names, scope, part, steps + 1) for part in node.values)[:_LONGEST]
    raise NotConstantError


def _negative(value: Constant) -> Constant:
    if isinstance(value, (int, float)):
        return -value
    raise NotConstantError


def _computed(left: Constant, operator: ast.operator, right: Constant) -> Constant:
    if isinstance(left, str) and isinstance(right, str) and isinstance(operator, ast.Add):
        return (left + right)[:_LONGEST]
    if isinstance(left, int) and isinstance(right, int) and max(abs(left), abs(right)) < 2**32:
        if isinstance(operator, ast.Mult):
            return left * right
        if isinstance(operator, (ast.Add, ast.Sub)):
            return left + right if isinstance(operator, ast.Add) else left - right
    raise NotConstantError


def _formatted(names: Names, scope: Scope, part: ast.expr, steps: int) -> str:
    if isinstance(part, ast.FormattedValue):
        if part.format_spec is not None or part.conversion != -1:
            raise NotConstantError
        part = part.value
    value = constant(names, scope, part, steps)
    if not isinstance(value, (str, int)):
        raise NotConstantError
    return str(value)


def text(names: Names, scope: Scope, node: ast.expr | None) -> str | None:
    """Return the text that an expression is; None where it is none, or not settled."""
    try:
        value = constant(names, scope, node) if node is not None else None
    except NotConstantError:
        return None
    return value if isinstance(value, str) else None


@dataclass(slots=True)
class Followed:
    """A call, with what a function or `functools.partial` in between adds to it."""

    name: str
    """The bare name of what is called in the end."""
    args: list[Value]
    """A starred one still bears its star."""
    keywords: dict[str, Value]
    spread: bool
    """Whether more keywords come from `**something`."""
    node: ast.Call
    scope: Scope


def follow(names: Names, scope: Scope, node: ast.expr, steps: int = 0) -> Followed | None:
    """Return the call of SQLAlchemy that an expression comes to; None where it comes to none that can be followed."""
    if steps > MAX_STEPS // 4:
        return None
    if isinstance(node, (ast.Name, ast.Attribute)):
        symbol = names.resolve(scope, node)
        return follow(names, symbol.scope, symbol.node, steps + 1) if isinstance(symbol, Value) else None
    if not isinstance(node, ast.Call):
        return None
    called = names.resolve(scope, node.func)
    if isinstance(called, Defined):
        return _through_function(names, scope, node, called, steps)
    if isinstance(called, Value):
        return _through_partial(names, scope, node, called, steps)
    name = leaf(called)
    return _call(name, scope, node) if name else None


def _call(name: str, scope: Scope, node: ast.Call) -> Followed:
    return Followed(
        name=name,
        args=[Value(scope, arg) for arg in node.args],
        keywords={each.arg: Value(scope, each.value) for each in node.keywords if each.arg},
        spread=any(each.arg is None for each in node.keywords),
        node=node,
        scope=scope,
    )


def _through_partial(names: Names, scope: Scope, node: ast.Call, called: Value, steps: int) -> Followed | None:
    made = names.called(called)
    if not isinstance(made, External) or made.dotted != "functools.partial" or not isinstance(called.node, ast.Call):
        return None
    if not called.node.args:
        return None
    inner = ast.Call(func=called.node.args[0], args=called.node.args[1:], keywords=called.node.keywords)
    first = follow(names, called.scope, ast.copy_location(inner, node), steps + 1)
    if first is None:
        return None
    later = _call(first.name, scope, node)
    later.args = first.args + later.args
    later.keywords = first.keywords | later.keywords
    later.spread = first.spread or later.spread
    return later


def _through_function(names: Names, scope: Scope, node: ast.Call, called: Defined, steps: int) -> Followed | None:
    """Follow a function of the tree that does nothing but return a call."""
    function = called.node
    if isinstance(function, ast.ClassDef) or function.decorator_list:
        return None
    returned = only_return(function)
    if returned is None or any(isinstance(arg, ast.Starred) for arg in node.args):
        return None
    given = _given(scope, node, called.scope, function)
    inner = Scope(called.scope.module, names.body(called).bound, called.scope, given)
    return follow(names, inner, returned, steps + 1)


def only_return(function: ast.FunctionDef | ast.AsyncFunctionDef) -> ast.expr | None:
    """Return what a function returns where that is all it does, its docstring aside."""
    body = [each for each in function.body if not (isinstance(each, ast.Expr) and isinstance(each.value, ast.Constant))]
    last = body[-1] if body else None
    plain = all(isinstance(each, (ast.Assign, ast.AnnAssign, ast.Import, ast.ImportFrom)) for each in body[:-1])
    return last.value if isinstance(last, ast.Return) and plain else None


def _given(
    scope: Scope, node: ast.Call, home: Scope, function: ast.FunctionDef | ast.AsyncFunctionDef
) -> dict[str, Value]:
    """Return each parameter's argument; one that has none stands for a name that nothing defines."""
    takes = function.args
    places = [*takes.posonlyargs, *takes.args]
    every = [*places, *takes.kwonlyargs, *(each for each in (takes.vararg, takes.kwarg) if each)]
    unknown = ast.Lambda(args=takes, body=ast.Constant(value=None))
    given = {each.arg: Value(home, unknown) for each in every}
    defaults = zip(places[len(places) - len(takes.defaults) :], takes.defaults, strict=True)
    given |= {each.arg: Value(home, default) for each, default in defaults}
    named = zip(takes.kwonlyargs, takes.kw_defaults, strict=True)
    given |= {each.arg: Value(home, default) for each, default in named if default is not None}
    given |= {each.arg: Value(scope, arg) for each, arg in zip(places, node.args, strict=False)}
    return given | {each.arg: Value(scope, each.value) for each in node.keywords if each.arg}

"""Which dependencies a function or class asks for.

FastAPI finds them in defaults and in `Annotated` (https://fastapi.tiangolo.com/tutorial/dependencies/); of a class
that is called, in `__init__` or, for a dataclass, in its fields.
"""

from __future__ import annotations

import ast
import warnings
from collections.abc import Iterator

from pytest_vx11._observe.python.interpret.evaluating import Evaluation
from pytest_vx11._observe.python.interpret.interpreter import parameters_of
from pytest_vx11._observe.python.interpret.scope import Scope
from pytest_vx11._observe.python.interpret.values import (
    Class,
    Const,
    Function,
    Items,
    Made,
    Method,
    Unknown,
    Value,
    Wrapped,
    lookup,
)
from pytest_vx11._observe.python.routes.names import is_depends
from pytest_vx11._observe.python.routes.router import Want
from pytest_vx11._source.place import Place

_LONGEST = 500
_NOWHERE = Place("")


def wants_of(value: Value, it: Evaluation) -> tuple[Want, ...]:
    """Return the dependencies that calling `value` asks for; none for what is not of the tree."""
    function = signature(value)
    if function is not None:
        return tuple(_of_parameters(function, it))
    return tuple(_of_fields(value, it)) if isinstance(value, Class) else ()


def signature(value: Value | None) -> Function | None:
    """Return the function whose parameters count, decorators that keep them followed."""
    for _ in range(20):
        if isinstance(value, Wrapped):
            value = value.inner
        elif isinstance(value, Method):
            value = value.function
        elif isinstance(value, Class):
            found = lookup(value, "__init__")
            value = found[0] if found else None
        elif isinstance(value, Function) and value.wraps is not None:
            value = value.wraps
        else:
            break
    return value if isinstance(value, Function) else None


def listed(value: Value | None, place: Place | None = None) -> tuple[Want, ...]:
    """Return the dependencies in a `dependencies=[…]`."""
    if value is None or (isinstance(value, Const) and value.value is None):
        return ()
    if not isinstance(value, Items):
        reason = (
            value if isinstance(value, Unknown) else Unknown("the list of dependencies is computed", place or _NOWHERE)
        )
        return (Want(value=reason, place=reason.place),)
    wants = [_wanted(item, None) for item in value.items]
    if not value.whole:
        unknown = Unknown("the list of dependencies is computed", place or _NOWHERE)
        wants.append(Want(value=unknown, place=unknown.place))
    return tuple(want for want in wants if want is not None)


def _wanted(value: Value, annotated: Value | None) -> Want | None:
    """Return what a `Depends(…)` asks for; a bare one asks for what the parameter is annotated with."""
    if isinstance(value, Unknown):
        return Want(value=value, place=value.place)
    if not isinstance(value, Made) or not is_depends(value) or value.args is None:
        return None
    wanted = value.args.get("dependency", 0)
    if wanted is None or (isinstance(wanted, Const) and wanted.value is None):
        wanted = annotated or Unknown("what it depends on is not said", value.place)
    return Want(value=wanted, place=value.place)


def _of_parameters(function: Function, it: Evaluation) -> Iterator[Want]:
    for parameter, default in parameters_of(function.node.args):
        want = _of_parameter(parameter.annotation, default, function.outer, it)
        if want is not None:
            yield want


def _of_fields(cls: Class, it: Evaluation) -> Iterator[Want]:
    for statement in cls.node.body:
        if isinstance(statement, ast.AnnAssign):
            want = _of_parameter(statement.annotation, statement.value, cls.scope, it)
            if want is not None:
                yield want


def _of_parameter(annotation: ast.expr | None, default: ast.expr | None, scope: Scope, it: Evaluation) -> Want | None:
    given = it.evaluate(default, scope) if default is not None else None
    kind = annotation_of(annotation, scope, it) if annotation is not None else None
    inside: Value | None = kind
    metadata: tuple[Value, ...] = ()
    if isinstance(kind, Made) and kind.maker == "typing.Annotated" and kind.args is not None:
        inside, metadata = kind.args.positional[0], kind.args.positional[1:]
    if given is not None and (is_depends(given) or isinstance(given, Unknown)):
        return _wanted(given, inside)
    for value in metadata:
        if is_depends(value) or isinstance(value, Unknown):
            return _wanted(value, inside)
    return Want(value=kind, place=kind.place) if isinstance(kind, Unknown) and given is None else None


def annotation_of(node: ast.expr, scope: Scope, it: Evaluation) -> Value:
    """Return what an annotation names; one in quotes is read as what it quotes."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                quoted = ast.parse(node.value[:_LONGEST], mode="eval").body
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return Unknown("the annotation is not Python", scope.at(node))
        return it.evaluate(ast.copy_location(quoted, node), scope)
    return it.evaluate(node, scope)

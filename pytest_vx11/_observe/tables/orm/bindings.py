"""What the names of a module, or of a class body, are bound to by its statements."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Imported:
    """A name that an import binds: `name` of the module `module`, or the module itself where `name` is empty."""

    module: str
    level: int
    name: str


@dataclass(frozen=True, slots=True)
class Unclear:
    """A name bound in a way that depends on what runs."""


Binding = Imported | Unclear | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef | ast.expr


@dataclass(slots=True)
class Bindings:
    """The names of one body, and the modules whose names it takes all of."""

    names: dict[str, Binding] = field(default_factory=dict)
    stars: list[Imported] = field(default_factory=list)
    modules: list[Imported] = field(default_factory=list)
    """The whole modules that `import a.b` loads, where it binds but `a`."""


def bindings(body: Iterable[ast.stmt]) -> Bindings:
    """Return what the statements of a body bind, those under `if` and `try` included; the last binding counts."""
    found = Bindings()
    for statement in body:
        _statement(statement, found)
    return found


def _statement(statement: ast.stmt, found: Bindings) -> None:
    if isinstance(statement, (ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)):
        found.names[statement.name] = statement
    elif isinstance(statement, ast.Import):
        _import(statement, found)
    elif isinstance(statement, ast.ImportFrom):
        _from(statement, found)
    elif isinstance(statement, (ast.If, ast.Try, ast.With, ast.For, ast.While)):
        _compound(statement, found)
    else:
        _assigned(statement, found)


def _assigned(statement: ast.stmt, found: Bindings) -> None:
    if isinstance(statement, ast.Assign):
        for target in statement.targets:
            _assign(target, statement.value, found)
    elif isinstance(statement, ast.AnnAssign) and statement.value is not None:
        _assign(statement.target, statement.value, found)
    elif isinstance(statement, ast.AugAssign):
        _assign(statement.target, None, found)
    elif type(statement).__name__ == "TypeAlias":  # Python 3.12
        _assign(getattr(statement, "name", statement), None, found)


def _compound(statement: ast.If | ast.Try | ast.With | ast.For | ast.While, found: Bindings) -> None:
    if isinstance(statement, ast.If):
        _if(statement, found)
    elif isinstance(statement, ast.Try):
        _try(statement, found)
    else:
        _join(found, [bindings(statement.body)], sure=isinstance(statement, ast.With))


def _import(statement: ast.Import, found: Bindings) -> None:
    for alias in statement.names:
        first = alias.name if alias.asname else alias.name.partition(".")[0]
        found.names[alias.asname or first] = Imported(first, 0, "")
        found.modules.append(Imported(alias.name, 0, ""))


def _from(statement: ast.ImportFrom, found: Bindings) -> None:
    for alias in statement.names:
        imported = Imported(statement.module or "", statement.level, alias.name)
        if alias.name == "*":
            found.stars.append(imported)
        else:
            found.names[alias.asname or alias.name] = imported


def _assign(target: ast.AST, value: ast.expr | None, found: Bindings) -> None:
    if isinstance(target, ast.Name):
        found.names[target.id] = value if value is not None else Unclear()
    elif isinstance(target, (ast.Tuple, ast.List)):
        values = value.elts if isinstance(value, (ast.Tuple, ast.List)) else []
        even = len(values) == len(target.elts)
        for index, each in enumerate(target.elts):
            _assign(each, values[index] if even else None, found)


def is_type_checking(test: ast.expr) -> bool:
    """Return whether a condition is `TYPE_CHECKING`: true for a type checker, and false when the program runs."""
    return (isinstance(test, ast.Name) and test.id == "TYPE_CHECKING") or (
        isinstance(test, ast.Attribute) and test.attr == "TYPE_CHECKING"
    )


def _if(statement: ast.If, found: Bindings) -> None:
    if is_type_checking(statement.test):
        for name, binding in bindings(statement.body).names.items():
            found.names.setdefault(name, binding)
        _join(found, [bindings(statement.orelse)], sure=True)
        return
    _join(found, [bindings(statement.body), bindings(statement.orelse)], sure=False)


def _try(statement: ast.Try, found: Bindings) -> None:
    body = bindings([*statement.body, *statement.orelse, *statement.finalbody])
    for handler in statement.handlers:
        for name, binding in bindings(handler.body).names.items():
            body.names.setdefault(name, binding)
    _join(found, [body], sure=True)


def _join(found: Bindings, arms: list[Bindings], *, sure: bool) -> None:
    for arm in arms:
        found.stars += arm.stars
        found.modules += arm.modules
    for name in dict.fromkeys(name for arm in arms for name in arm.names):
        bound = [arm.names[name] for arm in arms if name in arm.names]
        clear = sure or (len(bound) == 1 and name not in found.names) or _equal(bound)
        found.names[name] = bound[0] if clear else Unclear()


def _equal(bound: list[Binding]) -> bool:
    return len(bound) > 1 and isinstance(bound[0], Imported) and all(each == bound[0] for each in bound)

"""Enumerations as column types: how long the longest name is decides what they are where an engine has no ENUM."""

from __future__ import annotations

import ast

from pytest_vx11._observe.tables.model import SqlType
from pytest_vx11._observe.tables.orm.classes import Classes
from pytest_vx11._observe.tables.orm.constants import Constant, NotConstantError, constant, text
from pytest_vx11._observe.tables.orm.names import Defined, Scope, keyword_of
from pytest_vx11._observe.tables.types import normal_type


def enum_type(classes: Classes, scope: Scope, call: ast.Call | None, written: str) -> SqlType | None:
    """Return the type of `Enum(...)`: a VARCHAR as long as the longest name, or an engine's own ENUM.

    None where the names cannot be told. SQLAlchemy stores the names of an enumeration's members, not their values.
    """
    if call is None or any(each.arg in (None, "values_callable") for each in call.keywords):
        return None
    members = _members(classes, scope, call)
    if not members:
        return None
    try:
        length = _said(classes, scope, keyword_of(call, "length"))
        native = _said(classes, scope, keyword_of(call, "native_enum"))
    except NotConstantError:
        return None
    longest = max([*map(len, members), length if isinstance(length, int) else 0])
    name = text(classes.names, scope, keyword_of(call, "name")) or _class_name(classes, scope, call)
    others = [] if native is False else [normal_type(each, text=written) for each in ("ENUM", name) if each]
    return normal_type("VARCHAR", (longest,), text=written, others=tuple(others))


def _said(classes: Classes, scope: Scope, node: ast.expr | None) -> Constant:
    return None if node is None else constant(classes.names, scope, node)


def of_class(classes: Classes, owner: Defined, written: str) -> SqlType | None:
    """Return the type of a column that is annotated with an enumeration."""
    members = member_names(classes, owner)
    if not members:
        return None
    others = (normal_type("ENUM", text=written), normal_type(owner.node.name.lower(), text=written))
    return normal_type("VARCHAR", (max(map(len, members)),), text=written, others=others)


def _class_name(classes: Classes, scope: Scope, call: ast.Call) -> str | None:
    owner = classes.names.resolve(scope, call.args[0]) if call.args else None
    return owner.node.name.lower() if isinstance(owner, Defined) else None


def _members(classes: Classes, scope: Scope, call: ast.Call) -> list[str]:
    if len(call.args) == 1:
        owner = classes.names.resolve(scope, call.args[0])
        if isinstance(owner, Defined):
            return member_names(classes, owner)
    found = [text(classes.names, scope, arg) for arg in call.args if not isinstance(arg, ast.Starred)]
    named = [each for each in found if each is not None]
    return named if len(named) == len(call.args) else []


def member_names(classes: Classes, owner: Defined) -> list[str]:
    """Return the names of an enumeration's members; none where they cannot be told."""
    node = owner.node
    if not isinstance(node, ast.ClassDef) or not classes.is_enum(owner):
        return []
    found: list[str] = []
    for statement in node.body:
        if isinstance(statement, (ast.If, ast.For, ast.While, ast.With, ast.Try)):
            return []
        if isinstance(statement, ast.Assign):
            found += [each.id for each in statement.targets if isinstance(each, ast.Name)]
        if isinstance(statement, ast.AnnAssign) and statement.value and isinstance(statement.target, ast.Name):
            found.append(statement.target.id)
    return [name for name in found if not name.startswith("_")]

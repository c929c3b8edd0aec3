"""Calls that make a column: `Column(...)`, `mapped_column(...)`, and what is wrapped around them."""

from __future__ import annotations

import ast

from pytest_vx11._observe.tables.orm.bindings import Binding
from pytest_vx11._observe.tables.orm.constants import (
    SQLALCHEMY,
    Constant,
    Followed,
    NotConstantError,
    constant,
    follow,
    leaf,
)
from pytest_vx11._observe.tables.orm.names import Defined, External, Scope, Value
from pytest_vx11._observe.tables.orm.parts import Parts
from pytest_vx11._observe.tables.orm.types import TypeReader
from pytest_vx11._observe.tables.sql.defaults import default_text
from pytest_vx11._observe.tables.sql.tokens import tokens
from pytest_vx11._source.place import Place

COLUMNS = frozenset({"Column", "mapped_column", "MappedColumn"})
_WRAPPERS = frozenset({"deferred", "column_property"})
# What may hold a whole table in its arguments and makes no column.
_HOLDERS = frozenset({"relationship", "backref", "dynamic_loader", "Table", "select", "aliased", "join"})
_EXTRAS = frozenset(
    {"ForeignKey", "Sequence", "Identity", "Computed", "FetchedValue", "DefaultClause", "CheckConstraint"}
    | {"ColumnDefault", "Constraint"}
)
_DEFAULTS = frozenset({"Sequence", "Identity", "Computed", "FetchedValue", "DefaultClause", "ColumnDefault"})
_FLAGS = {"nullable": "nullable", "unique": "unique", "primary_key": "primary", "autoincrement": "autoincrement"}


class NotReadError(Exception):
    """A call makes a column, but how it is made is not understood; the message says why."""


class ColumnReader:
    """Reads the calls that make columns."""

    def __init__(self, types: TypeReader) -> None:
        self.types = types
        self.names = types.names

    def read(self, scope: Scope, node: ast.expr) -> Parts | None:
        """Return what a column's call says; None where the expression makes no column.

        Raises NotReadError where it makes one in a way that is not understood.
        """
        call = follow(self.names, scope, node)
        if call is not None and call.name in _WRAPPERS:
            if not call.args:
                return None
            return self.read(call.args[0].scope, call.args[0].node)
        if call is None or call.name not in COLUMNS:
            if (call is None or call.name not in _HOLDERS) and self.may_be_column(scope, node):
                raise NotReadError("how this column is made is not understood")
            return None
        return self.parts(call, scope.at(node), scope.written(node))

    def may_be_column(self, scope: Scope, node: ast.expr) -> bool:
        """Return whether an expression that could not be followed may be a column all the same."""
        return any(isinstance(each, ast.Call) and self._makes_column(scope, each) for each in ast.walk(node))

    def _makes_column(self, scope: Scope, call: ast.Call) -> bool:
        symbol = self.names.resolve(scope, call.func)
        if isinstance(symbol, Defined) and isinstance(symbol.node, ast.ClassDef):
            return self._derives(symbol)
        if isinstance(symbol, Defined):
            inner = symbol.scope
            return any(
                isinstance(each, ast.Call) and leaf(self.names.resolve(inner, each.func)) in COLUMNS
                for each in ast.walk(symbol.node)
            )
        if leaf(symbol):
            return leaf(symbol) in COLUMNS
        return isinstance(symbol, External) and "column" in symbol.leaf.lower()

    def _derives(self, owner: Defined) -> bool:
        return any(leaf(each) in COLUMNS for each in self.types.classes.line(owner)[1:])

    def parts(self, call: Followed, place: Place, text: str) -> Parts:
        """Return what the arguments of a column's call say."""
        parts = Parts(place=place, text=text)
        if call.spread:
            parts.unknown |= {"nullable", "unique", "primary", "default", "autoincrement"}
        self._positional(call, parts)
        for name, value in call.keywords.items():
            self.keyword(name, value, parts)
        return parts

    def _positional(self, call: Followed, parts: Parts) -> None:
        for index, arg in enumerate(call.args):
            if isinstance(arg.node, ast.Starred):
                raise NotReadError("some of the column's arguments come from elsewhere")
            given = None if index > 1 else self._text(arg)
            if isinstance(given, str):
                parts.name = given
            elif index == 0 and _makes_text(arg.node):
                raise NotReadError("the column's name is not plain")
            elif index > 1 or not (isinstance(arg.node, ast.Constant) and arg.node.value is None):
                self.argument(arg, parts)

    def argument(self, arg: Value, parts: Parts) -> None:
        """Take one positional argument that is not the name."""
        made = follow(self.names, arg.scope, arg.node)
        name = made.name if made else ""
        if name == "ForeignKey" and made is not None:
            parts.referring, parts.refers = True, self._target(made)
        elif name in _DEFAULTS and made is not None:
            parts.default = True
            if name == "Identity" and parts.nullable is None:
                parts.nullable = False
        elif name not in _EXTRAS and not parts.typed:
            parts.type, parts.typed = self.types.read(arg.scope, arg.node), True

    def _target(self, call: Followed) -> str | None:
        target = call.args[0] if call.args else call.keywords.get("column")
        if target is None:
            return None
        given = self._text(target)
        if isinstance(given, str):
            return given
        return self._attribute(target)

    def _attribute(self, target: Value) -> str | None:
        """Return `table.column` for `User.id`, where the class names its table."""
        node = target.node
        if not isinstance(node, ast.Attribute):
            return None
        owner = self.names.resolve(target.scope, node.value)
        if not isinstance(owner, Defined):
            return None
        table: Binding | None = self.names.body(owner).bound.names.get("__tablename__")
        name = self._text(Value(self.names.body(owner), table)) if isinstance(table, ast.expr) else None
        return f"{name}.{node.attr}" if isinstance(name, str) else None

    def keyword(self, name: str, value: Value, parts: Parts) -> None:
        """Take one named argument of a column's call."""
        if name in _FLAGS:
            self._flag(_FLAGS[name], value, parts)
        elif name == "name":
            given = self._text(value)
            if not isinstance(given, str):
                raise NotReadError("the column's name is not plain")
            parts.name = given
        elif name in ("type_", "sa_type"):
            parts.type, parts.typed = self.types.read(value.scope, value.node), True
        elif name in ("default", "insert_default", "server_default"):
            self.default(value, parts, server=name == "server_default")

    def _flag(self, name: str, value: Value, parts: Parts) -> None:
        given = self._text(value)
        if isinstance(given, bool):
            setattr(parts, name, given)
        elif name == "autoincrement" and given == "auto":
            return
        elif given is not None:
            parts.unknown.add(name)

    def _text(self, value: Value) -> Constant | NotConstantError:
        try:
            return constant(self.names, value.scope, value.node)
        except NotConstantError as unknown:
            return unknown

    def default(self, value: Value, parts: Parts, *, server: bool) -> None:
        """Take a default: a plain value with its text, anything else as a default whose value is not told."""
        given = self._text(value)
        if given is None:
            return
        parts.default = True
        if isinstance(given, NotConstantError) or isinstance(value.node, ast.Attribute):
            shown = self._expression(value) if server else None
        else:
            shown = {True: "true", False: "false"}.get(given) if isinstance(given, bool) else str(given)
        parts.value = shown if server or parts.value is None else parts.value

    def _expression(self, value: Value) -> str | None:
        """Return a server's default that is SQL: `text("0")`, `func.now()`, `false()`."""
        node = value.node
        if not isinstance(node, ast.Call):
            return None
        symbol = self.names.resolve(value.scope, node.func)
        if not isinstance(symbol, External) or symbol.dotted.partition(".")[0] not in SQLALCHEMY:
            return None
        if symbol.leaf == "text" and node.args:
            given = self._text(Value(value.scope, node.args[0]))
            return default_text(tuple(tokens(given))) if isinstance(given, str) else None
        if symbol.leaf in ("true", "false"):
            return symbol.leaf
        return f"{symbol.leaf}()" if ".func." in symbol.dotted and not node.args else None


def _makes_text(node: ast.expr) -> bool:
    """Return whether an expression surely makes a text, such as a name put together while the program runs."""
    if isinstance(node, (ast.BinOp, ast.JoinedStr)):
        return True
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and isinstance(node.func.value, (ast.Constant, ast.JoinedStr))
    )

"""What makes tables or columns beside the declarations that are read: noted, so that nothing is claimed against it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import NamedTuple

from pytest_vx11._observe.tables.model import Unread
from pytest_vx11._observe.tables.orm.build import Building, ConstraintReader
from pytest_vx11._observe.tables.orm.calls import ColumnReader, NotReadError
from pytest_vx11._observe.tables.orm.constants import follow, text
from pytest_vx11._observe.tables.orm.imperative import TableCalls
from pytest_vx11._observe.tables.orm.models import Models
from pytest_vx11._observe.tables.orm.names import Defined, External, Scope, Value

# What stands in these is run never, once or often.
_APART = (
    ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.For, ast.AsyncFor, ast.While,
    ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp,
)  # fmt: skip
_NEW_TYPE = 3
_TELLS = re.compile(r"[Cc]olumn|Table|__tablename__|table\s*=\s*True|Index|\b(?:exec|setattr)\b|\btype\([^()]*,")


class Node(NamedTuple):
    """A node of a module, and what it stands in."""

    node: ast.AST
    inside: bool
    """Whether it is in a function or a loop."""
    in_class: bool


def walk(tree: ast.Module) -> Iterator[Node]:
    """Yield the nodes of a module from the top down."""
    waiting = [Node(tree, False, False)]
    while waiting:
        at = waiting.pop()
        yield at
        inside = at.inside or isinstance(at.node, _APART)
        in_class = at.in_class or isinstance(at.node, ast.ClassDef)
        waiting += reversed([Node(child, inside, in_class) for child in _children(at.node)])


def _children(node: ast.AST) -> Iterator[ast.AST]:
    for name in node._fields:
        value = getattr(node, name, None)
        if isinstance(value, list):
            yield from (each for each in value if isinstance(each, ast.AST))
        elif isinstance(value, ast.AST) and not isinstance(value, ast.expr_context):
            yield value


class Leftovers:
    """Looks through one module for what else may change tables."""

    def __init__(self, models: Models, tables: TableCalls, constraints: ConstraintReader) -> None:
        self.unread: list[Unread] = []
        self._models = models
        self._columns: ColumnReader = tables.columns
        self._tables = tables
        self._constraints = constraints
        self._names = models.names

    def read(self, scope: Scope, by_call: dict[ast.AST, Building]) -> None:
        """Note, or apply, what changes tables in a module; `by_call` are the tables that calls made."""
        if not _TELLS.search(scope.module.text):
            return
        for at in walk(scope.module.tree):
            node = at.node
            if isinstance(node, ast.ClassDef) and at.inside:
                self._inner_class(scope, node)
            elif isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Attribute):
                self._assigned(scope, node, node.targets[0], at.inside)
            elif isinstance(node, ast.Call):
                self._call(scope, node, at, by_call)

    def _doubt(
        self, reason: str, scope: Scope, node: ast.AST, table: str | None = None, *, only_new: bool = False
    ) -> None:
        self.unread.append(Unread(reason=reason, place=scope.at(node), table=table, only_new=only_new))

    def _inner_class(self, scope: Scope, node: ast.ClassDef) -> None:
        body = self._names.body(Defined(scope, node))
        binding = body.bound.names.get("__tablename__")
        table = any(each.arg == "table" for each in node.keywords)
        if binding is not None or table:
            name = text(self._names, body, binding) if isinstance(binding, ast.expr) else None
            self._doubt("a class with a table is made inside a function or a loop", scope, node, name, only_new=True)

    def _assigned(self, scope: Scope, node: ast.Assign, target: ast.Attribute, inside: bool) -> None:
        if not self._columns.may_be_column(scope, node.value):
            return
        owner = self._names.resolve(scope, target.value)
        building = self._models.table(owner) if isinstance(owner, Defined) and not inside else None
        if building is None:
            self._doubt("a column is added to a class that could not be told", scope, node)
            return
        try:
            parts = self._columns.read(scope, node.value)
        except NotReadError as error:
            building.draft.doubt(str(error), scope.at(node))
            return
        if parts is not None:
            building.put(target.attr, parts)

    def _call(self, scope: Scope, node: ast.Call, at: Node, by_call: dict[ast.AST, Building]) -> None:
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        if name == "Index" and not at.inside and not at.in_class:
            self._index(scope, node, by_call)
        elif name == "append_column" and isinstance(node.func, ast.Attribute):
            self._added(scope, node, node.func.value, by_call)
        elif name == "setattr" and any(self._columns.may_be_column(scope, each) for each in node.args[2:]):
            self._added(scope, node, node.args[0], by_call)
        elif name == "type" and len(node.args) == _NEW_TYPE and self._is_mapped(scope, node.args[1]):
            self._doubt("a class is made by a call of type()", scope, node)
        elif name == "exec" and not at.in_class and not at.inside:
            self._doubt("what runs here may add tables", scope, node)
        elif at.inside and self._tables.is_table(scope, node):
            name = self._tables.name(scope, node)
            self._doubt("a table is made inside a function or a loop", scope, node, name, only_new=True)

    def _added(self, scope: Scope, node: ast.Call, owner: ast.expr, by_call: dict[ast.AST, Building]) -> None:
        building = self._building(scope, owner, by_call)
        if building is not None:
            building.draft.doubt("a column is added by a call", scope.at(node))
        else:
            self._doubt("a column is added to a table that could not be told", scope, node)

    def _building(self, scope: Scope, owner: ast.expr, by_call: dict[ast.AST, Building]) -> Building | None:
        if isinstance(owner, ast.Attribute) and owner.attr in ("__table__", "c", "columns"):
            owner = owner.value
        symbol = self._names.resolve(scope, owner)
        if isinstance(symbol, Defined):
            return self._models.table(symbol)
        return by_call.get(symbol.node) if isinstance(symbol, Value) else None

    def _index(self, scope: Scope, node: ast.Call, by_call: dict[ast.AST, Building]) -> None:
        call = follow(self._names, scope, node)
        column = node.args[1] if call is not None and len(node.args) > 1 else None
        building = self._building(scope, column.value, by_call) if isinstance(column, ast.Attribute) else None
        if building is not None:
            self._constraints.apply(Value(scope, node), building)

    def _is_mapped(self, scope: Scope, bases: ast.expr) -> bool:
        items = bases.elts if isinstance(bases, (ast.Tuple, ast.List)) else [bases]
        symbols = [self._names.resolve(scope, each) for each in items]
        return any(not isinstance(each, External) and self._may_be(each) for each in symbols)

    def _may_be(self, symbol: object) -> bool:
        classes = self._models.classes
        if isinstance(symbol, Defined):
            return classes.root(symbol) is not None
        return isinstance(symbol, Value) and classes.is_root(symbol)

"""Tables that are made by a call: `Table("name", metadata, Column(...), ...)`."""

from __future__ import annotations

import ast

from pytest_vx11._observe.tables.draft import Draft
from pytest_vx11._observe.tables.orm.build import Building, ConstraintReader
from pytest_vx11._observe.tables.orm.calls import ColumnReader, NotReadError
from pytest_vx11._observe.tables.orm.constants import Followed, follow, leaf, text
from pytest_vx11._observe.tables.orm.names import Scope, Value

_REFLECTS = frozenset({"autoload", "autoload_with"})


class TableCalls:
    """Reads calls of `Table`."""

    def __init__(self, columns: ColumnReader, constraints: ConstraintReader) -> None:
        self.names = columns.names
        self.columns = columns
        self._constraints = constraints

    def name(self, scope: Scope, node: ast.Call) -> str | None:
        """Return the name of the table that a call makes; None where it is not plain."""
        return text(self.names, scope, node.args[0]) if node.args else None

    def is_table(self, scope: Scope, node: ast.Call) -> bool:
        """Return whether a call is one of SQLAlchemy's `Table`."""
        return leaf(self.names.resolve(scope, node.func)) == "Table"

    def read(self, scope: Scope, node: ast.Call) -> Building | None:
        """Return the table that a call makes; None where it only names one, or its name is not plain."""
        name = self.name(scope, node)
        call = follow(self.names, scope, node)
        if name is None or call is None:
            return None
        building = Building(Draft(name=name, schema=self._schema(call), place=scope.at(node)))
        if call.spread or not _REFLECTS.isdisjoint(call.keywords):
            building.draft.doubt("more of this table comes from elsewhere", scope.at(node))
        for arg in call.args[1:]:
            self._argument(arg, building)
        return building if building.draft.columns or building.draft.unread else None

    def _schema(self, call: Followed) -> str | None:
        given = call.keywords.get("schema")
        return text(self.names, given.scope, given.node) if given else None

    def _argument(self, arg: Value, building: Building) -> None:
        place = arg.scope.at(arg.node)
        if isinstance(arg.node, ast.Starred):
            building.draft.doubt("some of its columns come from elsewhere", place)
            return
        try:
            parts = self.columns.read(arg.scope, arg.node)
        except NotReadError as error:
            building.draft.doubt(str(error), place)
            return
        if parts is not None and parts.name is not None:
            parts.place, parts.text = place, arg.scope.written(arg.node)
            building.put(parts.name, parts)
        elif parts is not None:
            building.draft.doubt("this column has no name that is plain", place)
        elif not self._constraints.apply(arg, building) and arg is not None and not self._is_metadata(arg):
            building.unclear = True

    def _is_metadata(self, arg: Value) -> bool:
        return isinstance(arg.node, (ast.Name, ast.Attribute))

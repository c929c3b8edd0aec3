"""Columns put into a table, with the constraints that `__table_args__` or `Table(...)` names."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from pytest_vx11._observe.tables.draft import Draft
from pytest_vx11._observe.tables.orm.constants import Followed, NotConstantError, constant, follow, text
from pytest_vx11._observe.tables.orm.names import MAX_STEPS, Names, Scope, Value
from pytest_vx11._observe.tables.orm.parts import Parts

_PLAIN = frozenset({"CheckConstraint", "ExcludeConstraint", "DDL", "FetchedValue"})


@dataclass(slots=True, eq=False)
class Building:
    """A table that is being put together; `attributes` maps the attributes of a class to the names of their columns."""

    draft: Draft
    parts: dict[str, Parts] = field(default_factory=dict)
    attributes: dict[str, str] = field(default_factory=dict)
    unclear: bool = False
    """Whether there are constraints that could not be read."""

    def put(self, attribute: str, parts: Parts) -> None:
        """Add a column, or replace the one of that name."""
        column = parts.column(attribute)
        self.draft.columns[column.name] = column
        self.parts[column.name] = parts
        self.attributes[attribute] = column.name
        if parts.primary and column.name not in self.draft.primary:
            self.draft.primary = (*self.draft.primary, column.name)
        if parts.unique:
            self.draft.uniques[f"column {column.name}".lower()] = (column.name,)

    def unique(self, names: tuple[str, ...]) -> None:
        """Note that some columns are unique together."""
        self.draft.uniques[f"columns {' '.join(names)}".lower()] = names

    def settle(self, others: Mapping[str, Building]) -> None:
        """Give each foreign key without a type the type of its target, and a key that counts up its default."""
        for name in list(self.draft.columns):
            self._type(name, others)
        single = self.draft.primary if len(self.draft.primary) == 1 else ()
        for name in single:
            column = self.draft.columns.get(name)
            if column is not None and name in self.parts and self.parts[name].counts_up():
                self.draft.columns[name] = replace(column, default=True)
        if self.unclear:
            found = self.draft.columns
            self.draft.columns = {key: replace(each, unique=each.unique or None) for key, each in found.items()}

    def _type(self, name: str, others: Mapping[str, Building], steps: int = 0) -> None:
        column, parts = self.draft.columns[name], self.parts.get(name)
        if parts is None or column.type is not None or parts.typed or not parts.refers or steps > MAX_STEPS:
            return
        table, _, target = parts.refers.rpartition(".")
        other = others.get(table.lower()) or others.get(table.rpartition(".")[2].lower())
        target = other.attributes.get(target, target) if other and target not in other.draft.columns else target
        if other is None or target not in other.draft.columns:
            return
        other._type(target, others, steps + 1)
        self.draft.columns[name] = replace(column, type=other.draft.columns[target].type)


class ConstraintReader:
    """Reads the constraints of a table."""

    def __init__(self, names: Names) -> None:
        self.names = names

    def table_args(self, scope: Scope, node: ast.expr, building: Building) -> None:
        """Apply `__table_args__`."""
        for value in self._items(scope, node, 0):
            if value is None:
                building.unclear = True
            elif isinstance(value.node, ast.Dict):
                self._options(value, building)
            elif not self.apply(value, building):
                building.unclear = True

    def _items(self, scope: Scope, node: ast.expr, steps: int) -> Iterator[Value | None]:
        if steps > MAX_STEPS // 4:
            yield None
        elif isinstance(node, (ast.Tuple, ast.List)):
            for each in node.elts:
                if isinstance(each, ast.Starred):
                    yield from self._items(scope, each.value, steps + 1)
                else:
                    yield Value(scope, each)
        elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
            yield from self._items(scope, node.left, steps + 1)
            yield from self._items(scope, node.right, steps + 1)
        elif isinstance(node, ast.Dict):
            yield Value(scope, node)
        elif isinstance(node, (ast.Name, ast.Attribute)):
            symbol = self.names.resolve(scope, node)
            found = symbol if isinstance(symbol, Value) else None
            yield from self._items(found.scope, found.node, steps + 1) if found else [None]
        else:
            yield None

    def _options(self, value: Value, building: Building) -> None:
        assert isinstance(value.node, ast.Dict)
        for key, each in zip(value.node.keys, value.node.values, strict=True):
            if key is not None and text(self.names, value.scope, key) == "schema":
                building.draft.schema = text(self.names, value.scope, each) or building.draft.schema

    def apply(self, value: Value, building: Building) -> bool:
        """Apply one constraint or index; False where what it says of columns is not understood."""
        call = follow(self.names, value.scope, value.node)
        if call is None:
            return False
        if call.name == "PrimaryKeyConstraint":
            return self._primary(call, building)
        if call.name == "ForeignKeyConstraint":
            self._foreign(call, building)
        elif call.name == "UniqueConstraint" or (call.name == "Index" and self._is_unique(call)):
            return self._unique(call, building)
        return True

    def _is_unique(self, call: Followed) -> bool:
        given = call.keywords.get("unique")
        conditional = any(name.endswith("_where") for name in call.keywords)
        try:
            return given is not None and not conditional and constant(self.names, given.scope, given.node) is True
        except NotConstantError:
            return False

    def _unique(self, call: Followed, building: Building) -> bool:
        args = call.args[1:] if call.name == "Index" else call.args
        names = [self._column(each, building) for each in args]
        known = [each for each in names if each is not None]
        if len(known) == len(names) and known:
            building.unique(tuple(known))
        return len(known) == len(names) or (call.name == "Index" and not self._may_name(args))

    def _may_name(self, args: list[Value]) -> bool:
        return any(isinstance(each.node, (ast.Starred, ast.Name)) for each in args)

    def _primary(self, call: Followed, building: Building) -> bool:
        names = [self._column(each, building) for each in call.args]
        known = tuple(each for each in names if each is not None)
        if len(known) != len(names):
            return False
        if known:
            building.draft.primary = known
        return True

    def _foreign(self, call: Followed, building: Building) -> None:
        mine, theirs = (self._list(call, index, name) for index, name in enumerate(("columns", "refcolumns")))
        for own, target in zip(mine, theirs, strict=False):
            name = self._column(own, building)
            refers = text(self.names, target.scope, target.node)
            if name is None or refers is None or name not in building.draft.columns or len(mine) > 1:
                continue
            building.draft.columns[name] = replace(building.draft.columns[name], foreign_key=refers)
            building.parts[name].refers, building.parts[name].referring = refers, True

    def _list(self, call: Followed, index: int, name: str) -> list[Value]:
        given = call.args[index] if index < len(call.args) else call.keywords.get(name)
        if given is None or not isinstance(given.node, (ast.List, ast.Tuple)):
            return []
        return [Value(given.scope, each) for each in given.node.elts]

    def _column(self, value: Value, building: Building) -> str | None:
        """Return the name of the column that an argument stands for, by its text or as an attribute of its class."""
        node = value.node
        given = text(self.names, value.scope, node)
        if given is not None:
            return building.attributes.get(given, given)
        attribute = node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""
        return building.attributes.get(attribute)

    def is_constraint(self, name: str) -> bool:
        """Return whether a call of that name may stand among the arguments of a table, besides columns."""
        return name.endswith("Constraint") or name == "Index" or name in _PLAIN

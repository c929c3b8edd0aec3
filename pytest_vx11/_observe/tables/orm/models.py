"""Declarative classes, each put into the table that it makes or adds to."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from pytest_vx11._observe.tables.draft import Draft
from pytest_vx11._observe.tables.model import Unread
from pytest_vx11._observe.tables.orm.annotations import HintReader
from pytest_vx11._observe.tables.orm.build import Building, ConstraintReader
from pytest_vx11._observe.tables.orm.calls import COLUMNS
from pytest_vx11._observe.tables.orm.classes import Classes
from pytest_vx11._observe.tables.orm.constants import SQLALCHEMY, NotConstantError, constant, leaf, only_return
from pytest_vx11._observe.tables.orm.members import MemberReader, Members
from pytest_vx11._observe.tables.orm.names import Defined, External, Names, Scope, Value
from pytest_vx11._observe.tables.orm.naming import snake_case, table_name
from pytest_vx11._observe.tables.orm.sqlmodel import FieldReader, is_table

_CHANGES = frozenset({"setattr", "append_column", "exec"})


class Models:
    """Finds the table of each declarative class; a class is looked at once."""

    def __init__(self, classes: Classes, members: MemberReader, constraints: ConstraintReader) -> None:
        self.classes = classes
        self.names: Names = classes.names
        self.unread: list[Unread] = []
        self._members = members
        self._hints: HintReader = members.hints
        self._fields = FieldReader(members)
        self._constraints = constraints
        self._tables: dict[ast.AST, Building | None] = {}
        self._brings: set[ast.AST] = set()

    def table(self, owner: Defined) -> Building | None:
        """Return the table that a class makes, or that its parent made for it; None where it is no mapped class."""
        if owner.node not in self._tables:
            self._tables[owner.node] = None
            self._tables[owner.node] = self._read(owner) if self._is_mapped(owner) else None
        return self._tables[owner.node]

    def _is_mapped(self, owner: Defined) -> bool:
        if not isinstance(owner.node, ast.ClassDef) or self._says(owner, "__abstract__"):
            return False
        if self.classes.is_sqlmodel(owner) or is_table(owner, self._members):
            return is_table(owner, self._members)
        if self.classes.root(owner) is not None:
            return not self.classes.is_base(owner)
        return self._is_decorated(owner) or (bool(self.classes.strangers(owner)) and self._looks_mapped(owner))

    def _says(self, owner: Defined, name: str) -> bool:
        body = self.names.body(owner)
        binding = body.bound.names.get(name)
        try:
            return isinstance(binding, ast.expr) and constant(self.names, body, binding) is True
        except NotConstantError:
            return False

    def _is_decorated(self, owner: Defined) -> bool:
        """Return whether a class is mapped by `@registry.mapped`."""
        made = [each.func if isinstance(each, ast.Call) else each for each in owner.node.decorator_list]
        return any(isinstance(each, ast.Attribute) and each.attr.startswith("mapped") for each in made) or any(
            leaf(self.names.resolve(owner.scope, each)) == "mapped_as_dataclass" for each in made
        )

    def _looks_mapped(self, owner: Defined) -> bool:
        # A base that is not there may or may not be declarative; who names a table and declares columns means it.
        bound = self.names.body(owner).bound.names
        return "__tablename__" in bound and bool(self._members.members(owner, []).columns)

    def _read(self, owner: Defined) -> Building | None:
        parents = [each for each in self.classes.line(owner)[1:] if isinstance(each, Defined) and self._is_mapped(each)]
        brought = list(self._brought(owner, parents))
        self._brings |= {each.node for each in brought}
        place = owner.scope.at(owner.node)
        if any("__table__" in self.names.body(each).bound.names for each in brought):
            return None
        try:
            name = self._name(owner, brought, parents)
        except NotConstantError:
            self._doubt("how this class names its table is not understood", owner)
            return None
        if name and parents and self.classes.is_flask(owner) and not any(self._has_key(each) for each in brought):
            name = None  # Flask-SQLAlchemy makes no table without a primary key of its own
        building = Building(Draft(name=name, schema=None, place=place)) if name else self._parent(owner, parents)
        if building is not None:
            self._fill(owner, brought, building)
        return building

    def _doubt(self, reason: str, owner: Defined) -> None:
        self.unread.append(Unread(reason=reason, place=owner.scope.at(owner.node), only_new=True))

    def _parent(self, owner: Defined, parents: list[Defined]) -> Building | None:
        """Return the table of the nearest parent, to which a class without one of its own adds its columns."""
        building = self.table(parents[0]) if parents else None
        if building is None and not parents:
            self._doubt("which table this class has could not be told", owner)
        return building

    def stray(self, owner: Defined) -> bool:
        """Return whether a class has columns, brings them to no table that is known, and may well be mapped itself."""
        if self.table(owner) is not None or owner.node in self._brings or not isinstance(owner.node, ast.ClassDef):
            return False
        columns = self._members.members(owner, []).columns
        return bool(columns) and self.classes.root(owner) is None and bool(self.classes.strangers(owner))

    def _brought(self, owner: Defined, parents: list[Defined]) -> Iterator[Defined]:
        """Yield the class and the mixins and abstract bases that bring columns to it, not to a mapped parent."""
        theirs = {each.node for parent in parents for each in self.classes.line(parent) if isinstance(each, Defined)}
        for each in self.classes.line(owner):
            if isinstance(each, Defined) and isinstance(each.node, ast.ClassDef) and each.node not in theirs:
                yield each

    def _name(self, owner: Defined, brought: list[Defined], parents: list[Defined]) -> str | None:
        for each in brought:
            body = self.names.body(each)
            if "__tablename__" in body.bound.names:
                return table_name(self.names, body, body.bound.names["__tablename__"], owner.node.name)
        if is_table(owner, self._members):
            return owner.node.name.lower() if not parents else None
        if self.classes.is_flask(owner) and (not parents or self._has_key(owner)):
            return snake_case(owner.node.name)
        return None

    def _has_key(self, owner: Defined) -> bool:
        return any(each.primary for each in self._members.members(owner, []).columns.values())

    def _fill(self, owner: Defined, brought: list[Defined], building: Building) -> None:
        maps = self._maps(owner)
        hidden: set[str] = set()
        for each in brought:
            members = self._of(owner, each, maps)
            for name, parts in members.columns.items():
                if name not in hidden:
                    building.put(name, parts)
            hidden |= members.names
            for reason, place in members.doubts:
                building.draft.doubt(reason, place)
        self._arguments(brought, building)
        self._outside(owner, building)

    def _of(self, owner: Defined, each: Defined, maps: list[Value | None]) -> Members:
        if is_table(owner, self._members):
            return self._fields.members(each)
        return self._members.members(each, maps)

    def _maps(self, owner: Defined) -> list[Value | None]:
        found: list[Value | None] = []
        for each in self.classes.line(owner):
            if isinstance(each, Defined) and isinstance(each.node, ast.ClassDef):
                found += self._hints.maps(self.names.body(each))
        return found

    def _arguments(self, brought: list[Defined], building: Building) -> None:
        for each in brought:
            body = self.names.body(each)
            binding = body.bound.names.get("__table_args__")
            if isinstance(binding, ast.FunctionDef):
                binding = only_return(binding)
                building.unclear = building.unclear or binding is None
            if isinstance(binding, ast.expr):
                self._constraints.table_args(body, binding, building)
                return

    def _outside(self, owner: Defined, building: Building) -> None:
        """Note bases and decorators that may bring columns, and whose source is not there."""
        place = owner.scope.at(owner.node)
        for name in self.classes.strangers(owner):
            building.draft.doubt(f"{name} may bring columns, and its source is not there", place)
        for each in owner.node.decorator_list:
            made = each.func if isinstance(each, ast.Call) else each
            if not self._is_harmless(owner.scope, made):
                building.draft.doubt("a decorator may change this class", owner.scope.at(each))

    def _is_harmless(self, scope: Scope, decorator: ast.expr) -> bool:
        symbol = self.names.resolve(scope, decorator)
        if isinstance(decorator, ast.Attribute) and decorator.attr.startswith("mapped"):
            return True
        if isinstance(symbol, Defined):
            calls = (each for each in ast.walk(symbol.node) if isinstance(each, ast.Call))
            return not any(_called(each) in _CHANGES or _called(each) in COLUMNS for each in calls)
        if isinstance(symbol, External):
            home = symbol.dotted.partition(".")[0]
            return home in SQLALCHEMY or home in ("dataclasses", "functools", "typing", "enum", "builtins", "abc")
        return False


def _called(call: ast.Call) -> str:
    if isinstance(call.func, ast.Attribute):
        return call.func.attr
    return call.func.id if isinstance(call.func, ast.Name) else ""

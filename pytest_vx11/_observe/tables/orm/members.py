"""The columns that the body of one class declares, and the names that hide those of the classes above it."""

from __future__ import annotations

import ast
from dataclasses import dataclass, field

from pytest_vx11._observe.tables.orm.annotations import Hint, HintReader
from pytest_vx11._observe.tables.orm.bindings import is_type_checking
from pytest_vx11._observe.tables.orm.calls import COLUMNS, NotReadError
from pytest_vx11._observe.tables.orm.constants import leaf, only_return
from pytest_vx11._observe.tables.orm.names import Defined, External, Scope, Value
from pytest_vx11._observe.tables.orm.parts import Parts
from pytest_vx11._source.place import Place

_RUNS_TEXT = frozenset({"builtins.exec", "builtins.eval", "builtins.locals", "builtins.vars"})


@dataclass(slots=True, kw_only=True)
class Members:
    """What a class body declares."""

    columns: dict[str, Parts] = field(default_factory=dict)
    """By attribute."""
    names: set[str] = field(default_factory=set)
    """All attributes, columns or not."""
    doubts: list[tuple[str, Place]] = field(default_factory=list)


class MemberReader:
    """Reads class bodies, each once."""

    def __init__(self, hints: HintReader) -> None:
        self.hints = hints
        self.columns = hints.columns
        self.names = hints.names
        self._read: dict[object, Members] = {}

    def members(self, owner: Defined, maps: list[Value | None]) -> Members:
        """Return what the body of a class declares; `maps` are the annotation maps that hold for it."""
        key = (owner.node, tuple(maps))
        found = self._read.get(key)
        if found is None:
            found = self._read[key] = Members()
            _Body(self, self.names.body(owner), maps, found).read(owner.node.body)
        return found

    def attribute(self, scope: Scope, value: ast.expr, members: Members, name: str) -> None:
        """Take what a name is set to into `members`, where it makes a column."""
        try:
            parts = self.columns.read(scope, value)
        except NotReadError as error:
            members.doubts.append((str(error), scope.at(value)))
            return
        if parts is not None:
            members.columns[name] = parts


class _Body:
    def __init__(self, reader: MemberReader, scope: Scope, maps: list[Value | None], members: Members) -> None:
        self.reader = reader
        self.hints = reader.hints
        self.scope = scope
        self.maps = maps
        self.members = members

    def read(self, body: list[ast.stmt]) -> None:
        for statement in body:
            if isinstance(statement, ast.Assign):
                self._assign(statement)
            elif isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name):
                self._annotated(statement, statement.target.id)
            elif isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef)):
                self._function(statement)
            elif isinstance(statement, ast.ClassDef):
                self.members.names.add(statement.name)
            else:
                self._other(statement)

    def _assign(self, statement: ast.Assign) -> None:
        for target in statement.targets:
            self._set(target, statement.value)

    def _set(self, target: ast.expr, value: ast.expr) -> None:
        if isinstance(target, ast.Name):
            self.members.names.add(target.id)
            if not target.id.startswith("__"):
                self.members.columns.pop(target.id, None)
                self.reader.attribute(self.scope, value, self.members, target.id)
        elif isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple) and len(target.elts) == len(value.elts):
            for inner, each in zip(target.elts, value.elts, strict=True):
                self._set(inner, each)
        elif self.reader.columns.may_be_column(self.scope, value):
            self._doubt("columns are set here in a way that is not understood", target)

    def _annotated(self, statement: ast.AnnAssign, name: str) -> None:
        if name.startswith("__"):
            return
        inner = self.hints.mapped(self.scope, statement.annotation)
        if inner is None:
            if statement.value is not None:
                self.members.names.add(name)
                self.reader.attribute(self.scope, statement.value, self.members, name)
            return
        self.members.names.add(name)
        self._mapped(name, inner, statement.value, statement)

    def _mapped(self, name: str, inner: ast.expr, value: ast.expr | None, node: ast.stmt) -> None:
        place = self.scope.at(node)
        try:
            parts = self.reader.columns.read(self.scope, value) if value is not None else Parts(place=place)
            if parts is None:
                return  # a relationship, a synonym …
            parts.place, parts.text = place, self.scope.written(node)
            self._apply(parts, self.hints.from_map(self.hints.read(self.scope, inner), self.maps))
        except NotReadError as error:
            self.members.doubts.append((str(error), place))
            return
        self.members.columns[name] = parts

    def _apply(self, parts: Parts, hint: Hint) -> None:
        if hint.base is not None:
            parts.under(hint.base)
        parts.optional = hint.optional
        if hint.optional is None and parts.nullable is None:
            parts.unknown.add("nullable")
        # A foreign key without a type takes that of the column it refers to, annotation or not.
        if not parts.typed and not parts.referring:
            parts.type, parts.typed = hint.type, True

    def _function(self, function: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
        self.members.names.add(function.name)
        if function.name.startswith("__") or not self._is_declared(function):
            return
        returned = only_return(function)
        if returned is None:
            if self._has_column(function):
                self._doubt("what this declared_attr returns is not understood", function)
            return
        inner = self.hints.mapped(self.scope, function.returns) if function.returns is not None else None
        scope = Scope(self.scope.module, self.reader.names.body(Defined(self.scope, function)).bound, self.scope)
        unknown = Value(self.scope, ast.Lambda(args=function.args, body=returned))
        scope.given = {each.arg: unknown for each in function.args.args}
        body = _Body(self.reader, scope, self.maps, self.members)
        if inner is not None:
            body._mapped(function.name, inner, returned, function)
            if function.name in self.members.columns:
                self.members.columns[function.name].text = self.scope.written(returned)
        else:
            self.reader.attribute(scope, returned, self.members, function.name)

    def _is_declared(self, function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
        symbols = [self.reader.names.resolve(self.scope, each) for each in function.decorator_list]
        return any(isinstance(each, External) and "declared_attr" in each.dotted.split(".") for each in symbols)

    def _other(self, statement: ast.stmt) -> None:
        if isinstance(statement, ast.If) and is_type_checking(statement.test):
            return
        if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Call):
            called = self.reader.names.resolve(self.scope, statement.value.func)
            root = called.dotted.partition("()")[0] if isinstance(called, External) else ""
            if root in _RUNS_TEXT:
                self._doubt("what runs here may add columns", statement)
        elif self._has_column(statement) or any(self._is_mapped(each) for each in ast.walk(statement)):
            self._doubt("columns are declared under a condition or in a loop", statement)

    def _is_mapped(self, node: ast.AST) -> bool:
        return isinstance(node, ast.AnnAssign) and self.hints.mapped(self.scope, node.annotation) is not None

    def _has_column(self, node: ast.AST) -> bool:
        calls = (each for each in ast.walk(node) if isinstance(each, ast.Call))
        return any(leaf(self.reader.names.resolve(self.scope, each.func)) in COLUMNS for each in calls)

    def _doubt(self, reason: str, node: ast.AST) -> None:
        self.members.doubts.append((reason, self.scope.at(node)))

"""Fields of SQLModel classes: their type comes from the annotation, the rest from `Field(...)`."""

from __future__ import annotations

import ast
from dataclasses import fields

from pytest_vx11._observe.tables.model import SqlType
from pytest_vx11._observe.tables.orm.annotations import Hint, unquoted
from pytest_vx11._observe.tables.orm.calls import NotReadError
from pytest_vx11._observe.tables.orm.constants import Followed, NotConstantError, constant, follow
from pytest_vx11._observe.tables.orm.members import MemberReader, Members
from pytest_vx11._observe.tables.orm.names import Defined, External, Scope, Value
from pytest_vx11._observe.tables.orm.parts import Parts
from pytest_vx11._observe.tables.types import normal_type

_NOT_FIELDS = frozenset({"ClassVar", "PrivateAttr"})
_TEXTS = frozenset({"pydantic.EmailStr", "pydantic.networks.EmailStr", "pathlib.Path"})
_FLAGS = frozenset({"primary_key", "nullable", "unique", "sa_type"})


class FieldReader:
    """Reads the fields of SQLModel classes."""

    def __init__(self, members: MemberReader) -> None:
        self._members = members
        self._hints = members.hints
        self._columns = members.columns
        self._names = members.names
        self._read: dict[ast.AST, Members] = {}

    def members(self, owner: Defined) -> Members:
        """Return what the body of a SQLModel class declares."""
        found = self._read.get(owner.node)
        if found is None:
            found = self._read[owner.node] = Members()
            scope = self._names.body(owner)
            for statement in owner.node.body:
                self._statement(scope, statement, found)
        return found

    def _statement(self, scope: Scope, statement: ast.stmt, found: Members) -> None:
        if isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name):
            self._annotated(scope, statement, statement.target.id, found)
        elif isinstance(statement, ast.Assign):
            found.names |= {each.id for each in statement.targets if isinstance(each, ast.Name)}
        elif isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            found.names.add(statement.name)
        elif isinstance(statement, (ast.If, ast.For, ast.With, ast.Try)):
            found.doubts.append(("fields are declared under a condition or in a loop", scope.at(statement)))

    def _annotated(self, scope: Scope, statement: ast.AnnAssign, name: str, found: Members) -> None:
        if name.startswith("_") or self._is_no_field(scope, statement):
            return
        found.names.add(name)
        place = scope.at(statement)
        try:
            hint = self._hints.read(scope, statement.annotation)
            field = self._field(scope, statement, hint)
            if field is not None and field.name == "Relationship":
                return
            parts = Parts(place=place, optional=hint.optional)
            self._fill(parts, hint, field, statement, scope)
        except NotReadError as error:
            found.doubts.append((str(error), place))
            return
        parts.place, parts.text = place, scope.written(statement)
        found.columns[name] = parts

    def _is_no_field(self, scope: Scope, statement: ast.AnnAssign) -> bool:
        annotation = unquoted(statement.annotation)
        base = annotation.value if isinstance(annotation, ast.Subscript) else annotation
        symbol = self._names.resolve(scope, base)
        return isinstance(symbol, External) and symbol.leaf in _NOT_FIELDS

    def _field(self, scope: Scope, statement: ast.AnnAssign, hint: Hint) -> Followed | None:
        candidates = [(scope, statement.value)] if statement.value is not None else []
        for home, node in (*candidates, *hint.options):
            call = follow(self._names, home, node)
            if call is not None and call.name in ("Field", "Relationship"):
                return call
        return None

    def _fill(self, parts: Parts, hint: Hint, field: Followed | None, statement: ast.AnnAssign, scope: Scope) -> None:
        if field is not None and "sa_column" in field.keywords:
            self._whole(parts, field.keywords["sa_column"])
            return
        if hint.optional is None:
            parts.unknown.add("nullable")
        if field is not None:
            self._keywords(parts, field)
        elif statement.value is not None:
            self._columns.default(Value(scope, statement.value), parts, server=False)
        if not parts.typed:
            parts.type, parts.typed = self._type(hint, field), True

    def _whole(self, parts: Parts, given: Value) -> None:
        column = self._columns.read(given.scope, given.node)
        if column is None:
            raise NotReadError("the field's column is not understood")
        parts.optional = None
        for each in fields(Parts):
            if each.name not in ("place", "text", "optional"):
                setattr(parts, each.name, getattr(column, each.name))

    def _keywords(self, parts: Parts, field: Followed) -> None:
        if field.spread:
            parts.unknown |= {"nullable", "unique", "primary", "default"}
        if field.args:
            self._columns.default(field.args[0], parts, server=False)
        for name, value in field.keywords.items():
            self._keyword(name, value, parts)

    def _keyword(self, name: str, value: Value, parts: Parts) -> None:
        if name in _FLAGS:
            self._columns.keyword(name, value, parts)
        elif name == "default":
            self._default(value, parts)
        elif name == "default_factory":
            parts.default = True
        elif name == "foreign_key":
            parts.referring, parts.refers = True, self._text(value)
        elif name == "sa_column_kwargs":
            self._more(value, parts)
        elif name == "sa_column_args":
            self._arguments(value, parts)

    def _default(self, value: Value, parts: Parts) -> None:
        if not (isinstance(value.node, ast.Constant) and value.node.value is ...):
            self._columns.default(value, parts, server=False)

    def _text(self, value: Value) -> str | None:
        try:
            found = constant(self._names, value.scope, value.node)
        except NotConstantError:
            return None
        return found if isinstance(found, str) else None

    def _more(self, value: Value, parts: Parts) -> None:
        node = value.node
        if not isinstance(node, ast.Dict):
            parts.unknown |= {"nullable", "unique", "primary", "default"}
            return
        for key, each in zip(node.keys, node.values, strict=True):
            name = self._text(Value(value.scope, key)) if key is not None else None
            if name is None:
                raise NotReadError("the column's arguments come from elsewhere")
            self._columns.keyword(name, Value(value.scope, each), parts)

    def _arguments(self, value: Value, parts: Parts) -> None:
        if not isinstance(value.node, (ast.List, ast.Tuple)):
            raise NotReadError("the column's arguments come from elsewhere")
        typed = parts.typed
        for each in value.node.elts:
            self._columns.argument(Value(value.scope, each), parts)
        parts.typed = typed or parts.type is not None

    def _type(self, hint: Hint, field: Followed | None) -> SqlType | None:
        found = hint.type
        if isinstance(hint.symbol, External) and (
            hint.symbol.dotted in _TEXTS or hint.symbol.dotted.startswith("ipaddress.")
        ):
            found = normal_type("VARCHAR", text=hint.symbol.leaf)
        if found is None or isinstance(hint.symbol, Value):
            return found if found and not _is_literal(hint) else None
        limits = {"VARCHAR": ("max_length",), "NUMERIC": ("max_digits", "decimal_places")}.get(found.name, ())
        if found.others or field is None:
            return found
        given = [field.keywords[name] for name in limits if name in field.keywords]
        try:
            args = [constant(self._names, each.scope, each.node) for each in given]
        except NotConstantError:
            return None
        return normal_type(found.name, tuple(arg for arg in args if isinstance(arg, int)), text=found.text)


def _is_literal(hint: Hint) -> bool:
    return hint.type is not None and hint.type.text == "Literal"


def is_table(owner: Defined, names_of: MemberReader) -> bool:
    """Return whether a SQLModel class says `table=True`."""
    keywords = owner.node.keywords if isinstance(owner.node, ast.ClassDef) else []
    given = next((each.value for each in keywords if each.arg == "table"), None)
    try:
        return given is not None and constant(names_of.names, owner.scope, given) is True
    except NotConstantError:
        return False

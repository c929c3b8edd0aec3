"""Column types as SQLAlchemy's source writes them."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from pytest_vx11._observe.tables.model import SqlType
from pytest_vx11._observe.tables.orm.classes import Classes
from pytest_vx11._observe.tables.orm.constants import NotConstantError, constant, leaf
from pytest_vx11._observe.tables.orm.enums import enum_type
from pytest_vx11._observe.tables.orm.names import MAX_STEPS, Defined, External, Scope, Symbol, Value, keyword_of
from pytest_vx11._observe.tables.types import KNOWN, normal_type

# SQLAlchemy's generic types, by what the engines make of them (documentation, "Generic CamelCase Types").
_GENERIC = {
    "Integer": ("INTEGER",),
    "SmallInteger": ("SMALLINT",),
    "BigInteger": ("BIGINT",),
    "String": ("VARCHAR",),
    "AutoString": ("VARCHAR",),
    "Unicode": ("VARCHAR", "NVARCHAR"),
    "Text": ("TEXT",),
    "UnicodeText": ("TEXT", "NTEXT"),
    "Boolean": ("BOOLEAN",),
    "Float": ("FLOAT",),
    "Double": ("DOUBLE",),
    "Numeric": ("NUMERIC",),
    "DateTime": ("DATETIME",),
    "Date": ("DATE",),
    "Time": ("TIME",),
    "LargeBinary": ("BLOB",),
    "PickleType": ("BLOB",),
    "JSON": ("JSON",),
    "Vector": ("VECTOR",),
    "Geometry": ("GEOMETRY",),
    "Geography": ("GEOGRAPHY",),
}
# Those of which engines make different types.
_VARIED = {"Uuid": (("UUID", ()), ("CHAR", (32,))), "Interval": (("INTERVAL", ()), ("DATETIME", ()))}
_ZONED = {"DateTime": "TIMESTAMPTZ", "TIMESTAMP": "TIMESTAMPTZ", "Time": "TIMETZ", "TIME": "TIMETZ"}
_ARGUMENTS = ("length", "precision", "scale", "display_width", "fsp", "dim")
_NO_ARGUMENTS = frozenset({"Boolean", "PickleType", "LargeBinary", "JSON", "Date", "Geometry", "Geography", "Uuid"})
_SIZED = frozenset({"String", "Unicode", "AutoString", "VARCHAR", "NVARCHAR", "CHAR", "Numeric", "NUMERIC", "DECIMAL"})
_NUMBERED = frozenset({"NUMERIC", "DECIMAL", "Numeric"})
_OTHER_HOMES = frozenset({"pgvector", "geoalchemy2"})


class TypeReader:
    """Reads types; None stands for one that is not understood."""

    def __init__(self, classes: Classes) -> None:
        self.classes = classes
        self.names = classes.names

    def read(self, scope: Scope, node: ast.expr, steps: int = 0) -> SqlType | None:
        """Return the type that an expression is: a class, an instance, a variable, or a TypeDecorator of the tree."""
        if steps > MAX_STEPS // 2:
            return None
        symbol = self.names.resolve(scope, node)
        if isinstance(symbol, Value):
            if isinstance(symbol.node, ast.Call):
                return self._call(symbol.scope, symbol.node, steps + 1)
            return None
        return self._plain(symbol, None, scope, scope.written(node), steps + 1)

    def _call(self, scope: Scope, call: ast.Call, steps: int) -> SqlType | None:
        if isinstance(call.func, ast.Attribute) and call.func.attr == "with_variant":
            return self._variant(scope, call.func.value, call, steps)
        if _calls(call, "as_mutable") and call.args:
            return self.read(scope, call.args[0], steps)
        written = scope.written(call)
        return self._plain(self.names.resolve(scope, call.func), call, scope, written, steps)

    def _variant(self, scope: Scope, main: ast.expr, call: ast.Call, steps: int) -> SqlType | None:
        first = self.read(scope, main, steps)
        second = self.read(scope, call.args[0], steps) if call.args else None
        if first is None or second is None:
            return None
        others = (*first.others, second, *second.others)
        return SqlType(name=first.name, args=first.args, text=scope.written(call), others=others)

    def _plain(
        self, symbol: Symbol | None, call: ast.Call | None, scope: Scope, written: str, steps: int
    ) -> SqlType | None:
        if isinstance(symbol, Defined):
            return self._own(symbol, call, scope, steps)
        name = leaf(symbol)
        if isinstance(symbol, External) and symbol.dotted.partition(".")[0] in _OTHER_HOMES:
            name = symbol.leaf
        if name in ("Enum", "ENUM"):
            return enum_type(self.classes, scope, call, written)
        if name == "ARRAY":
            return self._array(scope, call, written, steps)
        if name in _VARIED:
            first, *rest = (normal_type(each, args, text=written) for each, args in _VARIED[name])
            return SqlType(name=first.name, args=first.args, text=written, others=tuple(rest))
        return self._simple(name, call, scope, written)

    def _simple(self, name: str, call: ast.Call | None, scope: Scope, written: str) -> SqlType | None:
        sql = _GENERIC.get(name) or ((name.replace("_", " "),) if name.replace("_", " ") in KNOWN else None)
        if sql is None:
            return None
        if call is None:
            args: tuple[int, ...] = ()
        else:
            try:
                args = () if name in _NO_ARGUMENTS else self._arguments(call, scope, name)
                if self._is_true(call, scope, "timezone") and name in _ZONED:
                    sql = (_ZONED[name], *sql)
                if self._is_true(call, scope, "unsigned"):
                    sql = (f"{sql[0]} UNSIGNED",)
            except NotConstantError:
                return None
        first, *rest = (normal_type(each, args, text=written) for each in sql)
        return SqlType(name=first.name, args=first.args, text=written, others=tuple(rest))

    def _arguments(self, call: ast.Call, scope: Scope, name: str) -> tuple[int, ...]:
        if any(each.arg is None for each in call.keywords):
            raise NotConstantError
        count = 2 if name in _NUMBERED else 1
        by_name = [each for each in (keyword_of(call, name) for name in _ARGUMENTS) if each is not None]
        values = [constant(self.names, scope, each) for each in (*call.args[:count], *by_name)]
        return tuple(value for value in values if isinstance(value, int) and not isinstance(value, bool))

    def _is_true(self, call: ast.Call, scope: Scope, name: str) -> bool:
        given = keyword_of(call, name)
        if given is None and name == "timezone" and call.args:
            given = call.args[0] if isinstance(call.args[0], ast.Constant) else None
        return given is not None and constant(self.names, scope, given) is True

    def _array(self, scope: Scope, call: ast.Call | None, written: str, steps: int) -> SqlType | None:
        item = (call.args[0] if call.args else keyword_of(call, "item_type")) if call else None
        inner = self.read(scope, item, steps) if item is not None else None
        return SqlType(name=f"{inner.name}[]", args=inner.args, text=written) if inner else None

    def _own(self, owner: Defined, call: ast.Call | None, scope: Scope, steps: int) -> SqlType | None:
        """Read a type that the tree defines: a TypeDecorator, or a plain subclass of a type."""
        line = [each for each in self.classes.line(owner) if isinstance(each, Defined)]
        ends = [leaf(each) for each in self.classes.line(owner) if isinstance(each, External)]
        if "TypeDecorator" in ends:
            return self._decorator(line, call, scope, steps)
        plain = [each for each in self.classes.line(owner) if leaf(each) and leaf(each) not in ("TypeEngine",)]
        if "UserDefinedType" in ends or not plain or any(self._changes(each) for each in line):
            return None
        return self._plain(plain[0], call, scope, owner.node.name, steps + 1)

    def _changes(self, owner: Defined) -> bool:
        bound = self.names.body(owner).bound.names
        return not bound.keys().isdisjoint({"__init__", "get_col_spec", "__visit_name__", "load_dialect_impl"})

    def _decorator(self, line: list[Defined], call: ast.Call | None, scope: Scope, steps: int) -> SqlType | None:
        home = next((each for each in line if "impl" in self.names.body(each).bound.names), None)
        if home is None:
            return None
        body = self.names.body(home)
        impl = body.bound.names["impl"]
        if not isinstance(impl, ast.expr):
            return None
        inner = self.names.resolve(body, impl)
        if isinstance(inner, Value):
            first = self.read(body, impl, steps + 1)
        elif leaf(inner) in _SIZED and any("__init__" in self.names.body(each).bound.names for each in line):
            return None  # TypeDecorator hands its arguments on to `impl`; an __init__ of its own may hand on others
        else:
            first = self._plain(inner, call, scope, body.written(impl), steps + 1)
        others = tuple(self._by_dialect(line, steps))
        if first is None or None in others:
            return None
        found = tuple(each for each in others if each is not None)
        return SqlType(name=first.name, args=first.args, text=first.text, others=(*first.others, *found))

    def _by_dialect(self, line: list[Defined], steps: int) -> Iterator[SqlType | None]:
        for owner in line:
            function = self.names.body(owner).bound.names.get("load_dialect_impl")
            if not isinstance(function, ast.FunctionDef):
                continue
            body = self.names.body(owner)
            for node in ast.walk(function):
                if isinstance(node, ast.Call) and _calls(node, "type_descriptor") and node.args:
                    yield self.read(body, node.args[0], steps + 1)
            return


def _calls(call: ast.Call, method: str) -> bool:
    return isinstance(call.func, ast.Attribute) and call.func.attr == method

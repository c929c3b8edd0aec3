"""Annotations of columns: `Mapped[int | None]`, what type it implies, and what an `Annotated` type brings along."""

from __future__ import annotations

import ast
import builtins
from dataclasses import dataclass

from pytest_vx11._observe.tables.model import SqlType
from pytest_vx11._observe.tables.orm.calls import ColumnReader
from pytest_vx11._observe.tables.orm.constants import leaf
from pytest_vx11._observe.tables.orm.enums import of_class
from pytest_vx11._observe.tables.orm.names import MAX_STEPS, Defined, External, Scope, Symbol, Value, keyword_of
from pytest_vx11._observe.tables.orm.parts import Parts
from pytest_vx11._observe.tables.types import normal_type

# SQLAlchemy's own `type_annotation_map` (documentation, "Mapped Column Derives the Datatype").
_PYTHON = {
    "builtins.bool": ("BOOLEAN",),
    "builtins.bytes": ("BLOB",),
    "builtins.float": ("FLOAT",),
    "builtins.int": ("INTEGER",),
    "builtins.str": ("VARCHAR",),
    "datetime.date": ("DATE",),
    "datetime.datetime": ("DATETIME",),
    "datetime.time": ("TIME",),
    "datetime.timedelta": ("INTERVAL", "DATETIME"),
    "decimal.Decimal": ("NUMERIC",),
}
_LONGEST = 2000
_MOST_NODES = 100
_TYPING = frozenset({"typing", "typing_extensions", "types"})


@dataclass(slots=True, kw_only=True)
class Hint:
    """What an annotation says."""

    optional: bool | None = False
    """Whether it allows None; None: that cannot be told."""
    type: SqlType | None = None
    base: Parts | None = None
    """The column that an `Annotated` type brings along."""
    options: tuple[tuple[Scope, ast.expr], ...] = ()
    """What else stands in an `Annotated` type."""
    symbols: tuple[Symbol, ...] = ()
    """What it was followed through, and at the end the plain type."""

    @property
    def symbol(self) -> Symbol | None:
        """The plain type in the end."""
        return self.symbols[-1] if self.symbols else None


class HintReader:
    """Reads annotations."""

    def __init__(self, columns: ColumnReader) -> None:
        self.columns = columns
        self.names = columns.names

    def mapped(self, scope: Scope, node: ast.expr) -> ast.expr | None:
        """Return what stands inside of `Mapped[...]`; None for another annotation."""
        node = unquoted(node)
        if not isinstance(node, ast.Subscript):
            return None
        return node.slice if leaf(self._symbol(scope, node.value)) == "Mapped" else None

    def _symbol(self, scope: Scope, node: ast.expr) -> Symbol | None:
        """Resolve a name as an annotation means it: a column may bear the name of its own type."""
        if scope.outer is None:
            return self.names.resolve(scope, node)
        found = self.names.resolve(scope.outer, node)
        missing = isinstance(found, External) and found.dotted.startswith("builtins.")
        if missing and isinstance(found, External) and not hasattr(builtins, found.leaf):
            return self.names.resolve(scope, node)
        return found

    def read(self, scope: Scope, node: ast.expr, steps: int = 0) -> Hint:
        """Return what an annotation, or what stands in `Mapped[...]`, says."""
        node = unquoted(node)
        if steps > MAX_STEPS // 4:
            return Hint(optional=None)
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitOr):
            return self._union(scope, [node.left, node.right], steps)
        if isinstance(node, ast.Subscript):
            return self._subscript(scope, node, steps)
        symbol = self._symbol(scope, node)
        if isinstance(symbol, Value) and not isinstance(symbol.node, ast.Call):
            found = self.read(symbol.scope, symbol.node, steps + 1)
            found.symbols = (symbol, *found.symbols)
            return found
        if symbol is None or isinstance(symbol, Value):
            return Hint(optional=None)
        return Hint(type=self._implied(symbol, scope.written(node)), symbols=(symbol,))

    def _union(self, scope: Scope, sides: list[ast.expr], steps: int) -> Hint:
        others = [each for each in map(unquoted, sides) if not _is_none(each)]
        if len(others) != 1:
            inner = [self.read(scope, each, steps + 1) for each in others]
            optional = len(others) < len(sides) or any(each.optional for each in inner)
            return Hint(optional=optional or (None if any(each.optional is None for each in inner) else False))
        hint = self.read(scope, others[0], steps + 1)
        hint.optional = True
        return hint

    def _subscript(self, scope: Scope, node: ast.Subscript, steps: int) -> Hint:
        symbol = self._symbol(scope, node.value)
        name = symbol.leaf if isinstance(symbol, External) and symbol.dotted.partition(".")[0] in _TYPING else ""
        inner = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
        if name == "Optional":
            return self._union(scope, [*inner, ast.Constant(value=None)], steps)
        if name == "Union":
            return self._union(scope, inner, steps)
        if name == "Annotated":
            return self._annotated(scope, inner, node, steps)
        if name == "Literal":
            return Hint(type=_literal(inner), symbols=(Value(scope, node),))
        return Hint(symbols=(Value(scope, node),))

    def _annotated(self, scope: Scope, inner: list[ast.expr], node: ast.Subscript, steps: int) -> Hint:
        hint = self.read(scope, inner[0], steps + 1)
        hint.options += tuple((scope, each) for each in inner[1:])
        for each in inner[1:]:
            parts = self.columns.read(scope, each)
            if parts is not None:
                hint.base = parts
        hint.symbols = (Value(scope, node), *hint.symbols)
        return hint

    def _implied(self, symbol: Symbol, written: str) -> SqlType | None:
        if isinstance(symbol, Defined):
            return of_class(self.columns.types.classes, symbol, written)
        if not isinstance(symbol, External):
            return None
        if symbol.dotted == "uuid.UUID":
            return normal_type("UUID", text=written, others=(normal_type("CHAR", (32,), text=written),))
        names = _PYTHON.get(symbol.dotted)
        if names is None:
            return None
        others = tuple(normal_type(name, text=written) for name in names[1:])
        return normal_type(names[0], text=written, others=others)

    def from_map(self, hint: Hint, maps: list[Value | None]) -> Hint:
        """Give a hint the type that the base's `type_annotation_map` has for it; an unreadable map takes its type."""
        for each in maps:
            if each is None or not isinstance(each.node, ast.Dict) or None in each.node.keys:
                hint.type = None
                return hint
            pairs = list(zip(each.node.keys, each.node.values, strict=True))
            for symbol in hint.symbols:
                for key, value in pairs:
                    if key is not None and self._same(each.scope, key, symbol):
                        hint.type = self.columns.types.read(each.scope, value)
                        return hint
        return hint

    def _same(self, scope: Scope, key: ast.expr, symbol: Symbol | None) -> bool:
        found = self.names.resolve(scope, key)
        if isinstance(found, Value) and isinstance(symbol, Value):
            return found.node is symbol.node or _shape(found.node) == _shape(symbol.node) != ""
        return found is not None and found == symbol

    def maps(self, body: Scope) -> list[Value | None]:
        """Return the `type_annotation_map` that a base class states; None in it stands for one that cannot be found."""
        bound = body.bound.names
        if "type_annotation_map" in bound:
            return [self._value(body, "type_annotation_map")]
        registry = self._value(body, "registry")
        if registry is not None and isinstance(registry.node, ast.Call):
            given = keyword_of(registry.node, "type_annotation_map")
            found = self.names.resolve(registry.scope, given) if given is not None else None
            return [found if isinstance(found, Value) else None] if given is not None else []
        return []

    def _value(self, body: Scope, name: str) -> Value | None:
        found = self.names.resolve(body, ast.Name(id=name)) if name in body.bound.names else None
        return found if isinstance(found, Value) else None


def unquoted(node: ast.expr) -> ast.expr:
    """Return the expression that an annotation in quotes holds; anything else as it is."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str) and len(node.value) < _LONGEST:
        try:
            return ast.parse(node.value.strip(), mode="eval").body
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return node
    return node


def _shape(node: ast.expr) -> str:
    """Return what two types that are written alike share; nothing where they are very long."""
    return ast.dump(node) if sum(1 for _ in ast.walk(node)) < _MOST_NODES else ""


def _is_none(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is None


def _literal(items: list[ast.expr]) -> SqlType | None:
    values = [each.value for each in items if isinstance(each, ast.Constant) and isinstance(each.value, str)]
    if len(values) != len(items) or not values:
        return None
    return normal_type("VARCHAR", (max(map(len, values)),), text="Literal", others=(normal_type("ENUM"),))

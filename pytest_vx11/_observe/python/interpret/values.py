"""Values: what a name may stand for."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pytest_vx11._source.place import Place

if TYPE_CHECKING:
    from pytest_vx11._observe.python.interpret.scope import Scope

MAX_ITEMS = 2000
_LONGEST_NAME = 200


class Value:
    """Any value. Those that can change are compared by identity."""

    __slots__ = ()

    def same_as(self, other: Value) -> bool:
        """Tell whether it makes no difference which of the two a name stands for."""
        return self is other or self == other


@dataclass(frozen=True, slots=True)
class Unknown(Value):
    """Something that could not be worked out, and why."""

    reason: str
    place: Place
    starts: str = ""
    """How the text begins, where it is one of which the beginning is known."""


@dataclass(frozen=True, slots=True)
class Const(Value):
    """A constant. `soft` is one that the environment may override: good for a path, not for a decision."""

    value: str | bytes | int | float | complex | bool | None
    soft: bool = False


@dataclass(slots=True, eq=False)
class Items(Value):
    """A list, tuple or set. `whole` is false when there may be other items too."""

    items: list[Value]
    whole: bool = True

    def extend(self, others: list[Value], whole: bool = True) -> None:
        """Add items, as far as there is room for them; `whole` is that of the list that they come from."""
        room = MAX_ITEMS - len(self.items)
        self.items += others[:room]
        self.whole = self.whole and whole and len(others) <= room


@dataclass(slots=True, eq=False)
class Pairs(Value):
    """A dictionary with constant keys. `whole` is false when there may be other entries too."""

    pairs: dict[str | int, Value]
    whole: bool = True


@dataclass(frozen=True, slots=True)
class Foreign(Value):
    """Something imported from outside of the tree, or a builtin, by its dotted name."""

    name: str


@dataclass(frozen=True, slots=True)
class Args:
    """The arguments of a call. `whole` is false when a `*` or `**` could not be expanded."""

    positional: tuple[Value, ...]
    keywords: Mapping[str, Value]
    place: Place
    whole: bool = True

    def get(self, name: str, position: int | None = None) -> Value | None:
        """Return the argument by its name or by its position; None where it is not given."""
        if name in self.keywords:
            return self.keywords[name]
        if position is not None and position < len(self.positional):
            return self.positional[position]
        return None

    def all(self) -> list[Value]:
        """Return all arguments."""
        return [*self.positional, *self.keywords.values()]


@dataclass(frozen=True, slots=True, eq=False)
class Made(Value):
    """What something foreign gives: `maker` is the dotted name of what was called, or of the type."""

    maker: str
    place: Place
    args: Args | None = None

    def part(self, suffix: str) -> Made:
        """Return what an attribute or a call of it gives."""
        return Made(f"{self.maker}{suffix}"[:_LONGEST_NAME], self.place)


@dataclass(frozen=True, slots=True, eq=False)
class Module(Value):
    """A module or package of the tree."""

    name: str
    scope: Scope


@dataclass(frozen=True, slots=True, eq=False)
class Function(Value):
    """A function of the tree, with the names that it can see."""

    node: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda
    scope: Scope
    outer: Scope
    """Where it is defined: defaults and annotations belong there. Not `scope` where that is a class body."""
    kind: str = ""
    """`staticmethod`, `classmethod` or `property`, for a method that is one."""
    wraps: Value | None = None
    """What functools.wraps made it look like: its signature is that one's."""

    @property
    def name(self) -> str:
        """Return its name; empty for a lambda."""
        return "" if isinstance(self.node, ast.Lambda) else self.node.name

    @property
    def place(self) -> Place:
        """Return where it is defined."""
        return self.scope.at(self.node)


@dataclass(frozen=True, slots=True, eq=False)
class Wrapped(Value):
    """A function under a foreign decorator."""

    inner: Value
    decorator: Value
    place: Place


@dataclass(frozen=True, slots=True, eq=False)
class Class(Value):
    """A class of the tree. `scope` holds the names of its body."""

    node: ast.ClassDef
    scope: Scope
    bases: tuple[Value, ...]
    decorated: tuple[Value, Place] | None = None
    """The outermost foreign decorator, and its line."""

    @property
    def place(self) -> Place:
        """Return where it is defined."""
        return self.scope.at(self.node)


@dataclass(slots=True, eq=False)
class Instance(Value):
    """An object of a class of the tree, with the attributes that are known."""

    cls: Class
    place: Place
    attributes: dict[str, Value] = field(default_factory=dict)
    args: Args | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Method(Value):
    """A function that is bound to an object or class. `holder` is the class in whose body it stands."""

    function: Function
    owner: Value
    holder: Class


@dataclass(frozen=True, slots=True, eq=False)
class Native(Value):
    """A method of a text, list or dictionary."""

    owner: Const | Items | Pairs
    name: str


@dataclass(frozen=True, slots=True, eq=False)
class Super(Value):
    """What `super()` gives in a method of `holder`."""

    holder: Class
    owner: Value


def truth(value: Value) -> bool | None:
    """Tell whether a value counts as true; None when that cannot be known."""
    if isinstance(value, Const):
        return None if value.soft else bool(value.value)
    if isinstance(value, Items):
        return True if value.items else (False if value.whole else None)
    if isinstance(value, Pairs):
        return True if value.pairs else (False if value.whole else None)
    return True if isinstance(value, (Function, Class, Method, Module)) else None


def lookup(cls: Class, name: str) -> tuple[Value, Class | None] | None:
    """Return a class attribute and the class in whose body it stands; for a foreign base, what that has, and None.

    Bases are searched depth first, which is Python's order wherever no two of them share a base.
    """
    foreign: Value | None = None
    stack, seen = [cls], set[int]()
    while stack:
        each = stack.pop()
        if id(each) in seen:
            continue
        seen.add(id(each))
        if name in each.scope.names:
            return each.scope.names[name], each
        for base in reversed(each.bases):
            if isinstance(base, Class):
                stack.append(base)
            elif not isinstance(base, Foreign) or base.name not in _PLAIN_BASES:
                foreign = foreign or base
    return (_of_base(foreign, name), None) if foreign is not None else None


def ancestors(cls: Class) -> list[Class]:
    """Return a class and all the classes of the tree that it is built on."""
    found, stack = [cls], list(cls.bases)
    while stack:
        each = stack.pop(0)
        if isinstance(each, Class) and each not in found:
            found.append(each)
            stack += each.bases
    return found


def foreign_bases(cls: Class) -> list[str]:
    """Return the dotted names of all the foreign classes that it is built on."""
    return [base.name for each in ancestors(cls) for base in each.bases if isinstance(base, Foreign)]


def unknown_base(cls: Class) -> Unknown | None:
    """Return a base that could not be worked out, if there is one."""
    bases = (base for each in ancestors(cls) for base in each.bases)
    return next((base for base in bases if isinstance(base, Unknown)), None)


_PLAIN_BASES = frozenset({"builtins.object", "builtins.Exception", "typing.Generic", "typing.Protocol", "abc.ABC"})


def _of_base(base: Value, name: str) -> Value:
    if isinstance(base, Foreign):
        return Foreign(f"{base.name}.{name}"[:_LONGEST_NAME])
    return base


def text_of(value: Value | None) -> str | None:
    """Return the text that a value is; None when it is none or not known."""
    return value.value if isinstance(value, Const) and isinstance(value.value, str) else None

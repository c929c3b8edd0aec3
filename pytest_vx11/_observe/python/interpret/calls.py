"""What attributes stand for and what calls give."""

from __future__ import annotations

import ast
from abc import abstractmethod
from collections.abc import Callable
from dataclasses import replace
from typing import Any, ClassVar

from pytest_vx11._observe.python.interpret.expressions import Expressions
from pytest_vx11._observe.python.interpret.natives import METHOD_KINDS, TRANSPARENT, call_builtin, call_native, maker_of
from pytest_vx11._observe.python.interpret.scope import Scope, join
from pytest_vx11._observe.python.interpret.values import (
    Args,
    Class,
    Const,
    Foreign,
    Function,
    Instance,
    Items,
    Made,
    Method,
    Module,
    Native,
    Pairs,
    Super,
    Unknown,
    Value,
    Wrapped,
    ancestors,
    foreign_bases,
    lookup,
    unknown_base,
)
from pytest_vx11._source.place import Place


class Calls(Expressions):
    """Attributes and calls. What is abstract here is for those who know a library."""

    @abstractmethod
    def known_attribute(self, owner: Value, name: str, place: Place) -> Value | None:
        """Return an attribute of a value that only a library's reader understands; None for all others."""

    @abstractmethod
    def known_call(self, callee: Value, args: Args) -> Value | None:
        """Return what a call gives that only a library's reader understands; None for all others."""

    @abstractmethod
    def escaped(self, callee: Value, args: Args) -> None:
        """Take note of a call that nobody can follow."""

    @abstractmethod
    def stored(self, owner: Value, name: str, value: Value, place: Place) -> None:
        """Take note of an attribute or item that is set on something other than an object of the tree."""

    @abstractmethod
    def inline(self, function: Function, args: Args, owner: Value | None = None, holder: Class | None = None) -> Value:
        """Return what a function of the tree gives for these arguments."""

    @abstractmethod
    def imported(self, dotted: str, place: Place) -> Value:
        """Return the module that has this dotted name."""

    def attribute(self, owner: Value, name: str, place: Place) -> Value:
        """Return what an attribute stands for."""
        known = self.known_attribute(owner, name, place)
        if known is not None:
            return known
        part = self._PARTS.get(type(owner))
        if part is not None:
            return part(self, owner, name, place)
        return owner if isinstance(owner, Unknown) else Unknown(f"{name} is not known", place)

    def _of_foreign(self, owner: Foreign, name: str, _place: Place) -> Value:
        return Foreign(f"{owner.name}.{name}"[:200])

    def _of_made(self, owner: Made, name: str, _place: Place) -> Value:
        return owner.part(f".{name}")

    def _of_native(self, owner: Const | Items | Pairs, name: str, place: Place) -> Value:
        # A member of an enumeration is read as its value.
        if isinstance(owner, Const) and name in ("value", "name"):
            return owner if name == "value" else Unknown("it is a name", place)
        return Native(owner, name)

    def _of_module(self, owner: Module, name: str, place: Place) -> Value:
        return self.member(owner, name, place)

    def member(self, module: Module, name: str, place: Place) -> Value:
        """Return a name of a module."""
        found = module.scope.names.get(name)
        return found if found is not None else Unknown(f"{name} is not defined in what was read", place)

    def _of_class(self, owner: Class, name: str, place: Place) -> Value:
        found = lookup(owner, name)
        if found is None:
            return Unknown(f"the class has no {name} in what was read", place)
        value, holder = found
        if isinstance(value, Function) and value.kind == "classmethod" and holder is not None:
            return Method(value, owner, holder)
        return value

    def _of_instance(self, owner: Instance, name: str, place: Place) -> Value:
        if name in owner.attributes:
            return owner.attributes[name]
        settings = is_settings(owner.cls)
        given = owner.args.get(name) if owner.args is not None else None
        if given is not None and (settings or lookup(owner.cls, "__init__") is None):
            return soften(given) if settings else given
        found = lookup(owner.cls, name)
        if found is None:
            return Unknown(f"the object has no {name} in what was read", place)
        value, holder = found
        if holder is None:
            return Made(f"{maker_of(value)}"[:200], place) if isinstance(value, Foreign) else value
        if isinstance(value, Function):
            return self._bound(value, owner, holder, place)
        return soften(value) if settings else value

    def _bound(self, function: Function, owner: Value, holder: Class, place: Place) -> Value:
        if function.kind == "staticmethod":
            return function
        if function.kind == "property":
            return self.inline(function, Args((owner,), {}, place), None, holder)
        return Method(function, owner, holder)

    def _of_super(self, owner: Super, name: str, place: Place) -> Value:
        for base in owner.holder.bases:
            found = lookup(base, name) if isinstance(base, Class) else None
            if found is not None and isinstance(found[0], Function) and found[1] is not None:
                return Method(found[0], owner.owner, found[1])
            if isinstance(base, Foreign):
                return Made(f"{base.name}.{name}"[:200], place)
            if isinstance(base, Unknown):
                return base
        return Foreign(f"builtins.object.{name}")

    _PARTS: ClassVar[dict[type[Value], Callable[[Any, Any, str, Place], Value]]] = {
        Foreign: _of_foreign,
        Made: _of_made,
        Module: _of_module,
        Instance: _of_instance,
        Class: _of_class,
        Super: _of_super,
        Const: _of_native,
        Items: _of_native,
        Pairs: _of_native,
    }

    def super_of(self, scope: Scope, place: Place) -> Value:
        """Return what `super()` gives: the class comes from the method that is being run."""
        holder, owner = scope.find("__class__"), scope.find("__self__")
        if isinstance(holder, Class) and owner is not None:
            return Super(holder, owner)
        return Unknown("super() is used outside of a method", place)

    def call(self, callee: Value, args: Args) -> Value:
        """Return what a call gives."""
        known = self.known_call(callee, args)
        if known is not None:
            return known
        callee = _callable(callee)
        if isinstance(callee, Function):
            return self.inline(callee, args)
        if isinstance(callee, Method):
            bound = replace(args, positional=(callee.owner, *args.positional))
            return self.inline(callee.function, bound, callee.owner, callee.holder)
        if isinstance(callee, Class):
            return self.instance(callee, args)
        if isinstance(callee, Native):
            return call_native(callee, args, bool(self.conditions))
        return self._foreign_call(callee, args)

    def _foreign_call(self, callee: Value, args: Args) -> Value:
        if isinstance(callee, Foreign):
            given = self._reflected(callee, args) or call_builtin(callee, args)
            if given is not None:
                return given
        decorated = self._decorated(callee, args)
        if decorated is not None:
            return decorated
        self.escaped(callee, args)
        if isinstance(callee, Foreign):
            return Made(callee.name, args.place, args)
        if isinstance(callee, Made):
            return replace(callee.part("()"), args=args)
        return callee if isinstance(callee, Unknown) else Unknown("it is what a call gives", args.place)

    def _reflected(self, callee: Foreign, args: Args) -> Value | None:
        first, name = args.get("", 0), args.get("", 1)
        text = name.value if isinstance(name, Const) and isinstance(name.value, str) else None
        if callee.name == "builtins.getattr" and first is not None and text:
            found = self.attribute(first, text, args.place)
            fallback = args.get("", 2)
            return found if fallback is None or not isinstance(found, Unknown) else join(found, fallback, args.place)
        if callee.name == "builtins.setattr" and first is not None and text and len(args.positional) == 3:
            self.store(first, text, args.positional[2], args.place)
            return Const(None)
        if callee.name == "builtins.isinstance" and isinstance(first, Instance):
            kinds = args.positional[1:2]
            known = is_instance(first.cls, kinds[0].items if isinstance(kinds[0], Items) else list(kinds))
            return Const(known) if known is not None else None
        if callee.name == "importlib.import_module" and isinstance(first, Const) and isinstance(first.value, str):
            return None if first.value.startswith(".") else self.imported(first.value, args.place)
        return None

    def _decorated(self, callee: Value, args: Args) -> Value | None:
        first = args.get("", 0)
        if not isinstance(first, (Function, Class, Wrapped)) or len(args.all()) != 1:
            return None
        maker = maker_of(callee)
        if maker in TRANSPARENT:
            return first
        if maker in METHOD_KINDS and isinstance(first, Function):
            return replace(first, kind=METHOD_KINDS[maker])
        if maker == "functools.wraps" and isinstance(callee, Made) and isinstance(first, Function):
            return replace(first, wraps=callee.args.get("wrapped", 0) if callee.args else None)
        return None

    def instance(self, cls: Class, args: Args) -> Value:
        """Return a new object of a class of the tree, made by its own `__init__` where it has one."""
        made = Instance(cls, args.place, args=args)
        found = lookup(cls, "__init__")
        if found is not None and isinstance(found[0], Function) and found[1] is not None:
            self.inline(found[0], replace(args, positional=(made, *args.positional)), made, found[1])
        elif foreign_bases(cls):
            self.escaped(cls, args)
        return made

    def store(self, owner: Value, name: str, value: Value, place: Place) -> None:
        """Set an attribute."""
        if isinstance(owner, Instance):
            before = owner.attributes.get(name) if self.conditions else None
            owner.attributes[name] = join(before, value, place) if before is not None else value
        elif isinstance(owner, (Class, Module)):
            owner.scope.names[name] = value
        else:
            self.stored(owner, name, value, place)


def _callable(value: Value) -> Value:
    """Return the method that calling an object runs; any other value as it is."""
    found = lookup(value.cls, "__call__") if isinstance(value, Instance) else None
    if found is not None and isinstance(found[0], Function) and found[1] is not None:
        return Method(found[0], value, found[1])
    return value


def is_instance(cls: Class, kinds: list[Value]) -> bool | None:
    """Tell whether objects of a class are of one of these classes; None when that is not known."""
    above = ancestors(cls)
    if any(kind in above for kind in kinds):
        return True
    return False if unknown_base(cls) is None and all(isinstance(kind, Class) for kind in kinds) else None


def is_settings(cls: Class) -> bool:
    """Tell whether the class is one of pydantic's, whose attributes are defaults that input may override."""
    return any(name.rpartition(".")[2] in ("BaseSettings", "BaseModel", "SQLModel") for name in foreign_bases(cls))


def soften(value: Value) -> Value:
    """Return a default as what it is: `Field(default=1)` is 1, and the environment may override it."""
    if isinstance(value, Made) and value.maker in ("pydantic.Field", "pydantic.fields.Field") and value.args:
        value = value.args.get("default", 0) or Unknown("it has no default", value.place)
    return Const(value.value, soft=True) if isinstance(value, Const) else value


def is_generator(node: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """Tell whether a function has a `yield` of its own."""
    stack: list[ast.AST] = list(node.body)
    while stack:
        each = stack.pop()
        if isinstance(each, (ast.Yield, ast.YieldFrom)):
            return True
        if not isinstance(each, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.ClassDef)):
            stack += ast.iter_child_nodes(each)
    return False

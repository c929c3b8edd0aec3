"""Methods of texts, lists and dictionaries, and a few builtins."""

from __future__ import annotations

from collections.abc import Callable
from types import NoneType

from pytest_vx11._observe.python.interpret.scope import join
from pytest_vx11._observe.python.interpret.texts import MAX_TEXT, as_text
from pytest_vx11._observe.python.interpret.values import (
    MAX_ITEMS,
    Args,
    Const,
    Foreign,
    Items,
    Made,
    Native,
    Pairs,
    Unknown,
    Value,
)
from pytest_vx11._source.place import Place

_TEXT: dict[str, Callable[..., str | bool | list[str] | tuple[str, ...]]] = {
    "startswith": str.startswith,
    "endswith": str.endswith,
    "replace": str.replace,
    "split": str.split,
    "rsplit": str.rsplit,
    "partition": str.partition,
    "rpartition": str.rpartition,
    "title": str.title,
    "capitalize": str.capitalize,
    "strip": str.strip,
    "lstrip": str.lstrip,
    "rstrip": str.rstrip,
    "lower": str.lower,
    "upper": str.upper,
    "removeprefix": str.removeprefix,
    "removesuffix": str.removesuffix,
}
_KEEP = frozenset({"index", "count", "copy", "sort", "keys", "values", "items", "get"})


def call_native(native: Native, args: Args, maybe: bool) -> Value:
    """Return what a method of a builtin value gives. What may or may not have been added leaves a list not whole."""
    owner = native.owner
    if isinstance(owner, Const):
        return _on_text(owner, native.name, args)
    if isinstance(owner, Items):
        return _on_items(owner, native.name, args, maybe)
    return _on_pairs(owner, native.name, args, maybe)


def _on_text(owner: Const, name: str, args: Args) -> Value:
    method, text = _TEXT.get(name), owner.value
    given = [arg.value for arg in args.positional if isinstance(arg, Const) and isinstance(arg.value, (str, int))]
    if method is None or not isinstance(text, str) or len(given) != len(args.all()):
        return Unknown("it is computed", args.place)
    try:
        found = method(text, *given)
    except (TypeError, ValueError):
        return Unknown(f"{name}() is called in a wrong way", args.place)
    if isinstance(found, (list, tuple)):
        return Items([Const(part, owner.soft) for part in found[:MAX_ITEMS]], len(found) <= MAX_ITEMS)
    too_long = isinstance(found, str) and len(found) > MAX_TEXT
    return Unknown("the text is too long", args.place) if too_long else Const(found, owner.soft)


def _on_items(owner: Items, name: str, args: Args, maybe: bool) -> Value:
    first = args.get("", 0)
    if name == "append" and first is not None and not maybe:
        owner.extend([first])
    elif name == "extend" and isinstance(first, Items) and not maybe:
        owner.extend(list(first.items), first.whole)
    elif name == "copy":
        return Items(list(owner.items), owner.whole)
    elif name not in _KEEP:
        owner.whole = False
    return Const(None)


def _on_pairs(owner: Pairs, name: str, args: Args, maybe: bool) -> Value:
    if name in ("values", "keys", "items"):
        shown: dict[str, list[Value]] = {
            "values": list(owner.pairs.values()),
            "keys": [Const(key) for key in owner.pairs],
            "items": [Items([Const(key), value]) for key, value in owner.pairs.items()],
        }
        return Items(shown[name], owner.whole)
    key = args.get("", 0)
    if name == "get" and isinstance(key, Const) and isinstance(key.value, (str, int)) and owner.whole:
        return owner.pairs.get(key.value, args.get("", 1) or Const(None))
    given = args.get("", 0) or Pairs({})
    if name == "update" and isinstance(given, Pairs):
        for each, value in [*given.pairs.items(), *args.keywords.items()]:
            put(owner, each, value, maybe, args.place)
        owner.whole = owner.whole and given.whole and args.whole
        return Const(None)
    if name not in _KEEP:
        owner.whole = False
    return Unknown("it is looked up", args.place)


def put(owner: Pairs, key: str | int, value: Value, maybe: bool, place: Place) -> None:
    """Set an entry of a dictionary, or perhaps set it."""
    owner.pairs[key] = join(owner.pairs.get(key, Const(None)), value, place) if maybe else value


_LISTING = frozenset({"builtins.list", "builtins.tuple", "builtins.set", "builtins.sorted"})


def call_builtin(callee: Foreign, args: Args) -> Value | None:
    """Return what a foreign function gives where that is plain; None for all others."""
    name, first = callee.name, args.get("", 0)
    if name in _LISTING and isinstance(first, (Items, NoneType)):
        return Items(list(first.items), first.whole) if first is not None else Items([])
    if name == "builtins.dict" and not args.positional:
        named: dict[str | int, Value] = dict(args.keywords.items())
        return Pairs(named, args.whole)
    if name == "builtins.str" and first is not None:
        return as_text(first, args.place)
    if name == "builtins.enumerate" and isinstance(first, Items):
        return Items([Items([Const(count), item]) for count, item in enumerate(first.items)], first.whole)
    return {"typing.cast": args.get("val", 1), "asyncio.run": first, "anyio.run": first}.get(name)


#: Decorators that give the function back, or one that is the same to whoever calls it.
TRANSPARENT = frozenset(
    {
        "functools.lru_cache",
        "functools.cache",
        "contextlib.contextmanager",
        "contextlib.asynccontextmanager",
        "abc.abstractmethod",
        "typing.overload",
        "typing.override",
        "typing.final",
        "typing.no_type_check",
        "typing_extensions.override",
        "typing_extensions.deprecated",
        "warnings.deprecated",
        "dataclasses.dataclass",
        "pydantic.dataclasses.dataclass",
        "functools.total_ordering",
        "enum.unique",
    }
)
METHOD_KINDS = {
    "builtins.staticmethod": "staticmethod",
    "builtins.classmethod": "classmethod",
    "builtins.property": "property",
    "functools.cached_property": "property",
    "pydantic.computed_field": "",
}


def maker_of(value: Value) -> str:
    """Return the dotted name of what a foreign value comes from; empty for a value of the tree."""
    if isinstance(value, Foreign):
        return value.name
    return value.maker if isinstance(value, Made) else ""

"""Taking out of a canon what broke its schema, so that the rest can still be held against the other rules."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from pytest_vx11._source.located import Map, Seq

#: Where an entry of a canon is: `("services", "madre", "port")`.
Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wrong:
    """An entry that is not as it should be."""

    path: Path
    mapping: bool = False
    """It should be a mapping: an empty one stays in its place, so that its name is still known to the rest."""


def prune(top: Map, wrong: Iterable[Wrong]) -> None:
    """Take the entries out, items of a list from the last one on."""
    dropped: set[tuple[int, int]] = set()
    for each in sorted(wrong, key=lambda each: [str(name).zfill(9) for name in each.path], reverse=True):
        *parents, last = each.path or ("",)
        node: Any = top
        for name in parents:
            node = step(node, name)
        if isinstance(node, Map) and last in node:
            _drop(node, str(last), mapping=each.mapping)
        elif isinstance(node, Seq) and isinstance(last, int) and (id(node), last) not in dropped:
            # An alias may have led to the same item before.
            dropped.add((id(node), last))
            del node[last], node.spans[last]


def step(node: Any, name: str | int) -> Any:
    """Return an entry of a mapping or a list; None where there is none."""
    if isinstance(node, Map):
        return node.get(str(name))
    return node[name] if isinstance(node, Seq) and isinstance(name, int) and name < len(node) else None


def _drop(node: Map, key: str, *, mapping: bool) -> None:
    if mapping:
        dict.__setitem__(node, key, Map(node.at(key)))
    else:
        node.pop(key)

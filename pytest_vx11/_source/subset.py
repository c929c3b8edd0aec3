"""Whether a value holds what a literal asks for: a subset match, as the contract has it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple


class Lack(NamedTuple):
    """The first thing that is not there, and what is there in its place."""

    where: str
    """`items[2].name`; empty for the whole value."""
    wanted: Any
    found: Any


#: Stands for what is not there at all.
NOTHING = "nothing"


def lacks(wanted: Any, found: Any, where: str = "") -> Lack | None:
    """Return what `found` lacks of `wanted`, or None where it holds all of it.

    A mapping may have more keys. A list may have more items, in any order; each wanted one takes one of its own.
    A number is equal to the same number of another type; true and false are no numbers.
    """
    if isinstance(wanted, Mapping):
        return _mapping(wanted, found, where)
    if isinstance(wanted, (list, tuple)):
        return _list(wanted, found, where)
    return None if _same(wanted, found) else Lack(where, wanted, found)


def _mapping(wanted: Mapping[str, Any], found: Any, where: str) -> Lack | None:
    if not isinstance(found, Mapping):
        return Lack(where, dict(wanted), found)
    for key, value in wanted.items():
        inner = f"{where}.{key}" if where else str(key)
        if key not in found:
            return Lack(inner, value, NOTHING)
        lack = lacks(value, found[key], inner)
        if lack is not None:
            return lack
    return None


def _list(wanted: Sequence[Any], found: Any, where: str) -> Lack | None:
    if not isinstance(found, list):
        return Lack(where, list(wanted), found)
    fitting = [[place for place, item in enumerate(found) if lacks(each, item) is None] for each in wanted]
    taken: dict[int, int] = {}
    for index in range(len(wanted)):
        if not _take(index, fitting, taken, set()):
            alike = found[index] if len(found) == len(wanted) else found
            nearer = lacks(wanted[index], alike, f"{where}[{index}]") if alike is not found else None
            return nearer or Lack(f"{where}[{index}]", wanted[index], found or NOTHING)
    return None


def _take(index: int, fitting: Sequence[Sequence[int]], taken: dict[int, int], tried: set[int]) -> bool:
    """Give a wanted item one of its own, others moving aside where they can (bipartite matching)."""
    for place in fitting[index]:
        if place not in tried:
            tried.add(place)
            if place not in taken or _take(taken[place], fitting, taken, tried):
                taken[place] = index
                return True
    return False


def _same(wanted: Any, found: Any) -> bool:
    if isinstance(wanted, bool) or isinstance(found, bool):
        return wanted is found
    return bool(wanted == found)

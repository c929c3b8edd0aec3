"""Globs over POSIX paths: `*` and `?` stay within a folder, `**` crosses folders, `[…]` is a set."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import count

_MAGIC = frozenset("*?[")
_STAR = ""


def is_glob(path: str) -> bool:
    """Tell whether a path has a wildcard in it."""
    return not _MAGIC.isdisjoint(path)


@lru_cache(maxsize=4096)
def compile_glob(glob: str) -> re.Pattern[str]:
    """Return the pattern that a whole path must match. `a/**` is all below `a`, `**/b` is `b` anywhere.

    What stands between two stars is taken where it comes first, and never again: any match begins so, and a pattern
    that tried every other place as well could be made to take for ever.
    """
    groups = count()
    chunks = _chunks(glob.strip("/").split("/"))
    first, *middle = ["/".join(_part(part, groups) for part in chunk) for chunk in chunks]
    if not middle:
        return re.compile(first)
    *middle, last = middle
    pattern = f"{first}/" if first else ""
    for chunk in middle:
        pattern += _once(f"(?:[^/]+/)*?{chunk}/", groups)
    return re.compile(pattern + (f"(?:[^/]+/)*{last}" if last else "(?s:.+)"))


def _chunks(parts: list[str]) -> list[list[str]]:
    """Return the parts between each `**` and the next."""
    chunks: list[list[str]] = [[]]
    for part in parts:
        if part != "**":
            chunks[-1].append(part)
        elif chunks[-1] or len(chunks) == 1:
            chunks.append([])
    return chunks


def _part(part: str, groups: Iterator[int]) -> str:
    fixed = [""]
    for token in _tokens(part):
        if token == _STAR:
            fixed.append("")
        else:
            fixed[-1] += token
    first, *middle = fixed
    if not middle:
        return first
    *middle, last = middle
    return first + "".join(_once(f"[^/]*?{each}", groups) for each in middle if each) + f"[^/]*{last}"


def _tokens(part: str) -> Iterator[str]:
    index = 0
    while index < len(part):
        char = part[index]
        end = part.find("]", index + 2)
        if char == "[" and end > 0:
            inside = part[index + 1 : end]
            negated = inside[0] in "!^"
            yield f"[{'^/' if negated else ''}{re.escape(inside[negated:]).replace(re.escape('-'), '-')}]"
            index = end
        else:
            yield _STAR if char == "*" else "[^/]" if char == "?" else re.escape(char)
        index += 1


def _once(pattern: str, groups: Iterator[int]) -> str:
    # An atomic group, as Python 3.10 can say it.
    name = f"g{next(groups)}"
    return f"(?=(?P<{name}>{pattern}))(?P={name})"

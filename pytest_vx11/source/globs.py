"""Globs over POSIX paths: `*` and `?` stay within a folder, `**` crosses folders, `[…]` is a set."""

from __future__ import annotations

import re
from functools import lru_cache

_MAGIC = frozenset("*?[")


def is_glob(path: str) -> bool:
    """Tell whether a path has a wildcard in it."""
    return not _MAGIC.isdisjoint(path)


@lru_cache(maxsize=4096)
def compile_glob(glob: str) -> re.Pattern[str]:
    """Return the pattern that a whole path must match. `a/**` is all below `a`, `**/b` is `b` anywhere."""
    parts = re.sub(r"(?:\*\*/)+", "**/", glob.strip("/")).split("/")
    pattern = ""
    for index, part in enumerate(parts):
        last = index == len(parts) - 1
        if part == "**":
            pattern += "(?s:.+)" if last else "(?:[^/]+/)*"
        else:
            pattern += _part(part) + ("" if last else "/")
    return re.compile(pattern)


def _part(part: str) -> str:
    pattern, index = "", 0
    while index < len(part):
        char = part[index]
        end = part.find("]", index + 2)
        if char == "[" and end > 0:
            inside = part[index + 1 : end]
            negated = inside[0] in "!^"
            pattern += f"[{'^/' if negated else ''}{re.escape(inside[negated:]).replace(re.escape('-'), '-')}]"
            index = end
        elif char == "*":
            pattern += "" if pattern.endswith("[^/]*") else "[^/]*"
        else:
            pattern += "[^/]" if char == "?" else re.escape(char)
        index += 1
    return pattern

"""Route paths, as Starlette writes them: `/item/{name}` and `/item/{name:converter}`."""

from __future__ import annotations

import re

_PARAMETER = re.compile(r"\{[^{}:]{1,200}(?::[^{}]{0,50})?\}")


def path_key(path: str) -> str:
    """Return the path with its parameters' names and converters left out: `/x/{id:int}` is `/x/{}`.

    A slash at the end stays, for it makes another route. Two paths are the same route when their keys are equal.
    """
    return _PARAMETER.sub("{}", path)


def same_path(one: str, other: str) -> bool:
    """Tell whether two paths differ in nothing but the names and converters of their parameters."""
    return path_key(one) == path_key(other)


def under(path: str, prefix: str) -> bool:
    """Tell whether `path` begins with `prefix`, parameters compared as in `same_path`."""
    return path_key(path).startswith(path_key(prefix))

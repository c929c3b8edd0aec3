"""`!reset` and `!override`: what a file takes away from those under it (the Compose specification, "Merge")."""

from __future__ import annotations

from collections.abc import Iterable

from pytest_vx11._observe.compose.merging.prepare import Path
from pytest_vx11._source.located import Map


def without(model: Map, paths: Iterable[Path]) -> Map:
    """Return the model without what stands at `paths`; the model itself is left as it is."""
    for path in paths:
        model = _without(model, path)
    return model


def _without(body: Map, path: Path) -> Map:
    key, rest = path[0] if path else "", path[1:]
    inner = body.get(key)
    if key not in body or (rest and not isinstance(inner, Map)):
        return body
    copy = Map(body.place)
    for each in body:
        if each != key:
            copy.take(body, each)
        elif isinstance(inner, Map) and rest:
            copy.put(key, _without(inner, rest), body.spans[key])
    return copy

"""Laying one file over another, by Compose's rules.

What is merged here is canonical already (see `canonical`): a list or a mapping where several forms are allowed.
Facts: the Compose specification, "Merge"; compose-go's `override` for the rule of each attribute.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, TypeAlias, Union

from pytest_vx11._observe.compose.values.fields import Unknown
from pytest_vx11._observe.compose.values.pairs import shown
from pytest_vx11._source.located import Map, Seq, Span

Merger: TypeAlias = Callable[[Any, Any], Any]
Rules: TypeAlias = Mapping[str, Union["Rules", Merger]]


def merge(base: Any, over: Any, rules: Rules | Merger | None) -> Any:
    """Return `over` laid over `base`; neither is changed. `rules` are those of the place in the tree."""
    if callable(rules):
        return rules(base, over)
    if over is None or base is None or isinstance(base, Unknown) or isinstance(over, Unknown):
        return base if over is None else over
    if isinstance(base, Map) and isinstance(over, Map):
        return merge_mappings(base, over, rules)
    if isinstance(base, Seq) and isinstance(over, Seq):
        return _chain(base, over)
    return over


def merge_mappings(base: Map, over: Map, rules: Rules | None) -> Map:
    """Return both mappings as one; what both have is merged by its own rule."""
    merged = Map(over.place)
    for key in base:
        merged.take(base, key)
    for key, value in over.items():
        if key not in base:
            merged.take(over, key)
            continue
        rule = rules.get(key, rules.get("*")) if rules else None
        result = merge(base[key], value, rule)
        merged.put(key, result, (base if result is base[key] and result is not value else over).spans[key])
    return merged


def _chain(base: Seq, over: Seq) -> Seq:
    chained = Seq(over.place)
    for part in (base, over):
        for index, item in enumerate(part):
            chained.add(item, part.spans[index])
    return chained


def _replace(_base: Any, over: Any) -> Any:
    return over


def _pairs(base: Any, over: Any) -> Any:
    """Merge what may be a mapping or a list of NAME=VALUE; where a name comes twice, the later one counts."""
    left, right = _listed(base), _listed(over)
    return _chain(left, right) if left is not None and right is not None else over if left is None else base


def _listed(value: Any) -> Seq | None:
    if not isinstance(value, Map):
        return value if isinstance(value, Seq) else None
    items = Seq(value.place)
    for item, span in _entries(value):
        items.add(item, span)
    return items


def _entries(value: Map) -> Iterator[tuple[Any, Span]]:
    for key, each in value.items():
        for one in each if isinstance(each, Seq) else [each]:
            yield _entry(key, one), value.spans[key]


def _entry(key: str, value: Any) -> Any:
    if isinstance(value, Unknown):
        return Unknown(value.reason, value.place, f"{key}={value.text}", value.refused)
    return key if value is None else f"{key}={shown(value)}"


_BUILD: Rules = {"args": _pairs, "additional_contexts": _pairs, "extra_hosts": _pairs, "labels": _pairs}
_SERVICE: Rules = {
    "annotations": _pairs,
    "build": _BUILD,
    "command": _replace,
    "deploy": {"labels": _pairs},
    "entrypoint": _replace,
    "environment": _pairs,
    "extra_hosts": _pairs,
    "healthcheck": {"test": _replace},
    "labels": _pairs,
    "sysctls": _pairs,
    "ulimits": {"*": _replace},
}
MODEL: Rules = {
    "services": {"*": _SERVICE},
    "networks": {"*": {"labels": _pairs}},
    "volumes": {"*": {"labels": _pairs}},
}
SERVICE = _SERVICE

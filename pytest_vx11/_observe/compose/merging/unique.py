"""Lists in which a later entry takes the place of an earlier one of the same name, target or path.

Facts: the Compose specification, "Merge, unique resources"; compose-go's `override/uncity`.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any

from pytest_vx11._source.located import Map, Seq

Indexer = Callable[[Any], Hashable]


def unique(model: Map) -> Map:
    """Return the merged model, each unique list of each service with one entry of a kind."""
    services = model.get("services")
    if isinstance(services, Map):
        for body in services.values():
            if isinstance(body, Map):
                _service(body)
    return model


def _service(body: Map) -> None:
    for key, indexer in _INDEXERS.items():
        if isinstance(body.get(key), Seq):
            body.put(key, _once(body[key], indexer), body.spans[key])
    for holder, keys in _INNER.items():
        inner = body.get(holder)
        if isinstance(inner, Map):
            for key in keys:
                if isinstance(inner.get(key), Seq):
                    inner.put(key, _once(inner[key], _name), inner.spans[key])


def _once(items: Seq, indexer: Indexer) -> Seq:
    slots: dict[Hashable, int] = {}
    for item in items:
        slots.setdefault(indexer(item), len(slots))
    if len(slots) == len(items):
        return items
    last = {indexer(item): index for index, item in enumerate(items)}
    kept = Seq(items.place)
    for key in slots:
        kept.add(items[last[key]], items.spans[last[key]])
    return kept


def _name(item: Any) -> Hashable:
    return item.partition("=")[0] if isinstance(item, str) else id(item)


def _target(item: Any) -> Hashable:
    return _entry(item, "target")


def _path(item: Any) -> Hashable:
    return _entry(item, "path")


def _entry(item: Any, key: str) -> Hashable:
    value = item.get(key) if isinstance(item, Map) else item
    return value if isinstance(value, str) else id(item)


def _device(item: Any) -> Hashable:
    if isinstance(item, str):
        parts = item.split(":")
        return parts[1] if len(parts) > 1 else parts[0]
    return _entry(item, "target")


def _port(item: Any) -> Hashable:
    if not isinstance(item, Map):
        return id(item)
    host, protocol, published = item.get("host_ip", "0.0.0.0"), item.get("protocol", "tcp"), item.get("published")
    # To Compose a number and a text of the same digits are two.
    return (str(host), isinstance(published, str), str(published), str(item.get("target")), str(protocol))


def _exposed(item: Any) -> Hashable:
    return str(item) if isinstance(item, (str, int)) else id(item)


def _mounted(folder: str) -> Indexer:
    def indexer(item: Any) -> Hashable:
        if isinstance(item, Map):
            target = item.get("target")
            return target if isinstance(target, str) else f"{folder}/{item.get('source')}"
        return f"{folder}/{item}" if isinstance(item, str) else id(item)

    return indexer


_INDEXERS: dict[str, Indexer] = {
    **dict.fromkeys(("annotations", "cap_add", "cap_drop", "dns", "dns_opt", "dns_search", "environment"), _name),
    **dict.fromkeys(("labels", "links", "profiles", "sysctls", "tmpfs"), _name),
    "configs": _mounted(""),
    "devices": _device,
    "env_file": _path,
    "expose": _exposed,
    "ports": _port,
    "secrets": _mounted("/run/secrets"),
    "volumes": _target,
}
_INNER = {"build": ("args", "additional_contexts", "tags", "labels"), "deploy": ("labels",)}

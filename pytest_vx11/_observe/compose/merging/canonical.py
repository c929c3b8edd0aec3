"""The one form of what may be written in several: short ports and mounts, lists of names, a text for a list.

Facts: the Compose specification; compose-go's `transform`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from pytest_vx11._observe.compose.merging.reading import Reading
from pytest_vx11._observe.compose.values import mounts, ports
from pytest_vx11._observe.compose.values.fields import Unknown, refused
from pytest_vx11._observe.compose.values.short import Short
from pytest_vx11._source.located import Map, Seq, Span
from pytest_vx11._source.place import Place

_MOST = 100_000
_STARTED = {"condition": "service_started", "required": True}


def canonical(model: Map, reading: Reading) -> Map:
    """Return the model with every service in canonical form; what cannot be read stands as `Unknown`."""
    services = model.get("services")
    if not isinstance(services, Map):
        return model
    return _with(model, "services", _each(services, lambda body: _service(body, reading)))


def _each(services: Map, change: Callable[[Map], Map]) -> Map:
    changed = Map(services.place)
    for name, body in services.items():
        changed.put(name, change(body) if isinstance(body, Map) else body, services.spans[name])
    return changed


def _with(body: Map, key: str, value: Any) -> Map:
    changed = Map(body.place)
    for each in body:
        changed.put(each, value if each == key else body[each], body.spans[each])
    return changed


@dataclass(frozen=True, slots=True)
class _Entry:
    """One key of a service: its value, where that stands, and who is told what is wrong with it."""

    value: Any
    place: Place
    span: Span
    reading: Reading


def _service(body: Map, reading: Reading) -> Map:
    changed = Map(body.place)
    for key, value in body.items():
        change, span = _CHANGES.get(key), body.spans[key]
        changed.put(key, change(_Entry(value, body.at(key), span, reading)) if change else value, span)
    return changed


def _one_as_list(entry: _Entry) -> Any:
    if not isinstance(entry.value, (str, Unknown)):
        return entry.value
    items = Seq(entry.place)
    items.add(entry.value, entry.span)
    return items


def _env_files(entry: _Entry) -> Any:
    items = _one_as_list(entry)
    if not isinstance(items, Seq):
        return items
    changed = Seq(items.place)
    for index, item in enumerate(items):
        short = Short(item, items.at(index), {"path": item, "required": True}) if isinstance(item, str) else item
        changed.add(short, items.spans[index])
    return changed


def _build(entry: _Entry) -> Any:
    return _under("context", entry)


def _extends(entry: _Entry) -> Any:
    return _under("service", entry)


def _under(key: str, entry: _Entry) -> Any:
    return Short(entry.value, entry.place, {key: entry.value}) if isinstance(entry.value, str) else entry.value


def _depends_on(entry: _Entry) -> Any:
    return _by_name(entry, _STARTED)


def _names(entry: _Entry) -> Any:
    return _by_name(entry, None)


def _by_name(entry: _Entry, inside: dict[str, Any] | None) -> Any:
    """Return a list of names as a mapping; each name holds `inside`."""
    if not isinstance(entry.value, Seq):
        return entry.value
    named = Map(entry.value.place)
    for index, (item, place) in enumerate(entry.value.located()):
        if isinstance(item, Unknown):
            return item
        if not isinstance(item, str):
            return entry.reading.refuse(place, "must be a name")
        named.put(item, Short(item, place, inside) if inside else None, entry.value.spans[index])
    return named


def _ports(entry: _Entry) -> Any:
    return _expanded(entry, ports.long_forms, numbers=True)


def _volumes(entry: _Entry) -> Any:
    return _expanded(entry, mounts.long_forms, numbers=False)


def _expanded(entry: _Entry, read: Callable[[str, Place], Iterable[Short]], *, numbers: bool) -> Any:
    if not isinstance(entry.value, Seq):
        return entry.value
    items = Seq(entry.value.place)
    for index, (item, place) in enumerate(entry.value.located()):
        short = str(item) if numbers and type(item) is int else item
        for each in _read(short, place, entry.reading, read) if isinstance(short, str) else [item]:
            items.add(each, entry.value.spans[index])
        if len(items) > _MOST:
            return Unknown(f"holds more than {_MOST:,} entries, ranges written out", entry.place, "")
    return items


def _read(text: str, place: Place, reading: Reading, read: Callable[[str, Place], Iterable[Short]]) -> list[Any]:
    try:
        return list(read(text, place))
    except ValueError as error:
        return [reading.refuse(place, refused(text, error, place).reason, text)]


_CHANGES: dict[str, Callable[[_Entry], Any]] = {
    "build": _build,
    "depends_on": _depends_on,
    "dns": _one_as_list,
    "dns_search": _one_as_list,
    "env_file": _env_files,
    "extends": _extends,
    "label_file": _one_as_list,
    "models": _names,
    "networks": _names,
    "ports": _ports,
    "tmpfs": _one_as_list,
    "volumes": _volumes,
}

"""The one form of what may be written in several: short ports and mounts, lists of names, a text for a list.

Facts: the Compose specification; compose-go's `transform`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from pytest_vx11.observe.compose import mounts, ports
from pytest_vx11.observe.compose.fields import Unknown
from pytest_vx11.observe.compose.reading import Reading
from pytest_vx11.observe.compose.short import Short
from pytest_vx11.source.located import Map, Seq, Span
from pytest_vx11.source.place import Place

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


def _service(body: Map, reading: Reading) -> Map:
    changed = Map(body.place)
    for key, value in body.items():
        change = _CHANGES.get(key)
        span = body.spans[key]
        changed.put(key, change(value, body.at(key), span, reading) if change else value, span)
    return changed


def _one_as_list(value: Any, place: Place, span: Span, reading: Reading) -> Any:
    if not isinstance(value, (str, Unknown)):
        return value
    items = Seq(place)
    items.add(value, span)
    return items


def _env_files(value: Any, place: Place, span: Span, reading: Reading) -> Any:
    items = _one_as_list(value, place, span, reading)
    if not isinstance(items, Seq):
        return items
    changed = Seq(items.place)
    for index, item in enumerate(items):
        short = Short(item, items.at(index), {"path": item, "required": True}) if isinstance(item, str) else item
        changed.add(short, items.spans[index])
    return changed


def _build(value: Any, place: Place, span: Span, reading: Reading) -> Any:
    return Short(value, place, {"context": value}) if isinstance(value, str) else value


def _extends(value: Any, place: Place, span: Span, reading: Reading) -> Any:
    return Short(value, place, {"service": value}) if isinstance(value, str) else value


def _depends_on(value: Any, place: Place, span: Span, reading: Reading) -> Any:
    return _by_name(value, lambda name, at: Short(name, at, _STARTED), reading)


def _networks(value: Any, place: Place, span: Span, reading: Reading) -> Any:
    return _by_name(value, lambda name, at: None, reading)


def _by_name(value: Any, make: Callable[[str, Place], Any], reading: Reading) -> Any:
    if not isinstance(value, Seq):
        return value
    named = Map(value.place)
    for index, item in enumerate(value):
        if isinstance(item, Unknown):
            return item
        if not isinstance(item, str):
            return reading.refuse(value.at(index), "must be a name")
        named.put(item, make(item, value.at(index)), value.spans[index])
    return named


def _ports(value: Any, place: Place, span: Span, reading: Reading) -> Any:
    return _expanded(value, reading, lambda item, at: ports.long_forms(item, at), numbers=True)


def _volumes(value: Any, place: Place, span: Span, reading: Reading) -> Any:
    return _expanded(value, reading, lambda item, at: [mounts.long_form(item, at)], numbers=False)


def _expanded(
    value: Any, reading: Reading, read: Callable[[str, Place], Iterable[Short]], *, numbers: bool
) -> Any:
    if not isinstance(value, Seq):
        return value
    items = Seq(value.place)
    for index, item in enumerate(value):
        short = str(item) if numbers and type(item) is int else item
        for each in _read(short, value.at(index), reading, read) if isinstance(short, str) else [item]:
            items.add(each, value.spans[index])
    return items


def _read(text: str, place: Place, reading: Reading, read: Callable[[str, Place], Iterable[Short]]) -> list[Any]:
    try:
        return list(read(text, place))
    except ValueError as error:
        return [reading.refuse(place, str(error), text)]


_CHANGES: dict[str, Callable[[Any, Place, Span, Reading], Any]] = {
    "build": _build,
    "depends_on": _depends_on,
    "dns": _one_as_list,
    "dns_search": _one_as_list,
    "env_file": _env_files,
    "extends": _extends,
    "label_file": _one_as_list,
    "models": _networks,
    "networks": _networks,
    "ports": _ports,
    "tmpfs": _one_as_list,
    "volumes": _volumes,
}

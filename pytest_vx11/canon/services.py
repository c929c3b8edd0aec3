"""The services of a canon: defaults laid under each, placeholders filled in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from pytest_vx11.canon.model import Service, entries
from pytest_vx11.source.located import Map, Seq
from pytest_vx11.source.place import Place
from pytest_vx11.source.problem import Problem

_PLACEHOLDER = re.compile(r"\{(port|service|container|code)\}")
#: Values of endpoints are sent and compared as they are: a brace there is nobody's placeholder.
_LITERAL = frozenset({"endpoints"})


def build_services(top: Map, problems: list[Problem]) -> dict[str, Service]:
    """Return each service by name, in the order of the canon."""
    defaults = top.get("defaults")
    under = defaults if isinstance(defaults, Map) else Map(top.place)
    services = top.get("services")
    return {
        name: _service(name, own if isinstance(own, Map) else Map(at), at, under, problems)
        for name, own, at in entries(services if isinstance(services, Map) else None)
    }


def _service(name: str, own: Map, at: Place, defaults: Map, problems: list[Problem]) -> Service:
    said = _lay(defaults, own)
    values = {"service": name, "port": _port(said), "container": said.get("container"), "code": said.get("code", name)}
    filled = Map(said.place)
    for key, value in said.items():
        new = value if key in _LITERAL else _fill(value, values, said.at(key), name, problems)
        filled.put(key, new, said.spans[key])
    disabled = filled.get("state") == "disabled"
    return Service(name=name, at=at, said=filled, disabled=disabled)


def _lay(under: Map, over: Map) -> Map:
    laid = Map(over.place)
    for key in under:
        if key not in over:
            laid.take(under, key)
        elif over[key] is not None:
            both = isinstance(under[key], Map) and isinstance(over[key], Map)
            laid.put(key, _lay(under[key], over[key]) if both else over[key], over.spans[key])
    for key in over:
        if key not in under and over[key] is not None:
            laid.put(key, _without_nulls(over[key]), over.spans[key])
    return laid


def _without_nulls(value: Any) -> Any:
    return _lay(Map(value.place), value) if isinstance(value, Map) and None in value.values() else value


def _port(said: Map) -> Any:
    """Return the port inside the container that `{port}` stands for."""
    if "port" in said:
        return said["port"]
    ports = said.get("ports")
    first = str(ports[0]) if isinstance(ports, Seq) and ports else ""
    return re.split(r"[:]", first)[-1].split("/")[0] or None


def _fill(value: Any, values: dict[str, Any], at: Place, service: str, problems: list[Problem]) -> Any:
    if isinstance(value, str):
        return _filled_text(value, values, at, service, problems) if "{" in value else value
    if isinstance(value, Map):
        filled = Map(value.place)
        for key, inner in value.items():
            filled.put(key, _fill(inner, values, value.at(key), service, problems), value.spans[key])
        return filled
    if isinstance(value, Seq):
        items = Seq(value.place)
        for (inner, place), span in zip(value.located(), value.spans, strict=True):
            items.add(_fill(inner, values, place, service, problems), span)
        return items
    return value


def _filled_text(text: str, values: dict[str, Any], at: Place, service: str, problems: list[Problem]) -> str:
    for name in _names(text):
        if values[name] is None:
            problems.append(
                Problem(at, f'services.{service}: says {{{name}}}, but the service has no "{name}"', f"give it a {name}, or null")
            )
    return _PLACEHOLDER.sub(lambda match: str(values[match[1]]), text)


def _names(text: str) -> Iterator[str]:
    return (match[1] for match in _PLACEHOLDER.finditer(text))

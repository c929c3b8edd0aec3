"""The services of a canon: defaults laid under each, placeholders filled in."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import Any

from pytest_vx11._canon.model import Service, entries
from pytest_vx11._canon.prune import Path
from pytest_vx11._source.located import Map, Seq
from pytest_vx11._source.place import Place
from pytest_vx11._source.problem import Problem

_PLACEHOLDER = re.compile(r"\{(port|service|container|code)\}")
#: Values of endpoints are sent and compared as they are: a brace there is nobody's placeholder.
_UNFILLED = frozenset({"endpoints"})
#: Below these keys a null that takes no default away is a value: a name without more, or a literal.
_NULL_IS_SAID = frozenset(
    {"networks", "depends_on", "json", "body", "send", "expect", "schema", "query", "headers", "path"}
)


def build_services(top: Map, wrong: Collection[Path], problems: list[Problem]) -> dict[str, Service]:
    """Return each service by name, in the order of the canon.

    `wrong` names entries that broke the schema and are not there: a placeholder for one of them is nothing to tell.
    """
    defaults = top.get("defaults")
    under = defaults if isinstance(defaults, Map) else Map(top.place)
    services = top.get("services")
    return {
        name: _service(name, own if isinstance(own, Map) else Map(at), at, under, _Filler(name, wrong, problems))
        for name, own, at in entries(services if isinstance(services, Map) else None)
    }


def _service(name: str, own: Map, at: Place, defaults: Map, filler: _Filler) -> Service:
    said = _lay(defaults, own, keep=False)
    filler.learn(said)
    filled = Map(said.place)
    for key, value in said.items():
        filled.put(key, value if key in _UNFILLED else filler.fill(value, said.at(key)), said.spans[key])
    return Service(name=name, at=at, said=filled, disabled=filled.get("state") == "disabled")


def _lay(under: Map, over: Map, *, keep: bool) -> Map:
    """Return `over` on `under`. Its nulls take away what is under them; the others stay only where `keep` says so."""
    laid = Map(over.place)
    for key in under:
        if key not in over:
            laid.take(under, key)
        elif over[key] is not None:
            both = isinstance(under[key], Map) and isinstance(over[key], Map)
            inner = keep or key in _NULL_IS_SAID
            laid.put(key, _lay(under[key], over[key], keep=inner) if both else over[key], over.spans[key])
    for key in over:
        if key not in under and (over[key] is not None or keep):
            laid.put(key, _alone(over[key], keep=keep or key in _NULL_IS_SAID), over.spans[key])
    return laid


def _alone(value: Any, *, keep: bool) -> Any:
    return value if keep or not isinstance(value, Map) else _lay(Map(value.place), value, keep=keep)


class _Filler:
    """Puts a service's own port, name, container and folder where a value says `{port}` and so on."""

    def __init__(self, name: str, wrong: Collection[Path], problems: list[Problem]) -> None:
        self._name = name
        self._wrong = wrong
        self._problems = problems
        self._values: dict[str, str | None] = {"service": name}

    def learn(self, said: Map) -> None:
        """Take the values from what is said of the service; the container may have the others in it."""
        self._values["port"] = _port(said)
        for key, otherwise in (("code", self._name), ("container", None)):
            value = said.get(key, otherwise)
            self._values[key] = _filled(str(value), self._values) if value is not None else None

    def fill(self, value: Any, at: Place) -> Any:
        """Return a value with its placeholders replaced."""
        if isinstance(value, str):
            return self._text(value, at) if "{" in value else value
        if isinstance(value, Map):
            filled = Map(value.place)
            for key, inner in value.items():
                filled.put(key, self.fill(inner, value.at(key)), value.spans[key])
            return filled
        if isinstance(value, Seq):
            items = Seq(value.place)
            for (inner, place), span in zip(value.located(), value.spans, strict=True):
                items.add(self.fill(inner, place), span)
            return items
        return value

    def _text(self, text: str, at: Place) -> str:
        for match in _PLACEHOLDER.finditer(text):
            name = match[1]
            known = ("services", self._name, name) in self._wrong or ("defaults", name) in self._wrong
            if self._values[name] is None and not known:
                message = f'services.{self._name}: says {{{name}}}, but the service has no "{name}"'
                self._problems.append(Problem(at, message, f"give it a {name}, or take the value away with null"))
        return _filled(text, self._values)


def _filled(text: str, values: Mapping[str, str | None]) -> str:
    return _PLACEHOLDER.sub(lambda match: values.get(match[1]) or match[0], text)


def _port(said: Map) -> str | None:
    """Return the port inside the container that `{port}` stands for."""
    if "port" in said:
        return str(said["port"])
    ports = said.get("ports")
    first = str(ports[0]) if isinstance(ports, Seq) and ports else ""
    return first.rpartition(":")[2].split("/")[0] or None

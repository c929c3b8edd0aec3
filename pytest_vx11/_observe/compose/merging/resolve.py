"""Relative paths made absolute, and the build context that is not stated.

Facts: compose-go's `paths`; a context with `://`, or one that begins as a Git or HTTP reference does, is remote.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from pytest_vx11._observe.compose.merging.reading import Reading
from pytest_vx11._observe.compose.merging.template import Lookup
from pytest_vx11._observe.compose.values.builds import is_remote
from pytest_vx11._observe.compose.values.fields import Put
from pytest_vx11._observe.compose.values.short import Short
from pytest_vx11._source.located import Map, Seq, Span


def resolved(model: Map, folder: str, reading: Reading) -> Map:
    """Return the model with the paths of its services absolute, seen from `folder`."""
    services = model.get("services")
    if not isinstance(services, Map):
        return model

    def absolute(path: Any) -> Any:
        if not isinstance(path, str) or not path:
            return path
        found = reading.absolute(path, folder)
        return Put(found) if isinstance(path, Put) else found

    changed = Map(services.place)
    for name, body in services.items():
        done = _service(body, absolute) if isinstance(body, Map) else body
        changed.put(name, done, services.spans[name])
    return _put(model, {"services": changed})


def completed(model: Map, variables: Lookup) -> Map:
    """Return the model with `.` as the context of a build that states none, and bare names of `environment` filled."""
    services = model.get("services")
    for body in services.values() if isinstance(services, Map) else ():
        if not isinstance(body, Map):
            continue
        build, environment = body.get("build"), body.get("environment")
        if isinstance(build, Map) and "context" not in build:
            body.put("build", _put(build, {"context": "."}), body.spans["build"])
        if isinstance(environment, Seq):
            body.put("environment", _passed_on(environment, variables), body.spans["environment"])
    return model


def _passed_on(items: Seq, variables: Lookup) -> Seq:
    changed = Seq(items.place)
    for index, item in enumerate(items):
        value = variables(item) if isinstance(item, str) and "=" not in item else None
        changed.add(item if value is None else f"{item}={value}", items.spans[index])
    return changed


def _service(body: Map, absolute: Callable[[Any], Any]) -> Map:
    changes: dict[str, Any] = {}
    build = body.get("build")
    if isinstance(build, Map):
        changes["build"] = _build(build, absolute)
    for key, inner in (("env_file", "path"), ("volumes", "source")):
        if isinstance(body.get(key), Seq):
            changes[key] = _items(body[key], inner, absolute)
    return _put(body, changes) if changes else body


def _build(build: Map, absolute: Callable[[Any], Any]) -> Map:
    changes: dict[str, Any] = {}
    if isinstance(build.get("context"), str):
        changes["context"] = _context(build["context"], absolute)
    named = build.get("additional_contexts")
    if isinstance(named, Map):
        changes["additional_contexts"] = _put(named, {name: _context(named[name], absolute) for name in named})
    return _put(build, changes)


def _context(context: Any, absolute: Callable[[Any], Any]) -> Any:
    return context if isinstance(context, str) and is_remote(context) else absolute(context)


def _items(items: Seq, key: str, absolute: Callable[[Any], Any]) -> Seq:
    changed = Seq(items.place)
    for index, item in enumerate(items):
        moves = isinstance(item, Map) and key in item and (key == "path" or item.get("type") == "bind")
        done = _put(item, {key: _source(item[key], absolute)}) if moves else item
        changed.add(done, items.spans[index])
    return changed


def _source(path: Any, absolute: Callable[[Any], Any]) -> Any:
    windows = isinstance(path, str) and (path[1:2] == ":" or path.startswith("\\\\"))
    return path if windows else absolute(path)


def _put(body: Map, changes: Mapping[str, Any]) -> Map:
    """Return `body` with other values in the same places."""
    copy = Short(body.text, body.place, {}) if isinstance(body, Short) else Map(body.place)
    for key in body:
        copy.put(key, changes.get(key, body[key]), body.spans[key])
    for key in changes.keys() - body.keys():
        copy.put(key, changes[key], _own(body))
    return copy


def _own(body: Map) -> Span:
    place = body.place
    return Span(place.path, place.line, place.col, place.line, place.col)

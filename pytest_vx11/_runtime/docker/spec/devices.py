"""Devices of the host: those that are named, and those that a driver chooses, such as GPUs.

Facts: Docker Engine API, `Devices` and `DeviceRequests`; what Compose v2 puts there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from pytest_vx11._observe.compose.values.fields import Refused, entry_of, number, text, value_at
from pytest_vx11._runtime.docker.spec.model import Ask
from pytest_vx11._runtime.docker.spec.reading import entries, inner, plain, scalars, stated, table
from pytest_vx11._source.located import Map

#: A device by the name that its vendor gives it (Container Device Interface): VENDOR/CLASS=NAME.
_NAMED = re.compile(r"[A-Za-z0-9][\w.-]*/[A-Za-z0-9][\w.-]*=[\w.:-]+", re.ASCII)
_ALL = -1


def devices(ask: Ask) -> list[dict[str, Any]] | None:
    """Return the devices of the host that the container sees."""
    return [
        {"PathOnHost": source, "PathInContainer": target, "CgroupPermissions": permissions}
        for source, target, permissions in _paths(ask)
        if not _is_named(source, target)
    ] or None


def device_requests(ask: Ask) -> list[dict[str, Any]] | None:
    """Return what drivers are asked for: by a vendor's name, by `deploy`, by `gpus`."""
    named = [source for source, target, _ in _paths(ask) if _is_named(source, target)]
    found: list[dict[str, Any]] = [{"Driver": "cdi", "DeviceIDs": named}] if named else []
    reserved = inner(ask.service.raw, "deploy", "resources", "reservations")
    if reserved is not None:
        found += [_request(each, ()) for each in _maps(reserved, "devices")]
    if value_at(ask.service.raw, "gpus") == "all":
        return [*found, {"Count": _ALL, "Capabilities": [["gpu"]]}]
    return [*found, *(_request(each, ("gpu",)) for each in _maps(ask.service.raw, "gpus"))] or None


def _request(body: Map, always: tuple[str, ...]) -> dict[str, Any]:
    ids = scalars(body, "device_ids")
    capabilities = [*(scalars(body, "capabilities") or ()), *always]
    return stated(
        {
            "Driver": plain(text(body, "driver")),
            "Count": _count(body, ids),
            "DeviceIDs": ids,
            "Capabilities": [list(dict.fromkeys(capabilities))],
            "Options": table(body, "options"),
        }
    )


def _count(body: Map, ids: list[str] | None) -> int | None:
    value = value_at(body, "count")
    if value == "all" or (value is None and ids is None):
        return _ALL
    return plain(number(body, "count"))


def _maps(body: Map, key: str) -> Iterator[Map]:
    for item, place in entries(body, key):
        yield entry_of(item, place, f"an entry of {key}")


def _paths(ask: Ask) -> Iterator[tuple[str, str, str]]:
    for item, place in entries(ask.service.raw, "devices"):
        if isinstance(item, str):
            source, target, permissions = (*item.split(":", 2), "", "")[:3]
        elif isinstance(item, Map):
            source, target, permissions = (plain(text(item, key)) or "" for key in ("source", "target", "permissions"))
        else:
            raise Refused("a device must be text or a mapping", (place,))
        yield source, target or source, permissions or "rwm"


def _is_named(source: str, target: str) -> bool:
    return source == target and bool(_NAMED.fullmatch(source))

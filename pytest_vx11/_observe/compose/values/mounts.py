"""Mounts: the short form as Compose reads it, the long one, and `tmpfs`.

Facts: the Compose specification, "volumes" and "tmpfs"; compose-go `format.ParseVolume` for what the short form means.
"""

from __future__ import annotations

import posixpath
import re
from typing import Any

from pytest_vx11._observe.compose.parts import Mount, MountType
from pytest_vx11._observe.compose.values.fields import Refused, entry_of, flag, listed, text, texts
from pytest_vx11._observe.compose.values.root import Root
from pytest_vx11._observe.compose.values.short import Short, written
from pytest_vx11._source.located import Map, Seq
from pytest_vx11._source.place import Place

_DRIVE = re.compile(r"[^\W\d_]:")
_TYPES = {kind.value: kind for kind in MountType}


def mounts(service: Map, root: Root) -> tuple[Mount, ...]:
    """Return the mounts of a service's mapping in canonical form, those of `tmpfs` last."""
    items = listed(service, "volumes") or Seq(service.place)
    return tuple(_mount(item, place, root) for item, place in items.located()) + tuple(
        Mount(
            type=MountType.TMPFS,
            source=None,
            target=posixpath.normpath(said.value.partition(":")[0]),
            read_only="ro" in said.value.partition(":")[2].split(","),
            place=said.place,
            text=said.text,
        )
        for said in texts(service, "tmpfs")
    )


def _mount(entry: Any, place: Place, root: Root) -> Mount:
    item = entry_of(entry, place, "a mount")
    kind, source, target = text(item, "type"), text(item, "source"), text(item, "target")
    if kind is None or kind.value not in _TYPES:
        raise Refused(f"a mount's type must be one of {', '.join(_TYPES)}", (item.at("type"),))
    read_only = flag(item, "read_only")
    said = source.value if source and source.value else None
    return Mount(
        type=_TYPES[kind.value],
        source=root.shown(said) if said and kind.value == "bind" and not _DRIVE.match(said) else said,
        target=posixpath.normpath(target.value) if target and target.value else "",
        read_only=bool(read_only and read_only.value),
        place=item.place,
        text=written(item),
    )


def long_forms(spec: str, place: Place) -> tuple[Short]:
    """Return the one canonical form of the short mount `spec`, paths as they are; raises ValueError if it has none."""
    if not spec:
        raise ValueError("an empty mount")
    parts = [spec] if len(spec) <= 2 else _parts(spec)
    if "" in parts:
        raise ValueError(f'"{spec[:100]}" has nothing between two colons')
    if len(parts) > 3:
        raise ValueError(f'"{spec[:100]}" has too many colons')
    source, target = ("", parts[0]) if len(parts) == 1 else (parts[0], parts[1])
    kind = type(spec)  # what a variable gave stays known as such
    entry: dict[str, Any] = {"type": "bind" if _is_path(source) else "volume", "source": kind(source) or None}
    entry["target"] = posixpath.normpath(target)
    for option in parts[2].split(",") if len(parts) > 2 else []:
        if option in ("ro", "rw"):  # others do not matter here, and what is not known Compose passes over
            entry["read_only"] = option == "ro"
    return (Short(spec, place, {key: value for key, value in entry.items() if value is not None}),)


def _parts(spec: str) -> list[str]:
    parts: list[str] = []
    drive = ""
    for piece in spec.split(":"):
        if not drive and len(piece) == 1 and piece.isalpha():
            drive = f"{piece}:"
        else:
            parts.append(drive + piece)
            drive = ""
    return [*parts, drive[:1]] if drive else parts


def _is_path(source: str) -> bool:
    return bool(source) and (source[0] in "./~" or source.startswith("\\\\") or bool(_DRIVE.match(source)))

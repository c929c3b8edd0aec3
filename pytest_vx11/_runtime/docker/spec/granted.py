"""Secrets and configs: files that a service is granted.

A file of the host is mounted, read-only, as it is; what a variable or the Compose file itself holds is copied in before
the start. Facts: what Compose v2 does with `secrets` and `configs`.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pytest_vx11._observe.compose.values.fields import flag, number, quoted, text, value_at
from pytest_vx11._runtime.docker.spec.model import Ask, Cannot, Copied
from pytest_vx11._runtime.docker.spec.reading import beside, entries, file_mode, inner, plain
from pytest_vx11._source.located import Map
from pytest_vx11._source.place import Place

#: Where the files lie whose target is no absolute path.
_FOLDERS = {"secrets": "/run/secrets", "configs": "/"}
_EVERYBODY_READS = 0o444


@dataclass(frozen=True, slots=True, kw_only=True)
class _Granted:
    """One secret or config: how it is granted, and what it is."""

    kind: str
    name: str
    grant: Map
    body: Map
    place: Place

    @property
    def target(self) -> str:
        return posixpath.join(_FOLDERS[self.kind], plain(text(self.grant, "target")) or self.name)

    @property
    def what(self) -> str:
        return f"the {self.kind[:-1]} {self.name[:80]}"


def granted_mounts(ask: Ask) -> Iterator[dict[str, Any]]:
    """Yield the mounts of those that are files of the host. As with Compose, their owner and mode stay as they are."""
    for each in _granted(ask):
        file = text(each.body, "file")
        if file is not None:
            source = beside(file.value, file.place)
            yield {"Type": "bind", "Source": source, "Target": each.target, "ReadOnly": True}


def copied(ask: Ask) -> tuple[Copied, ...]:
    """Return the files that must be copied in."""
    return tuple(_copied(ask, each) for each in _granted(ask) if text(each.body, "file") is None)


def _granted(ask: Ask) -> Iterator[_Granted]:
    for kind in _FOLDERS:
        for item, place in entries(ask.service.raw, kind):
            grant = item if isinstance(item, Map) else Map(place)
            source = text(grant, "source") if isinstance(item, Map) else None
            name = item if isinstance(item, str) else source.value if source else ""
            body = inner(ask.project.raw, kind, name)
            if body is None:
                raise Cannot(f"the {kind[:-1]} {quoted(name)} is not defined", (place,), f"define it under {kind}")
            found = _Granted(kind=kind, name=name, grant=grant, body=body, place=place)
            _check(found)
            yield found


def _check(each: _Granted) -> None:
    external = value_at(each.body, "external")
    if isinstance(external, Map) or plain(flag(each.body, "external")):
        raise Cannot(f"{each.what} is external, which only a swarm has", (each.place,), "give it a file")
    for key in ("driver", "template_driver"):
        if key in each.body:
            raise Cannot(f"{each.what} has a {key}, which only a swarm knows", (each.body.at(key),), "give it a file")


def _copied(ask: Ask, each: _Granted) -> Copied:
    if plain(flag(ask.service.raw, "read_only")):
        raise Cannot(
            f"{each.what} cannot be copied into a container that is read-only", (each.place,), "give it a file"
        )
    return Copied(
        path=each.target,
        content=_content(ask, each).encode(),
        mode=_EVERYBODY_READS if (mode := file_mode(each.grant, "mode")) is None else mode,
        uid=plain(number(each.grant, "uid")) or 0,
        gid=plain(number(each.grant, "gid")) or 0,
    )


def _content(ask: Ask, each: _Granted) -> str:
    variable = text(each.body, "environment")
    if variable is None:
        content = value_at(each.body, "content")
        if not isinstance(content, str):
            raise Cannot(f"{each.what} has neither a file nor a content", (each.place,), "give it a file")
        return content
    value = ask.environ.get(variable.value)
    if value is None:
        raise Cannot(
            f"{each.what} comes from the variable {variable.value[:80]}, which is not set here",
            (variable.place,),
            "set it",
        )
    return value

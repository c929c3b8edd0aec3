"""The canon as everybody else reads it: what was said, by whom, and in which line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from pytest_vx11._canon.ports import parse_ports
from pytest_vx11._source.located import Map
from pytest_vx11._source.place import Place


@dataclass(frozen=True, slots=True)
class Stated:
    """A value that the canon states, and where."""

    value: Any
    """As plain data; a mapping is a `Map`, a list a `Seq`."""
    at: Place
    """Where the value stands."""


@dataclass(frozen=True, slots=True)
class Variable:
    """A value that was written with `${NAME}` in it, and what came of it.

    `missing` says which names have neither a value nor a default, `NAME: message` where a message is given.
    """

    written: str
    missing: tuple[str, ...]
    value: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """One service, with the defaults laid under it."""

    name: str
    at: Place
    """Where the canon names it."""
    said: Map
    """Its keys, with the defaults laid under and `{port}` and the like put in."""
    disabled: bool = False
    """Whether it says `state: disabled`."""

    @property
    def code(self) -> str:
        """Its folder in the tree, POSIX and relative to the root: what the canon says, or its name."""
        return str(self.said.get("code", self.name))

    @property
    def ports(self) -> tuple[int, ...]:
        """Its own TCP ports, those of its container, in the canon's order; what a variable leaves open is left out."""
        found: list[int] = []
        for text in [*([self.said["port"]] if "port" in self.said else ()), *(self.said.get("ports") or ())]:
            with suppress(ValueError):
                found += [wanted.target for wanted in parse_ports(str(text)) if wanted.protocol == "tcp"]
        return tuple(dict.fromkeys(found))

    def stated(self, key: str) -> Stated | None:
        """Return what is said for a key, or None."""
        return Stated(self.said[key], self.said.at(key)) if key in self.said else None

    def entries(self, key: str) -> Iterator[tuple[str, Any, Place]]:
        """Yield name, value and the name's place of a mapping that is said for a key; free `x-` names are left out."""
        value = self.said.get(key)
        return entries(value if isinstance(value, Map) else None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Canon:
    """One canon, with all that it includes."""

    path: str
    """The canon's file, absolute and POSIX."""
    files: tuple[str, ...]
    """That file and every included one."""
    sha256: str
    """Of the text of these files."""
    system: str
    """The system's name."""
    version: str | None
    """The system's own version."""
    root: str
    """The tree under test, absolute and POSIX."""
    runtime: str | None
    """What it says of that."""
    said: Map
    """The top of the canon, includes merged."""
    services: Mapping[str, Service]
    """By name, in the order of the canon."""
    variables: Mapping[Place, Variable]
    """Every value that was written with a variable, by its place."""

    def stated(self, key: str) -> Stated | None:
        """Return what is said at the top for a key, or None."""
        return Stated(self.said[key], self.said.at(key)) if key in self.said else None

    def section(self, key: str) -> Map | None:
        """Return a top-level mapping, or None where the canon does not have it."""
        value = self.said.get(key)
        return value if isinstance(value, Map) else None

    def entries(self, key: str) -> Iterator[tuple[str, Any, Place]]:
        """Yield name, value and the name's place of a top-level mapping; its free `x-` names are left out."""
        return entries(self.section(key))

    def unset(self, at: Place) -> bool:
        """Tell whether the value there has a variable that has no value."""
        variable = self.variables.get(at)
        return variable is not None and bool(variable.missing)

    def written(self, value: object, at: Place) -> str:
        """Return a value as it was written, variables unresolved: the same on every machine."""
        variable = self.variables.get(at)
        return variable.written if variable else str(value)


def entries(mapping: Map | None) -> Iterator[tuple[str, Any, Place]]:
    """Yield key, value and the key's place of a mapping; its free `x-` keys are left out."""
    for key, value in (mapping or {}).items():
        if not key.startswith("x-") and mapping is not None:
            yield key, value, mapping.key_at(key)

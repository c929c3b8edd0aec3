"""Where the database of a running system lies."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import ClassVar, Protocol, TypeVar

from pytest_vx11._errors import SourceError, Unseen
from pytest_vx11._observe.live import Live, LiveNeed
from pytest_vx11._observe.need import Need, Sight
from pytest_vx11._observe.tables.live.copying import InContainer
from pytest_vx11._observe.tables.live.file import OnHost, find_file, is_there
from pytest_vx11._observe.tables.live.inside import containers_of, find_inside, not_inside
from pytest_vx11._observe.tables.live.url import parse_url
from pytest_vx11._source.place import Place
from pytest_vx11._source.problem import Problem

Result = TypeVar("Result")


class LiveFile(Protocol):
    """The file of a live database, wherever it lies."""

    @property
    def place(self) -> Place:
        """Where it lies, as people are shown it."""
        ...

    def read(self, read: Callable[[sqlite3.Connection], Result], seconds: float) -> Result:
        """Return what `read` makes of one state of it, within about `seconds`. Nothing of it is changed.

        Raises SourceError where it is no database of SQLite, or a damaged one; Unseen where it could not be read.
        """
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveFileNeed(Need[LiveFile]):
    """The file that a database's url names: in a container where the system runs in such, else on this machine."""

    title: ClassVar[str] = "a live database"

    system: str
    root: str
    folder: str
    url: str = field(repr=False)
    unset: tuple[str, ...] = ()

    def look(self, sight: Sight) -> LiveFile:
        """Look for it.

        Raises Unseen where nothing runs, or nobody can tell or read it; SourceError where it is not there although the
        system was started here.
        """
        live = sight.see(LiveNeed(self.system))
        paths = self.paths()
        if live.engine is not None and containers_of(live):
            lying = find_inside(sight, live.engine, live, paths)
            if lying is not None:
                return InContainer(engine=live.engine, container=lying.container.id, path=lying.path, place=lying.place)
            if live.runtime == "docker":
                raise not_inside(live, paths)
        return self._on_host(live, paths)

    def _on_host(self, live: Live, paths: Sequence[str]) -> OnHost:
        place = find_file(self.root, self.folder, paths)
        if not is_there(place):
            raise _missing(place, started_here=live.runtime == "process")
        return OnHost(place=place)

    def paths(self) -> tuple[str, ...]:
        """Return what the url names; raises Unseen where nobody can read that."""
        if self.unset:
            names = ", ".join(f"${{{name}}}" for name in self.unset)
            raise Unseen(f"the database's url has {names} in it, which is not set")
        try:
            named = parse_url(self.url)
        except ValueError as error:
            raise Unseen(str(error)) from None
        if named is None:
            raise Unseen("this version reads live databases of SQLite only")
        if named.in_memory:
            raise Unseen("the live database is in memory, where only its own process can read it")
        return named.paths


def _missing(place: Place, *, started_here: bool) -> SourceError | Unseen:
    if started_here:
        hint = "see which service makes it and where, or change the canon's url"
        return SourceError([Problem(place, "the live database is not there", hint)])
    return Unseen(
        "the live database is not there: it may lie in a container, or where the system was started", (place,)
    )

"""The tables of the database that a running system writes to."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar

from pytest_vx11.errors import SourceError, Unseen
from pytest_vx11.observe.live import LiveNeed
from pytest_vx11.observe.need import Need, Sight
from pytest_vx11.observe.tables.live.file import find_file, is_there
from pytest_vx11.observe.tables.live.opening import read_database
from pytest_vx11.observe.tables.live.reading import read_tables
from pytest_vx11.observe.tables.live.url import parse_url
from pytest_vx11.observe.tables.model import Schema
from pytest_vx11.source.place import Place
from pytest_vx11.source.problem import Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveTablesNeed(Need[Schema]):
    """The tables of a live database. Its file is read, and never changed, nor is anything beside it."""

    title: ClassVar[str] = "a live database"

    system: str
    root: str
    """The tree's absolute path: where the system is started, and a relative path begins."""
    folder: str
    """The canon's folder; nothing outside of it and of the root is read."""
    url: str = field(repr=False)
    """As SQLAlchemy takes it."""
    unset: tuple[str, ...] = ()
    """The variables in it that have no value."""
    seconds: float = 10.0
    """How long a database that somebody holds locked, or a very large one, is waited for."""

    def look(self, sight: Sight) -> Schema:
        """Read them.

        Raises Unseen where nothing runs or nobody can read it, SourceError where it is not there although the system
        was started here, and where it is no database.
        """
        live = sight.see(LiveNeed(self.system))
        place = self.place()
        if not is_there(place):
            raise _missing(place, started_here=live.runtime == "process")
        return read_database(place, lambda connection: read_tables(connection, place), self.seconds)

    def place(self) -> Place:
        """Return where its file is, or should be; raises Unseen where nobody may, or can, read it."""
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
        return find_file(self.root, self.folder, named.paths)


def _missing(place: Place, *, started_here: bool) -> SourceError | Unseen:
    if started_here:
        hint = "see which service makes it and where, or change the canon's url"
        return SourceError([Problem(place, "the live database is not there", hint)])
    return Unseen(
        "the live database is not there: it may lie in a container, or where the system was started", (place,)
    )

"""The tables of the database that a running system writes to."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar

from pytest_vx11._observe.need import Need, Sight
from pytest_vx11._observe.tables.live.reading import read_tables
from pytest_vx11._observe.tables.live.where import LiveFileNeed
from pytest_vx11._observe.tables.model import Schema


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveTablesNeed(Need[Schema]):
    """The tables of a live database. Its file is read, and never changed, nor is anything beside it."""

    title: ClassVar[str] = "a live database"

    system: str
    root: str
    """The tree's absolute path: where the system is started, and a relative path begins; in a container, where it works."""
    folder: str
    """The canon's folder; nothing outside of it and of the root is read, but in a container."""
    url: str = field(repr=False)
    """As SQLAlchemy takes it."""
    unset: tuple[str, ...] = ()
    """The variables in it that have no value."""
    seconds: float = 10.0
    """How long a database that somebody holds locked, or a very large one, is waited for."""

    @property
    def file(self) -> LiveFileNeed:
        """Where it lies."""
        return LiveFileNeed(system=self.system, root=self.root, folder=self.folder, url=self.url, unset=self.unset)

    def look(self, sight: Sight) -> Schema:
        """Read them. Raises as LiveFileNeed does, and SourceError where it is no database."""
        file = sight.see(self.file)
        return file.read(lambda connection: read_tables(connection, file.place), self.seconds)

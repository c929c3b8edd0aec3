"""What tests of one's own are parametrized over, and what they say their verdicts by."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Protocol

from pytest_vx11._canon.model import Canon, Service, entries
from pytest_vx11._source.located import Map
from pytest_vx11._source.place import Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """One route that the canon states of a service, as the fixture `vx11_endpoint` gives it."""

    service: Service
    method: str
    """`GET`, or `WS` of a WebSocket."""
    path: str
    """As the canon has it: `/orders/{order_id}`."""
    said: Map
    """What the canon says of it, as plain data: `said.get("status")`."""
    at: Place
    """Where it says so."""

    @property
    def name(self) -> str:
        """`GET /health`."""
        return f"{self.method} {self.path}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """One table that the canon states of a database, as the fixture `vx11_table` gives it."""

    database: str
    """The database's name in the canon."""
    name: str
    columns: Map
    """What the canon says of each column, as text: `columns["id"] == "INTEGER primary key"`."""
    at: Place
    """Where the canon names it."""


class Recorder(Protocol):
    """What the fixture `vx11_check` gives: holds one value against what it should be, and goes on."""

    def __call__(
        self, expected: Any, found: Any, where: str | Place | None = None, *, what: str = "", hint: str = ""
    ) -> bool:
        """Return whether `found == expected`; a tuple is the same as its list, and what is no number as itself.

        Where they are not, that is a finding (VX005), and the test fails at its end.

        `where` is the place of what was found: a `Place`, or `path:line` from the tree's root; without it, the line of the
        call. `what` names the value, in
        the message and in the finding's key, so that a baseline can accept it by itself: give it where a test holds more
        than one. `hint` says what to do. Both values go into the reports as plain data.
        """
        ...


def endpoints_of(service: Service) -> Iterator[Endpoint]:
    """Yield the routes that a canon states of a service, in its order."""
    said = service.said.get("endpoints")
    for name, value, at in entries(said if isinstance(said, Map) else None):
        method, _, path = name.partition(" ")
        yield Endpoint(service=service, method=method, path=path, said=_map(value, at), at=at)


def tables_of(canon: Canon) -> Iterator[Table]:
    """Yield the tables that a canon states, database by database."""
    for database, said, _ in entries(canon.section("databases")):
        tables = said.get("tables") if isinstance(said, Map) else None
        for name, columns, at in entries(tables if isinstance(tables, Map) else None):
            yield Table(database=database, name=name, columns=_map(columns, at), at=at)


def _map(value: Any, at: Place) -> Map:
    return value if isinstance(value, Map) else Map(at)

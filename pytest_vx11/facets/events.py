"""events: which events may be sent in, and what becomes of them. They are asked of what runs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pytest_vx11.canon.loader import unknown_service
from pytest_vx11.canon.model import Canon, entries
from pytest_vx11.canon.part import SchemaPart, choice, either, keys, named, text
from pytest_vx11.checks.check import Check
from pytest_vx11.facets.base import Facet
from pytest_vx11.source.located import Map
from pytest_vx11.source.problem import Problem
from pytest_vx11.source.words import did_you_mean

_WHERE = {"service": text("a service"), "endpoint": text("an endpoint of it")}
_FIELD = choice("str", "int", "number", "bool", "list", "object", "any")
_TYPE = keys(
    "what an event must carry",
    {
        "required": named("fields with their types", _FIELD),
        "max_bytes": {"type": "integer", "minimum": 1, "title": "a number of bytes"},
    },
)
_STATUS = {"type": "integer", "minimum": 100, "maximum": 599, "title": "a status from 100 to 599"}


class Events(Facet):
    """One check an event type, and one for types that are not listed."""

    name = "events"
    schema = SchemaPart(
        top={
            "events": keys(
                "the events",
                {
                    "ingest": keys("a service and its endpoint", _WHERE, required=("service", "endpoint")),
                    "broadcast": keys("a service and its endpoint", _WHERE, required=("service", "endpoint")),
                    "ledger": keys(
                        "a database and a table",
                        {"database": text("a database"), "table": text("a table")},
                        required=("database", "table"),
                    ),
                    "undeclared": choice("tolerated", "rejected"),
                    "rejects": keys("how a wrong event is answered", {"status": _STATUS, "body": either("a value", {})}),
                    "types": named("events by type", _TYPE),
                },
                required=("ingest",),
            )
        }
    )

    def examine(self, canon: Canon) -> Iterable[Problem]:
        """Yield the services, endpoints and databases that the canon does not have."""
        events = canon.section("events")
        for key in ("ingest", "broadcast"):
            where = events.get(key) if events is not None else None
            if isinstance(where, Map):
                yield from _unknown(canon, f"events.{key}", where)
        ledger = events.get("ledger") if events is not None else None
        databases = canon.section("databases") or {}
        if isinstance(ledger, Map) and ledger.get("database") not in databases:
            name = str(ledger.get("database"))
            message = f'events.ledger: "{name}" is no database of this canon'
            yield Problem(ledger.at("database"), message, did_you_mean(name, databases))

    def plan(self, canon: Canon) -> Iterator[Check]:
        """All of the running witness."""
        events = canon.section("events")
        if events is None:
            return
        for name, said, at in entries(events.get("types")):
            yield self.running(canon, name, dict(said), at)
        if "undeclared" in events:
            yield self.running(canon, "undeclared", events["undeclared"], events.at("undeclared"))


def _unknown(canon: Canon, where: str, said: Map) -> Iterator[Problem]:
    name = str(said.get("service"))
    if name not in canon.services:
        message, hint = unknown_service(name, canon.services)
        yield Problem(said.at("service"), f"{where}: {message}", hint)
        return
    endpoints = canon.services[name].said.get("endpoints") or {}
    endpoint = str(said.get("endpoint"))
    if endpoint not in endpoints:
        message = f'{where}: "{endpoint}" is no endpoint of {name} in this canon'
        yield Problem(said.at("endpoint"), message, did_you_mean(endpoint, endpoints))

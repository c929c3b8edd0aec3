"""events: which events may be sent in, and what becomes of them. They are asked of what runs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pytest_vx11._canon.model import Canon, entries
from pytest_vx11._canon.part import SchemaPart, choice, described, keys, named, text, whole
from pytest_vx11._canon.rules import unknown_service
from pytest_vx11._checks.check import Check
from pytest_vx11._facets.base import Facet
from pytest_vx11._facets.events.codes import CODES
from pytest_vx11._facets.events.running import judge_event
from pytest_vx11._facets.events.samples import bad, good
from pytest_vx11._facets.events.ways import Ways
from pytest_vx11._observe.probes.event import MARK
from pytest_vx11._source.located import Map
from pytest_vx11._source.problem import Problem
from pytest_vx11._source.words import did_you_mean

_ENDPOINT = keys(
    "a service and its endpoint",
    {"service": text("a service"), "endpoint": text('an endpoint of it, such as "POST /events"')},
    required=("service", "endpoint"),
)
_FIELD = choice("str", "int", "number", "bool", "list", "object", "any")
_TYPE = keys(
    "what an event must carry",
    {
        "required": named("fields with their types", _FIELD),
        "max_bytes": described("The largest payload.", whole("a number of bytes from 1", 1)),
    },
)
_STATUS = whole("a status from 100 to 599", 100, 599, digits="[1-5][0-9]{2}")
_REJECTS = keys("a status or a body", {"status": _STATUS, "body": {"title": "a value"}})


class Events(Facet):
    """One check an event type, and one for types that are not listed."""

    name = "events"
    schema = SchemaPart(
        top={
            "events": described(
                "Which events may be sent in, and what becomes of them.",
                keys(
                    "the events",
                    {
                        "ingest": described("Where events are sent in.", _ENDPOINT),
                        "broadcast": described("Where accepted ones are heard.", _ENDPOINT),
                        "ledger": described(
                            "Where accepted ones are written.",
                            keys(
                                "a database and a table",
                                {"database": text("a database"), "table": text("a table")},
                                required=("database", "table"),
                            ),
                        ),
                        "undeclared": described(
                            "What becomes of a type that is not listed.", choice("tolerated", "rejected")
                        ),
                        "rejects": described("How a wrong event is answered.", _REJECTS),
                        "types": described(
                            "The types that are held against their fields.", named("events by type", _TYPE)
                        ),
                    },
                    required=("ingest",),
                ),
            )
        }
    )

    codes = CODES

    def examine(self, canon: Canon) -> Iterable[Problem]:
        """Yield the services, endpoints and databases that the canon does not have."""
        events = canon.section("events")
        for key in ("ingest", "broadcast"):
            where = events.get(key) if events is not None else None
            if isinstance(where, Map):
                yield from _unknown(canon, f"events.{key}", where)
        ledger = events.get("ledger") if events is not None else None
        databases = list(canon.section("databases") or ())
        name = ledger.get("database") if isinstance(ledger, Map) else None
        if isinstance(ledger, Map) and name is not None and name not in databases:
            message = f'events.ledger: "{name}" is no database of this canon'
            yield Problem(ledger.at("database"), message, did_you_mean(name, databases))

    def plan(self, canon: Canon) -> Iterator[Check]:
        """One check a type, and one for a type that is not listed; all of the running witness."""
        events = canon.section("events")
        if events is None:
            return
        said_types: Map = events.get("types") or Map(events.place)
        plan = Ways.of(canon, events)
        for name, said, at in entries(said_types):
            required = {field: str(kind) for field, kind, _ in entries(said.get("required"))}
            size = said.get("max_bytes")
            example = plan.envelope.example(name)
            wrong = tuple(bad(required, example, int(size) if str(size).isdigit() else None))
            fitting = plan.probe(name, good(required, example), "good")
            needs = (fitting, *(plan.probe(name, each, what) for what, each in wrong))
            about = plan.handling(tuple(what for what, _ in wrong))
            yield self.running(canon, name, dict(said), at, judge_event, needs, about=about)
        if "undeclared" in events:
            tolerated = events["undeclared"] != "rejected"
            needs = (plan.probe("vx11.not.listed", {"vx11": MARK}, "not listed"),)
            yield self.running(
                canon, "undeclared", events["undeclared"], events.at("undeclared"), judge_event, needs,
                about=plan.handling((), tolerated=tolerated),
            )  # fmt: skip


def _unknown(canon: Canon, where: str, said: Map) -> Iterator[Problem]:
    name, endpoint = said.get("service"), said.get("endpoint")
    if name is None or canon.unset(said.at("service")):
        return
    if name not in canon.services:
        message, hint = unknown_service(name, canon.services)
        yield Problem(said.at("service"), f"{where}: {message}", hint)
        return
    endpoints = canon.services[name].said.get("endpoints") or {}
    if endpoint is not None and endpoint not in endpoints:
        message = f'{where}: "{endpoint}" is no endpoint of {name} in this canon'
        yield Problem(said.at("endpoint"), message, did_you_mean(endpoint, endpoints))

"""The ways that events go: in, out to those who listen, and into the ledger."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pytest_vx11._canon.model import Canon
from pytest_vx11._canon.reach import own_port
from pytest_vx11._canon.variables import resolve
from pytest_vx11._facets.events.running import Handling
from pytest_vx11._facets.events.samples import Envelope, envelope
from pytest_vx11._observe.probes import Auth, HttpProbe
from pytest_vx11._observe.probes.event import Broadcast, EventProbe
from pytest_vx11._observe.probes.ledger import Ledger
from pytest_vx11._observe.tables.live import LiveTablesNeed
from pytest_vx11._source.located import Map


@dataclass(frozen=True, slots=True, kw_only=True)
class Ways:
    """What is the same for all events of a canon."""

    system: str
    service: str
    port: int | None
    method: str
    target: str
    envelope: Envelope
    broadcast: Broadcast | None
    ledger: Ledger | None
    rejects: Mapping[str, Any]

    @classmethod
    def of(cls, canon: Canon, events: Map) -> Ways:
        """Return the ways that the section `events` names."""
        ingest: Map = events["ingest"]
        service = canon.services[str(ingest["service"])]
        method, _, target = str(ingest["endpoint"]).partition(" ")
        said = (service.said.get("endpoints") or {}).get(ingest["endpoint"])
        example = said.get("json") if isinstance(said, Map) else None
        return cls(
            system=canon.system,
            service=service.name,
            port=own_port(service),
            method=method,
            target=target,
            envelope=envelope(example, events.get("types") or {}),
            broadcast=_broadcast(canon, events),
            ledger=_ledger(canon, events),
            rejects=events.get("rejects") or {},
        )

    def probe(self, name: str, fields: Mapping[str, Any], label: str) -> EventProbe:
        """Return one event of a type."""
        ingest = HttpProbe(
            system=self.system,
            service=self.service,
            port=self.port,
            method=self.method,
            target=self.target,
            auth=Auth.RIGHT,
            body=self.envelope.written(name, fields),
            changes=True,
            whole=True,
        )
        return EventProbe(ingest=ingest, broadcast=self.broadcast, ledger=self.ledger, label=f"{name}: {label}")

    def handling(self, wrong: tuple[str, ...], *, tolerated: bool = True) -> Handling:
        """Return what must become of them."""
        status = self.rejects.get("status")
        return Handling(
            wrong=wrong,
            status=int(str(status)) if str(status).isdigit() else None,
            body=self.rejects.get("body"),
            tolerated=tolerated,
        )


def _broadcast(canon: Canon, events: Map) -> Broadcast | None:
    said = events.get("broadcast")
    if not isinstance(said, Map):
        return None
    service = canon.services[str(said["service"])]
    _, _, target = str(said["endpoint"]).partition(" ")
    return Broadcast(service=service.name, port=own_port(service), target=target)


def _ledger(canon: Canon, events: Map) -> Ledger | None:
    said = events.get("ledger")
    if not isinstance(said, Map):
        return None
    database = (canon.section("databases") or Map(canon.said.place))[str(said["database"])]
    url = database.get("url")
    need = None
    if isinstance(url, str):
        folder = canon.path.rpartition("/")[0]
        resolved = resolve(url, os.environ) or url
        need = LiveTablesNeed(system=canon.system, root=canon.root, folder=folder, url=resolved)
    return Ledger(database=need, table=str(said["table"]))

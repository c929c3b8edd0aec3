"""What can be wrong with events, in words."""

from __future__ import annotations

from pytest_vx11._checks.code import Code
from pytest_vx11._facets.shared.running import IS_DOWN

CODES = (
    IS_DOWN,
    Code(
        code="VX290",
        title="an event is refused that the canon accepts",
        titles={"es": "se rechaza un evento que el canon acepta"},
        text="An event of the type, with every required field, was sent in with the right token and was not answered by "
        "a 2xx. Its fields have made-up values of the stated types, in the form of the ingest endpoint's own `json`.",
        example="types: {system.alert: {required: {alert_id: str}}}, and the service answers 422",
    ),
    Code(
        code="VX291",
        title="a wrong event is not refused as the canon says",
        titles={"es": "un evento incorrecto no se rechaza como dice el canon"},
        text="An event that lacks a required field, has one of another type, or is larger than `max_bytes` must be "
        "answered as `rejects` says, or by a 4xx where it says nothing.",
        example="rejects: {status: 422}, and an event without its alert_id is answered 200",
    ),
    Code(
        code="VX292",
        title="an accepted event is not broadcast",
        titles={"es": "un evento aceptado no se difunde"},
        text="A subscriber of the broadcast's WebSocket waited three seconds and heard nothing of the event.",
        example="broadcast: {service: tentaculo_link, endpoint: WS /ws}, and nothing comes",
    ),
    Code(
        code="VX293",
        title="an accepted event is not written to the ledger",
        titles={"es": "un evento aceptado no se escribe en el libro de registro"},
        text="No row of the ledger's table has the event's mark or id in it three seconds later.",
        example="ledger: {database: runtime, table: forensic_ledger}, and the table has no such row",
    ),
    Code(
        code="VX294",
        title="a refused event is broadcast or written all the same",
        titles={"es": "un evento rechazado se difunde o se escribe de todos modos"},
        text="Of an event that the service refuses nothing may be heard or kept.",
        example="an event without its alert_id is answered 422, and its row is in the ledger",
    ),
    Code(
        code="VX295",
        title="a type that is not listed is not handled as the canon says",
        titles={"es": "un tipo de evento no enumerado no se trata como dice el canon"},
        text="`undeclared: tolerated` asks for a 2xx, `undeclared: rejected` for what `rejects` says, or a 4xx.",
        example="undeclared: rejected, and an event of a made-up type is answered 200",
    ),
)

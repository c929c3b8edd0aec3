"""The healthcheck of a service."""

from __future__ import annotations

from pytest_vx11._observe.compose.parts import Healthcheck, Said
from pytest_vx11._observe.compose.values.fields import Refused, duration, flag, mapping, number, text_item, value_at
from pytest_vx11._source.located import Map, Seq

_KINDS = ("NONE", "CMD", "CMD-SHELL")


def healthcheck(service: Map) -> Healthcheck | None:
    """Return the healthcheck of a service's mapping."""
    body = mapping(service, "healthcheck")
    if body is None:
        return None
    test = _test(body)
    off = flag(body, "disable")
    disabled = bool(off and off.value) or bool(test and test.value[0] == "NONE")
    return Healthcheck(
        disabled=disabled,
        test=None if disabled else test,
        interval=duration(body, "interval"),
        timeout=duration(body, "timeout"),
        start_period=duration(body, "start_period"),
        start_interval=duration(body, "start_interval"),
        retries=number(body, "retries"),
        place=service.key_at("healthcheck"),
    )


def _test(body: Map) -> Said[tuple[str, ...]] | None:
    value = value_at(body, "test")
    place = body.at("test")
    if value is None and "test" not in body:
        return None
    if isinstance(value, str):
        return Said(("CMD-SHELL", value), place, value) if value else None
    if not isinstance(value, Seq):
        raise Refused("test must be text or a list of texts", (place,))
    words = tuple(text_item(item, at).value for item, at in value.located())
    if words and words[0] not in _KINDS:
        raise Refused('test must begin with "CMD", "CMD-SHELL" or "NONE"', (place,))
    return Said(words, place, " ".join(words)) if words else None

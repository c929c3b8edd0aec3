"""NAME=VALUE pairs, written as a mapping or as a list: environment, labels, build arguments."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from pytest_vx11._observe.compose.values.fields import Refused, Unknown, value_at
from pytest_vx11._source.located import Map, Seq
from pytest_vx11._source.place import Place


@dataclass(frozen=True, slots=True)
class Pair:
    """A name and its value; None is a name alone. `text` is the value as it is written."""

    key: str
    value: str | Unknown | None
    place: Place
    text: str

    def known(self) -> str | None:
        """Return the value; raises Unseen where it cannot be known."""
        if isinstance(self.value, Unknown):
            raise self.value.error()
        return self.value


def pairs(body: Map, key: str) -> tuple[Pair, ...]:
    """Return the pairs under `key`, each name once: the last one counts. Raises Unseen for a name nobody can know."""
    value = value_at(body, key)
    if value is None:
        return ()
    if isinstance(value, Map):
        found = _of_mapping(value)
    elif isinstance(value, Seq):
        found = _of_list(value)
    else:
        raise Refused(f"{key} must be a mapping or a list of NAME=VALUE", (body.at(key),))
    return tuple({pair.key: pair for pair in found}.values())


def _of_mapping(body: Map) -> Iterator[Pair]:
    for key, value in body.items():
        if isinstance(value, Unknown):
            yield Pair(key, value, body.at(key), value.text)
        elif isinstance(value, (Map, Seq)):
            raise Refused(f"{key} must be text, a number, true, false or nothing", (body.at(key),))
        else:
            yield Pair(key, None if value is None else shown(value), body.at(key), shown(value))


def _of_list(items: Seq) -> Iterator[Pair]:
    for item, place in items.located():
        if isinstance(item, Unknown):
            yield _unknown(item)
        elif isinstance(item, str):
            key, equals, value = item.partition("=")
            if key != key.rstrip():
                raise Refused("a name has a space before its =", (place,))
            yield Pair(key, value if equals else None, place, value)
        else:
            raise Refused("must be NAME=VALUE or a name", (place,))


def _unknown(item: Unknown) -> Pair:
    key, equals, value = item.text.partition("=")
    if not equals or "$" in key:
        raise item.error()
    return Pair(key, Unknown(item.reason, item.place, value, item.refused), item.place, value)


def shown(value: Any) -> str:
    """Return a YAML scalar as the text that Go prints for it, which is what Compose hands on."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return _float(value) if isinstance(value, float) else str(value)


def _float(value: float) -> str:
    if not math.isfinite(value):
        return {"inf": "+Inf", "-inf": "-Inf"}.get(str(value), "NaN")
    digits = Decimal(repr(value))
    exponent = digits.adjusted() if value else 0
    if -4 <= exponent < 6:
        plain = f"{digits:f}"
        return plain.rstrip("0").rstrip(".") if "." in plain else plain
    mantissa, _, power = f"{digits.normalize():e}".partition("e")
    return f"{mantissa}e{power[0]}{power[1:]:0>2}"

"""Durations and byte sizes, as people write them in Compose files and canons.

Durations follow Go's `time.ParseDuration`, sizes docker/go-units' `RAMInBytes`: the two that Compose itself uses.
"""

from __future__ import annotations

import re
from decimal import Decimal

_NANOSECONDS = {
    "ns": 1,
    "us": 10**3,
    "µs": 10**3,
    "μs": 10**3,
    "ms": 10**6,
    "s": 10**9,
    "m": 60 * 10**9,
    "h": 3600 * 10**9,
}
_PART = re.compile(r"(\d+\.?\d*|\.\d+)(ns|us|µs|μs|ms|s|m|h)", re.ASCII)
_DURATION = re.compile(rf"[+-]?(?:(?:{_PART.pattern})+|0)", re.ASCII)
_SIZE = re.compile(r"(\d+(?:\.\d+)?)\s*([kmgtp]?)i?b?", re.ASCII | re.IGNORECASE)
_LONGEST = 64


def parse_duration(text: str) -> int:
    """Return the nanoseconds in `text`, such as `1m30s`.

    Raises ValueError when it is not a duration; a bare number has no unit, and only `0` may lack one.
    """
    if len(text) > _LONGEST or not _DURATION.fullmatch(text):
        raise ValueError(f'"{text[:_LONGEST]}" is no duration: write numbers and units, such as 30s, 500ms or 1m30s')
    total = sum(int(Decimal(number) * _NANOSECONDS[unit]) for number, unit in _PART.findall(text))
    return -total if text.startswith("-") else total


def parse_size(text: str) -> int:
    """Return the bytes in `text`, such as `512m`, `1.5GiB` or `1024`. Units are powers of 1024.

    Raises ValueError when it is not a size.
    """
    match = _SIZE.fullmatch(text.strip()) if len(text) <= _LONGEST else None
    if match is None:
        raise ValueError(f'"{text[:_LONGEST]}" is no size: write a number and its unit, such as 512m or 1g')
    number, unit = match.groups()
    exponent = " kmgtp".index(unit.lower()) if unit else 0
    return int(Decimal(number) * 1024**exponent)


def show_size(size: int) -> str:
    """Return `size` bytes in the largest unit that divides it: 536870912 is `512m`."""
    for unit in "ptgmk":
        whole = 1024 ** " kmgtp".index(unit)
        if size >= whole and size % whole == 0:
            return f"{size // whole}{unit}"
    return str(size)


def show_duration(nanoseconds: int) -> str:
    """Return a duration the short way: 90000000000 is `1m30s`."""
    if not nanoseconds:
        return "0s"
    shown, rest = ("-" if nanoseconds < 0 else ""), abs(nanoseconds)
    for unit in ("h", "m", "s", "ms", "us", "ns"):
        count, rest = divmod(rest, _NANOSECONDS[unit])
        if count:
            shown += f"{count}{unit}"
    return shown

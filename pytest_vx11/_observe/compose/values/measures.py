"""Durations and sizes as Compose reads them: what it takes beside the plain forms, and what it does not.

Facts: xhit/go-str2duration, which is Go's parser with days and weeks; docker/go-units `RAMInBytes`.
"""

from __future__ import annotations

import re
from decimal import Decimal

_SECOND = 10**9
_NANOSECONDS = {
    **{"ns": 1, "us": 10**3, "µs": 10**3, "μs": 10**3, "ms": 10**6, "s": _SECOND, "m": 60 * _SECOND},
    **{"h": 3600 * _SECOND, "d": 24 * 3600 * _SECOND, "w": 7 * 24 * 3600 * _SECOND},
}
_PART = r"(\d+\.?\d*|\.\d+)(ns|us|µs|μs|ms|s|m|h|d|w)"
_DURATION = re.compile(rf"[-+]?(?:(?:{_PART})+|0)", re.ASCII)
_NUMBER = r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d{1,2})?"
_SIZE = re.compile(rf"({_NUMBER}) ?(?:([kmgtp])(?:i?b)?|b)?", re.ASCII | re.IGNORECASE)
_LONGEST = 64


def parse_duration(text: str) -> int:
    """Return the nanoseconds in `text`, such as `1m30s` or `1d`; raises ValueError when it is not a duration."""
    if len(text) > _LONGEST or not _DURATION.fullmatch(text):
        raise ValueError(f'"{text[:_LONGEST]}" is no duration: write a number and its unit, such as 30s or 1m30s')
    total = sum(int(Decimal(number) * _NANOSECONDS[unit]) for number, unit in re.findall(_PART, text, re.ASCII))
    return -total if text.startswith("-") else total


def parse_size(text: str) -> int:
    """Return the bytes in `text`, such as `512m` or `1.5GiB`; raises ValueError when it is not a size."""
    match = _SIZE.fullmatch(text) if len(text) <= _LONGEST else None
    if match is None:
        raise ValueError(f'"{text[:_LONGEST]}" is no size: write a number and its unit, such as 512m or 1g')
    unit = " kmgtp".index(match[2].lower()) if match[2] else 0
    size = int(Decimal(match[1]) * 1024**unit)
    if size < 0 and unit:
        raise ValueError(f'"{text[:_LONGEST]}" is less than nothing')
    return size

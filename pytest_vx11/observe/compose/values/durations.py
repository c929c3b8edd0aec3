"""Durations as Compose reads them: Go's, and days and weeks besides (xhit/go-str2duration)."""

from __future__ import annotations

import re

from pytest_vx11.source import units

_LONG = re.compile(r"(?:(\d+(?:\.\d+)?)w)?(?:(\d+(?:\.\d+)?)d)?(.*)", re.ASCII | re.DOTALL)
_DAY = 24 * 3600 * 10**9


def parse_duration(text: str) -> int:
    """Return the nanoseconds in `text`, such as `1m30s` or `1d`; raises ValueError when it is not a duration."""
    match = _LONG.fullmatch(text) if len(text) <= 64 else None
    if match is None or not (match[1] or match[2]):
        return units.parse_duration(text)
    whole = int(float(match[1] or 0) * 7 * _DAY) + int(float(match[2] or 0) * _DAY)
    return whole + (units.parse_duration(match[3]) if match[3] else 0)

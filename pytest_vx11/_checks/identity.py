"""What makes two findings, of two runs, the same one."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from enum import Enum
from typing import Any

from pytest_vx11._checks.code import Code
from pytest_vx11._checks.verdict import Finding
from pytest_vx11._source.masking import masked
from pytest_vx11._source.words import harmless


class Unvalued(Enum):
    """What stands for the value of a finding whose key says it all."""

    UNVALUED = "unvalued"


UNVALUED = Unvalued.UNVALUED
#: A value that takes more, as JSON, is kept by its digest.
_LARGEST = 1000
_DEEPEST = 20


class Identity:
    """Tells findings apart, knowing of which codes what was found belongs to it."""

    def __init__(self, codes: Mapping[str, Code]) -> None:
        self._by_key = frozenset(name for name, code in codes.items() if not code.valued)

    def value(self, finding: Finding) -> Any:
        """Return what was found, as plain data that can be kept: None for nothing, UNVALUED where the key says it all."""
        return UNVALUED if finding.code in self._by_key else plain(finding.actual)

    def fingerprint(self, finding: Finding) -> str:
        """Return 32 hexadecimal digits: the same for the same key and value, whatever run, machine or folder it is."""
        value = self.value(finding)
        return fingerprint(finding.key, None if value is UNVALUED else value)


def fingerprint(key: str, value: Any) -> str:
    """Return the fingerprint of a key and a plain value."""
    said = json.dumps([key, value], sort_keys=True, ensure_ascii=True)
    return hashlib.sha256(said.encode()).hexdigest()[:32]


def plain(value: Any) -> Any:
    """Return a value as JSON would hold it: text on one line, what looks like a secret starred.

    One that is large is told by its digest, as `sha256:…`, and one that is nested without end is cut.
    """
    whole = _plain(value, 0)
    if not isinstance(whole, (str, list, dict)):
        return whole
    said = json.dumps(whole, sort_keys=True)
    return f"sha256:{hashlib.sha256(said.encode()).hexdigest()}" if len(said) > _LARGEST else whole


def _plain(value: Any, depth: int) -> Any:
    if depth > _DEEPEST:
        return "…"
    if value is None or isinstance(value, (bool, int)):
        return value
    if isinstance(value, float):
        return int(value) if value.is_integer() else value
    if isinstance(value, str):
        return harmless(masked(value))
    if isinstance(value, Mapping):
        return {harmless(str(name)): _plain(inner, depth + 1) for name, inner in value.items()}
    return [_plain(inner, depth + 1) for inner in value] if isinstance(value, (list, tuple)) else harmless(str(value))

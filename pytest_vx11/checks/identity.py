"""What makes two findings, of two runs, the same one."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from pytest_vx11.checks.code import Code
from pytest_vx11.checks.verdict import Finding
from pytest_vx11.source.masking import masked
from pytest_vx11.source.words import harmless


class Identity:
    """Tells findings apart, knowing of which codes what was found belongs to it."""

    def __init__(self, codes: Mapping[str, Code]) -> None:
        self._by_key = frozenset(name for name, code in codes.items() if not code.valued)

    def value(self, finding: Finding) -> Any:
        """Return what was found, as plain data that can be kept; None where the key says it all, or there is none."""
        return None if finding.code in self._by_key else plain(finding.actual)

    def fingerprint(self, finding: Finding) -> str:
        """Return 32 hexadecimal digits: the same for the same key and value, whatever run, machine or folder it is."""
        return fingerprint(finding.key, self.value(finding))


def fingerprint(key: str, value: Any) -> str:
    """Return the fingerprint of a key and a plain value."""
    said = json.dumps([key, value], sort_keys=True, ensure_ascii=True)
    return hashlib.sha256(said.encode()).hexdigest()[:32]


def plain(value: Any) -> Any:
    """Return a value as JSON would hold it: text on one line and not without end, what looks like a secret starred."""
    if value is None or isinstance(value, (bool, int)):
        return value
    if isinstance(value, float):
        return int(value) if value.is_integer() else value
    if isinstance(value, str):
        return harmless(masked(value))
    if isinstance(value, Mapping):
        return {harmless(str(name)): plain(inner) for name, inner in value.items()}
    return [plain(inner) for inner in value] if isinstance(value, (list, tuple)) else harmless(str(value))

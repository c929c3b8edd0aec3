"""The canon's own token, taken out of whatever a verdict says."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from pytest_vx11.canon.model import Canon
from pytest_vx11.canon.variables import resolve
from pytest_vx11.checks.verdict import Finding, Verdict
from pytest_vx11.source.masking import STARS

# A shorter one stands in too many words that are no secret.
_SHORTEST = 6


def tokens(canons: Iterable[Canon], environ: Mapping[str, str]) -> tuple[str, ...]:
    """Return the values of `auth.token`, as written and as the environment has them, the longest first."""
    return tuple(sorted({token for canon in canons for token in _of(canon, environ)}, key=len, reverse=True))


def without(hidden: tuple[str, ...], verdict: Verdict) -> Verdict:
    """Return the verdict with each hidden text starred."""
    if not hidden:
        return verdict
    return replace(
        verdict,
        actual=_plain(verdict.actual, hidden),
        reason=verdict.reason and _text(verdict.reason, hidden),
        findings=tuple(_finding(finding, hidden) for finding in verdict.findings),
    )


def _of(canon: Canon, environ: Mapping[str, str]) -> Iterator[str]:
    auth = canon.section("auth")
    token = auth.get("token") if auth is not None else None
    value = resolve(token, environ) if isinstance(token, str) else None
    if value is not None and len(value) >= _SHORTEST:
        yield value


def _finding(finding: Finding, hidden: tuple[str, ...]) -> Finding:
    return replace(
        finding,
        message=_text(finding.message, hidden),
        hint=_text(finding.hint, hidden),
        expected=_plain(finding.expected, hidden),
        actual=_plain(finding.actual, hidden),
    )


def _plain(value: Any, hidden: tuple[str, ...]) -> Any:
    if isinstance(value, str):
        return _text(value, hidden)
    if isinstance(value, Mapping):
        return {key: _plain(inner, hidden) for key, inner in value.items()}
    return [_plain(inner, hidden) for inner in value] if isinstance(value, (list, tuple)) else value


def _text(text: str, hidden: tuple[str, ...]) -> str:
    for secret in hidden:
        text = text.replace(secret, STARS)
    return text

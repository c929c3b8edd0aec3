"""The tokens of a run, taken out of whatever is told, recorded or kept."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import quote, quote_plus, unquote

from pytest_vx11.canon.model import Canon, entries
from pytest_vx11.canon.variables import resolve
from pytest_vx11.checks.verdict import Finding, Verdict
from pytest_vx11.source.masking import STARS

# A shorter one stands in too many words that are no secret.
_SHORTEST = 6
_PASSWORD = re.compile(r"://[^/@:]*:([^/@]+)@")  # RFC 3986, section 3.2.1


def secrets_of(canon: Canon, environ: Mapping[str, str]) -> Iterator[str]:
    """Yield the secrets that a canon has or names: its token, and the passwords in the URLs of its databases."""
    auth = canon.section("auth")
    token = auth.get("token") if auth is not None else None
    value = resolve(token, environ) if isinstance(token, str) else None
    if value is not None:
        yield value
    for _, database, _ in entries(canon.section("databases")):
        url = database.get("url")
        match = _PASSWORD.search(resolve(url, environ) or "") if isinstance(url, str) else None
        if match:
            yield unquote(match[1])


class Cleaner:
    """Stars some secrets wherever they stand in a text, also percent-encoded, in JSON, and in Base64."""

    def __init__(self, secrets: Iterable[str]) -> None:
        forms = {form for secret in secrets for form in _forms(secret)}
        self._forms = tuple(sorted(forms, key=len, reverse=True))

    def __call__(self, text: str) -> str:
        """Return the text with each secret starred."""
        # Several looks for a text are faster than one for a pattern of them.
        for form in self._forms:
            if form in text:
                text = text.replace(form, STARS)
        return text

    def verdict(self, verdict: Verdict) -> Verdict:
        """Return the verdict with each secret starred."""
        if not self._forms:
            return verdict
        return replace(
            verdict,
            actual=self._plain(verdict.actual),
            reason=verdict.reason and self(verdict.reason),
            findings=tuple(self._finding(finding) for finding in verdict.findings),
        )

    def _finding(self, finding: Finding) -> Finding:
        return replace(
            finding,
            subject=self(finding.subject),
            message=self(finding.message),
            hint=self(finding.hint),
            expected=self._plain(finding.expected),
            actual=self._plain(finding.actual),
            evidence=tuple(each._replace(text=self(each.text)) for each in finding.evidence),
        )

    def _plain(self, value: Any) -> Any:
        if isinstance(value, str):
            return self(value)
        if isinstance(value, Mapping):
            return {self(str(key)): self._plain(inner) for key, inner in value.items()}
        return [self._plain(inner) for inner in value] if isinstance(value, (list, tuple)) else value


def _forms(secret: str) -> Iterator[str]:
    """Yield a secret as it may be written; of `Bearer x` also the part that is secret (RFC 9110, section 11.4)."""
    for each in {secret, secret.rpartition(" ")[2]}:
        if len(each) >= _SHORTEST:
            yield each
            yield quote(each, safe="")
            yield quote_plus(each)
            yield json.dumps(each)[1:-1]
            yield from _encoded(each.encode())


def _encoded(secret: bytes) -> Iterator[str]:
    """Yield what surely stands in the Base64 of any text that has the secret in it (RFC 4648, section 4)."""
    for before in range(3):
        for encode in (base64.b64encode, base64.urlsafe_b64encode):
            text = encode(b"\0" * before + secret).decode().rstrip("=")
            # The characters that also depend on what stands before and after are left out.
            first = (before * 8 + 5) // 6
            last = len(text) if (before + len(secret)) % 3 == 0 else len(text) - 1
            if last - first >= _SHORTEST:
                yield text[first:last]

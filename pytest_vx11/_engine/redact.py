"""The tokens of a run, taken out of whatever is told, recorded or kept."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import quote, quote_plus, unquote

from pytest_vx11._canon.model import Canon, entries
from pytest_vx11._canon.variables import resolve
from pytest_vx11._checks.verdict import Finding, Verdict
from pytest_vx11._source.masking import STARS

_SHORTEST = 6
#: Nothing shorter has been cut.
_CUT = 100
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
    """Stars some secrets wherever they stand in a text, also percent-encoded, in JSON, and in Base64.

    Where a text was cut within a secret, what is left of it at the text's beginning, its end or before a `…` is starred
    too. A secret of less than six characters, which stands in too many words, is starred where it stands by itself.
    """

    def __init__(self, secrets: Iterable[str]) -> None:
        said = {part for secret in secrets for part in (secret, secret.rpartition(" ")[2]) if part}
        long = {form for each in said if len(each) >= _SHORTEST for form in _forms(each)}
        self._forms = tuple(sorted(long, key=len, reverse=True))
        # The beginning of `Bearer x` is no secret, however it is written.
        bare = [each for each in said if len(each) >= _SHORTEST and " " not in each]
        self._cuttable = frozenset(form for each in bare for form in _forms(each))
        short = sorted((each for each in said if len(each) < _SHORTEST), key=len, reverse=True)
        alone = "|".join(re.escape(each) for each in short)
        self._short = re.compile(rf"(?<![A-Za-z0-9])(?:{alone})(?![A-Za-z0-9])") if short else None

    def __call__(self, text: str) -> str:
        """Return the text with each secret starred."""
        # One look for each form's beginning, as nearly no text has it: faster than a pattern of them all.
        cut = len(text) >= _CUT
        for form in self._forms:
            begins = form[:_SHORTEST] in text
            if begins and form in text:
                text = text.replace(form, STARS)
            if cut and form in self._cuttable and (begins or form[-_SHORTEST:] in text[: len(form)]):
                text = _cut_ones(text, form)
        return self._short.sub(STARS, text) if self._short is not None else text

    def plain(self, value: Any) -> Any:
        """Return plain data with each secret starred."""
        return self._plain(value) if self._forms or self._short is not None else value

    def verdict(self, verdict: Verdict) -> Verdict:
        """Return the verdict with each secret starred."""
        if not self._forms and self._short is None:
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


def _cut_ones(text: str, form: str) -> str:
    """Star what is left of a secret where the text was cut within it."""
    for length in range(len(form) - 1, _SHORTEST - 1, -1):
        start, end = form[:length], form[-length:]
        if text.endswith(start):
            text = text[:-length] + STARS
        if f"{start}…" in text:
            text = text.replace(f"{start}…", f"{STARS}…")
        if text.startswith(end):
            text = STARS + text[length:]
    return text


def _forms(secret: str) -> Iterator[str]:
    """Yield a secret as it may be written."""
    yield secret
    yield quote(secret, safe="")
    yield quote_plus(secret)
    yield json.dumps(secret)[1:-1]
    yield from _encoded(secret.encode())


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

"""Holding a service's answers against the canon's claims."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pytest_vx11._checks.check import Check
from pytest_vx11._checks.verdict import Finding, Judged
from pytest_vx11._errors import Unseen
from pytest_vx11._facets.endpoints.bodies import read, wrong_body
from pytest_vx11._facets.endpoints.claims import Claims
from pytest_vx11._facets.shared.running import evidence_of, is_down, says_down
from pytest_vx11._observe.http import Answer
from pytest_vx11._observe.live import LiveNeed
from pytest_vx11._observe.need import Sight
from pytest_vx11._observe.probes import Asked, LatencyProbe
from pytest_vx11._observe.python.routes import path_key
from pytest_vx11._source.values import show

REFUSALS = (401, 403)
_WITHOUT = {"none": "without a token", "wrong": "with a wrong one"}
_MS = 1000


def judge_answer(check: Check, sight: Sight) -> Judged:
    """`about` is the claims; the needs are the request as it should be, and of a guarded route two that should fail."""
    claims: Claims = check.about
    if claims.unasked:
        raise Unseen(claims.unasked, (check.at,))
    refused, told_less = _guard(check, sight, claims)
    try:
        asked: Asked = sight.see(check.needs[0])
    except Unseen:
        if not refused:
            raise
        return Judged(actual=told_less, findings=tuple(refused))
    answer = asked.answer
    if says_down(check, sight, answer):
        return Judged(actual="down", findings=(is_down(check, sight, asked.url),))
    findings = [*refused, *_wrong(check, sight, claims, asked)]
    if answer.status is not None:
        findings += _unanswered(check, sight)
    seen = answer.status if answer.status is not None else answer.says
    return Judged(actual=findings[0].actual if findings else seen, findings=tuple(findings))


def finding(
    check: Check,
    sight: Sight,
    code: str,
    what: str,
    actual: Any,
    asked: Asked,
    *,
    expected: Any = None,
    hint: str = "",
    part: str = "",
) -> Finding:
    """Return a finding of one route, or of one `part` of its answer; `what` comes after its name."""
    claims: Claims = check.about
    return Finding(
        code=code,
        subject=f"{check.service}:{claims.method} {path_key(claims.path)}{f' {part}' if part else ''}",
        message=f"{claims.route} of {check.service} {what}",
        expected=expected,
        actual=actual,
        hint=hint or "mend the service, or change the canon",
        evidence=evidence_of(check, sight, asked),
    )


def _guard(check: Check, sight: Sight, claims: Claims) -> tuple[list[Finding], Any]:
    """Return what is wrong with the guard of a route that should have one, and the first status that says so."""
    if claims.auth != "required":
        return [], None
    let_in = [asked for need in check.needs[1:] if (asked := sight.see(need)).answer.status not in (*REFUSALS, None)]
    if not let_in:
        return [], None
    said = " and ".join(f"{asked.answer.status} {_WITHOUT[asked.auth.value]}" for asked in let_in)
    actual = [asked.answer.status for asked in let_in]
    what = f"answers {said}, the canon wants 401 or 403"
    hint = "guard the route before it looks at anything else, or say `auth: open` in the canon"
    found = finding(check, sight, "VX272", what, actual, let_in[0], expected=list(REFUSALS), hint=hint)
    return [found], actual[0]


def _unanswered(check: Check, sight: Sight) -> Iterator[Finding]:
    """Yield a finding where a request that should be refused was not even answered: that is no refusal."""
    for asked in (sight.see(need) for need in check.needs[1:]):
        if asked.answer.status is None:
            what = f"gives no answer {_WITHOUT[asked.auth.value]}: {asked.answer.says}"
            yield finding(check, sight, "VX278", what, asked.answer.says, asked, expected=list(REFUSALS))
            return


def _wrong(check: Check, sight: Sight, claims: Claims, asked: Asked) -> Iterator[Finding]:
    answer = asked.answer
    if answer.status is None:
        yield finding(
            check, sight, "VX278", f"gives no answer: {answer.says}", answer.says, asked, expected="an answer"
        )
        return
    if not _allowed(answer.status, claims.statuses):
        yield _status(check, sight, claims, asked)
        return
    broken = answer.fault is not None
    if broken:
        what = f"answers {answer.status}, and not to the end: {answer.says}"
        yield finding(check, sight, "VX278", what, answer.says, asked, expected="a whole answer")
    yield from _headers(check, sight, claims, asked)
    if broken:
        return
    yield from _body(check, sight, claims, asked)
    yield from _latency(check, sight, claims, asked)


def _allowed(status: int, statuses: tuple[int, ...]) -> bool:
    return status in statuses if statuses else 200 <= status < 400


def _status(check: Check, sight: Sight, claims: Claims, asked: Asked) -> Finding:
    status = asked.answer.status
    wanted = " or ".join(map(str, claims.statuses)) or "a 2xx or 3xx"
    expected = list(claims.statuses) if len(claims.statuses) > 1 else claims.statuses[0] if claims.statuses else wanted
    if claims.auth == "open" and status in REFUSALS:
        what = f"answers {status} without a token, the canon wants it open"
        return finding(
            check, sight, "VX273", what, status, asked, expected="open",
            hint="take the guard away, or say `auth: required` in the canon",
        )  # fmt: skip
    location = asked.answer.header("location")
    to = f" to {show(location, 200)}" if location is not None and status is not None and 300 <= status < 400 else ""
    refused = status in REFUSALS and asked.auth.value == "right"
    token = " with the right token" if refused else ""
    return finding(
        check, sight, "VX270", f"answers {status}{to}{token}, the canon wants {wanted}", status, asked,
        expected=expected, hint=_hint(check, sight) if refused else "",
    )  # fmt: skip


def _hint(check: Check, sight: Sight) -> str:
    """Return what may be amiss with a token that is refused."""
    token = sight.see(LiveNeed(check.system)).token
    if token is None or not token.made:
        return ""
    return f"the token was made up, as {token.made} is not set: see whether the service reads it, or set it"


def _headers(check: Check, sight: Sight, claims: Claims, asked: Asked) -> Iterator[Finding]:
    for name, wanted in claims.headers:
        found = [value for key, value in asked.answer.headers if key.lower() == name.lower()]
        if not any(_holds(value, wanted) for value in found):
            actual = ", ".join(found) if found else None
            what = f"has the header {name} {show(actual)}" if found else f"has no header {name}"
            said = f"{what}, the canon wants {show(wanted)}"
            yield finding(check, sight, "VX276", said, actual, asked, expected=wanted, part=name.lower())


def _holds(found: str, wanted: str) -> bool:
    """Tell whether a header's value is the wanted one, its parameters aside where none are wanted (RFC 9110, 5.6.6)."""
    said = found.strip()
    return said == wanted or (";" not in wanted and said.partition(";")[0].strip().lower() == wanted.lower())


def _body(check: Check, sight: Sight, claims: Claims, asked: Asked) -> Iterator[Finding]:
    for wrong in wrong_body(claims, asked.answer.body.decode("utf-8", errors="replace"), sight):
        yield finding(
            check, sight, wrong.code, wrong.what, wrong.actual, asked, expected=wrong.expected, part=wrong.part
        )


def _latency(check: Check, sight: Sight, claims: Claims, asked: Asked) -> Iterator[Finding]:
    if claims.seconds is None:
        return
    seconds = sight.see(LatencyProbe(check.needs[0], claims.statuses))  # type: ignore[arg-type]
    if seconds > claims.seconds:
        took = f"{seconds * _MS:.0f} ms"
        what = f"takes {took}, the best of three; the canon wants at most {claims.seconds * _MS:g} ms"
        yield finding(check, sight, "VX277", what, took, asked, expected=check.expected.get("latency"))


def served(answer: Answer) -> Any:
    """Return an answer's body as JSON; raises Unseen where it is none."""
    is_json, value = read(answer.body.decode("utf-8", errors="replace"))
    is_list = (
        isinstance(value, dict) and isinstance(value.get("paths"), dict) and ("openapi" in value or "swagger" in value)
    )
    if answer.status != 200 or answer.fault or not is_json or not is_list:
        raise Unseen("the service gives no /openapi.json, so that nobody can see which routes it serves")
    return value

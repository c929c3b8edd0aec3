"""Holding conversations over WebSockets against the canon's claims, and the routes that a service says it serves."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pytest_vx11._checks.check import Check
from pytest_vx11._checks.verdict import Evidence, Finding, Judged
from pytest_vx11._errors import Unseen
from pytest_vx11._facets.endpoints.claims import UNSAID, Claims
from pytest_vx11._facets.shared.running import is_down, log_of
from pytest_vx11._observe.need import Sight
from pytest_vx11._observe.probes import EndedNeed, Talk
from pytest_vx11._observe.python.routes import path_key
from pytest_vx11._source.values import show

_REFUSED = (401, 403)
#: Close codes of a server that lets nobody in: policy violation, and what frameworks make of 401 and 403
#: (RFC 6455, section 7.4.1; 4000 to 4999 are for applications).
_CLOSED = (1008, 3000, 4001, 4003, 4401, 4403)


def judge_talk(check: Check, sight: Sight) -> Judged:
    """`about` is the claims; the needs are conversations as they should be, and of a guarded route two that should fail."""
    claims: Claims = check.about
    if claims.unasked:
        raise Unseen(claims.unasked, (check.at,))
    talks: list[Talk] = [sight.see(need) for need in check.needs]
    first = talks[0]
    if first.heard.refused or (not first.heard.opened and check.service in sight.see(EndedNeed(check.system))):
        return Judged(actual="down", findings=(is_down(check, sight, first.url),))
    findings = [*_let_in(check, sight, talks[1:]), *_wrong(check, sight, claims, first)]
    return Judged(actual=_actual(claims, first), findings=tuple(findings))


def _let_in(check: Check, sight: Sight, talks: list[Talk]) -> Iterator[Finding]:
    words = {"none": "without a token", "wrong": "with a wrong one"}
    inside = [talk for talk in talks if talk.heard.opened and talk.heard.closed not in _CLOSED]
    if inside:
        said = " and ".join(words[talk.auth.value] for talk in inside)
        yield _finding(check, sight, "VX272", f"opens {said}, the canon wants 401 or 403", "opens", inside[0],
                       expected=list(_REFUSED))  # fmt: skip
        return
    for talk in talks:
        if not talk.heard.opened and talk.heard.status not in _REFUSED:
            status = talk.heard.status
            said = f"answers {status}" if status is not None else f"gives no answer ({talk.heard.says})"
            what = f"{said} {words[talk.auth.value]}, the canon wants 401 or 403"
            yield _finding(check, sight, "VX272", what, status or talk.heard.says, talk, expected=list(_REFUSED))
            return


def _wrong(check: Check, sight: Sight, claims: Claims, talk: Talk) -> Iterator[Finding]:
    heard = talk.heard
    if not heard.opened:
        code = "VX273" if claims.auth == "open" and heard.status in _REFUSED else "VX279"
        status = f"it answers {heard.status}" if heard.status is not None else heard.says
        yield _finding(
            check, sight, code, f"does not open: {status}", heard.status or heard.says, talk, expected="opens"
        )
    elif claims.expect is not UNSAID and heard.matched is None:
        count = (
            f"{heard.count} other message{'' if heard.count == 1 else 's'} came" if heard.count else "no message came"
        )
        why = f" ({heard.says})" if heard.says else ""
        what = f"does not say what the canon expects: {count}{why}"
        yield _finding(check, sight, "VX279", what, list(heard.messages[:3]) or None, talk, expected=claims.expect)


def _actual(claims: Claims, talk: Talk) -> Any:
    if not talk.heard.opened:
        return talk.heard.status or talk.heard.says
    return talk.heard.matched if claims.expect is not UNSAID else "opens"


def _finding(check: Check, sight: Sight, code: str, what: str, actual: Any, talk: Talk, *, expected: Any) -> Finding:
    claims: Claims = check.about
    heard = talk.heard
    said = "\n".join(show(message, 200) for message in heard.messages[:5]) or heard.says or "nothing"
    return Finding(
        code=code,
        subject=f"{check.service}:{claims.method} {path_key(claims.path)}",
        message=f"{claims.route} of {check.service} {what}",
        expected=expected,
        actual=actual,
        hint="mend the service, or change the canon",
        evidence=(Evidence("asked", talk.url), Evidence("answer", said), *log_of(check, sight)),
    )

"""What the facets that ask a running system have in common."""

from __future__ import annotations

from pytest_vx11.checks.check import Check
from pytest_vx11.checks.code import Code
from pytest_vx11.checks.verdict import Evidence, Finding
from pytest_vx11.observe.http import Answer, Fault
from pytest_vx11.observe.live import LiveNeed
from pytest_vx11.observe.need import Sight
from pytest_vx11.observe.probes import Asked, EndedNeed, LogTail
from pytest_vx11.source.words import harmless

IS_DOWN = Code(
    code="VX200",
    title="a service is down",
    text="The service is expected to be up, and nobody takes connections at its port. Every check that asks it has "
    "this one finding. Where the service was started here, the finding says how its process ended, with its last words.",
    example="services: {madre: {port: 8001}}, and its process ended after it had started",
)
_LONGEST = 600


def is_down(check: Check, sight: Sight, address: str, service: str = "") -> Finding:
    """Return the finding that nobody listens where a service should: the check's own, where no other is named."""
    service = service or check.service
    how = sight.see(EndedNeed(check.system)).get(service)
    what = f"its process {how}" if how else f"nobody listens at {address}"
    return Finding(
        code=IS_DOWN.code,
        subject=service,
        message=f"{service} is down: {what}",
        expected="up",
        actual="down",
        hint="its log says why it ended" if how else "start it, or see where it listens",
        evidence=log_of(check, sight, service),
    )


def says_down(check: Check, sight: Sight, answer: Answer, service: str = "") -> bool:
    """Tell whether an answer shows that its service is down: nobody listens, or it broke off as the process ended."""
    if answer.fault is None:
        return False
    return answer.fault is Fault.REFUSED or (service or check.service) in sight.see(EndedNeed(check.system))


def evidence_of(check: Check, sight: Sight, asked: Asked, service: str = "") -> tuple[Evidence, ...]:
    """Return what helps to mend a wrong answer: the question to paste, the start of the answer, the end of the log."""
    return (Evidence("curl", asked.curl), Evidence("answer", answer_text(asked.answer)), *log_of(check, sight, service))


def log_of(check: Check, sight: Sight, service: str = "") -> tuple[Evidence, ...]:
    """Return the end of what the service printed, where that is kept."""
    standing = sight.see(LiveNeed(check.system)).services.get(service or check.service)
    if standing is None or standing.log is None:
        return ()
    tail = sight.see(LogTail(standing.log))
    return (Evidence("log", f"{standing.log}\n{tail}"),) if tail else ()


def answer_text(answer: Answer) -> str:
    """Return the start of an answer for people."""
    if answer.status is None:
        return answer.says
    body = harmless(answer.body[:_LONGEST].decode("utf-8", errors="replace"), _LONGEST)
    kind = answer.header("content-type")
    head = f"HTTP {answer.status}{f', {harmless(kind, 80)}' if kind else ''}"
    says = f" ({answer.says})" if answer.says else ""
    return f"{head}{says}: {body}" if body else f"{head}{says}, no body"

"""What the facets that ask a running system have in common."""

from __future__ import annotations

from pytest_vx11._checks.check import Check, Witness
from pytest_vx11._checks.code import Code
from pytest_vx11._checks.verdict import Evidence, Finding
from pytest_vx11._errors import Unseen
from pytest_vx11._facets.shared.containers import container_if_any
from pytest_vx11._observe.containers import Container, ContainerLog, SocketsNeed
from pytest_vx11._observe.http import Answer, Fault
from pytest_vx11._observe.live import LiveNeed
from pytest_vx11._observe.need import Sight
from pytest_vx11._observe.probes import Asked, EndedNeed, LogTail
from pytest_vx11._source.words import harmless

IS_DOWN = Code(
    code="VX200",
    masks=True,
    title="a service is down",
    titles={"es": "un servicio está caído"},
    text="The service is expected to be up, and nobody takes connections at its port. Every check that asks it has "
    "this one finding. It says how the process of a service that was started here, or its container, ended, with its "
    "last words.",
    example="services: {madre: {port: 8001}}, and its process ended after it had started",
)
_LONGEST = 600
_LINES = 20


def is_down(check: Check, sight: Sight, address: str, service: str = "") -> Finding:
    """Return the finding that nobody listens where a service should: the check's own, where no other is named."""
    service = service or check.service
    how = _ended(sight, check.system, service)
    what = how or f"nobody listens at {address}"
    return Finding(
        code=IS_DOWN.code,
        subject=service,
        message=f"{service} is down: {what}",
        expected="up",
        actual="down",
        hint="its log says why it ended" if how else "start it, or see where it listens",
        evidence=log_of(check, sight, service),
    )


def down_instead(check: Check, sight: Sight) -> Finding | None:
    """Return the finding that a service is down, of a check that could not be looked at: where that is the reason."""
    if check.witness is not Witness.RUNNING:
        return None
    try:
        standing = sight.see(LiveNeed(check.system)).services.get(check.service)
        expected = standing is not None and not standing.absent and not standing.unstarted
        return is_down(check, sight, "") if expected and _ended(sight, check.system, check.service) else None
    except Unseen:
        return None


def _ended(sight: Sight, system: str, service: str) -> str:
    """Say how a service's container, or its process, has ended; empty where it has not, or nobody knows."""
    container = _container(sight, system, service)
    if container is not None and not container.is_up:
        return f"its container {container.how()}"
    how = sight.see(EndedNeed(system)).get(service)
    return f"its {'process' if container is None else 'container'} {how}" if how else ""


def says_down(check: Check, sight: Sight, answer: Answer, service: str = "") -> bool:
    """Tell whether an answer shows that its service is down: nobody listens, or it broke off as the process ended.

    The engine takes connections for a container, so that who listens in it says more than what became of one.
    """
    service = service or check.service
    if answer.fault is None:
        return False
    if service in sight.see(EndedNeed(check.system)):
        return True
    container = _container(sight, check.system, service)
    if container is None:
        return answer.fault is Fault.REFUSED
    if not container.is_up:
        return True
    listens = _listens(sight, check.system, service)
    return answer.fault is Fault.REFUSED if listens is None else not listens


def _listens(sight: Sight, system: str, service: str) -> bool | None:
    """Tell whether anybody listens in a container on a port of its service; None where nobody can tell."""
    addresses = sight.see(LiveNeed(system)).services[service].addresses
    try:
        sockets = sight.see(SocketsNeed(system, service))
    except Unseen:
        return None
    # Of a container that has the host's network, the port of the host is its own.
    ports = {*addresses, *(address.port for address in addresses.values())}
    return any(each.protocol == "tcp" and each.port in ports for each in sockets) if ports else None


def _container(sight: Sight, system: str, service: str) -> Container | None:
    try:
        return container_if_any(sight, system, service)
    except Unseen:
        return None


def evidence_of(check: Check, sight: Sight, asked: Asked, service: str = "") -> tuple[Evidence, ...]:
    """Return what helps to mend a wrong answer: the question to paste, the start of the answer, the end of the log."""
    return (Evidence("curl", asked.curl), Evidence("answer", answer_text(asked.answer)), *log_of(check, sight, service))


def log_of(check: Check, sight: Sight, service: str = "") -> tuple[Evidence, ...]:
    """Return the end of what the service printed, where that is kept."""
    service = service or check.service
    standing = sight.see(LiveNeed(check.system)).services.get(service)
    if standing is None:
        return ()
    container = _container(sight, check.system, service)
    where = standing.log or (f"docker logs {container.real_name}" if container is not None else "")
    tail = _container_log(sight, check.system, service) if container is not None else ""
    tail = tail or (sight.see(LogTail(standing.log)) if standing.log is not None else "")
    return (Evidence("log", f"{where}\n{tail}"),) if tail else ()


def _container_log(sight: Sight, system: str, service: str) -> str:
    try:
        lines = sight.see(ContainerLog(system, service)).splitlines()
    except Unseen:
        return ""
    return "\n".join(lines[-_LINES:])


def answer_text(answer: Answer) -> str:
    """Return the start of an answer for people."""
    if answer.status is None:
        return answer.says
    body = harmless(answer.body[:_LONGEST].decode("utf-8", errors="replace"), _LONGEST)
    kind = answer.header("content-type")
    head = f"HTTP {answer.status}{f', {harmless(kind, 80)}' if kind else ''}"
    says = f" ({answer.says})" if answer.says else ""
    return f"{head}{says}: {body}" if body else f"{head}{says}, no body"
